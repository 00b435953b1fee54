from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "screening"

    def ready(self) -> None:
        from postings import notices
        from screening import openings, proposals

        proposals.connect()
        notices.register(openings.filled)
