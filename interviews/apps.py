from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "interviews"

    def ready(self) -> None:
        from applications import consequences
        from interviews import following, letters, telling
        from interviews.models import Interview
        from mail import subjects

        letters.register_all()
        following.connect()
        subjects.register(Interview, telling.subjects_of)
        consequences.register(telling.called_off_by_decision)
