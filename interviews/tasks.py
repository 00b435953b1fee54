from celery import shared_task

from interviews.following import call_off_told
from interviews.reminders import remind_of_tomorrow


@shared_task
def remind() -> None:
    remind_of_tomorrow()


@shared_task
def follow_decisions() -> None:
    call_off_told()
