from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"

    def ready(self) -> None:
        from applications import archiving, letters, mailing
        from applications.applying import letters as apply_letters
        from applications.models import Application
        from mail import subjects
        from postings import publishing

        letters.register_all()
        apply_letters.register_all()
        publishing.register_archive_guard(archiving.somebody_waits)
        subjects.register(Application, mailing.subjects_of)
