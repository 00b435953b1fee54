from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "screening"

    def ready(self) -> None:
        from postings import notices
        from screening import letters, openings, proposals

        letters.register_all()
        proposals.connect()
        notices.register(openings.filled)
