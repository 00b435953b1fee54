from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed
        from django.contrib.auth.signals import user_logged_in

        from accounts import letters, sessions
        from accounts.models import Organisation
        from mail import identity

        identity.register(lambda: Organisation.current().name)
        letters.register_all()
        user_logged_in.connect(sessions.start, dispatch_uid="accounts.sessions.start")
        authentication_step_completed.connect(sessions.prove, dispatch_uid="accounts.sessions.prove")
