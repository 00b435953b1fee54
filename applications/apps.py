from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"

    def ready(self) -> None:
        from applications import letters
        from applications.apply import letters as apply_letters

        letters.register_all()
        apply_letters.register_all()
