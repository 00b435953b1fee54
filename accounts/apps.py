from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.models import Organisation
        from mail import identity

        identity.register(lambda: Organisation.current().name)
