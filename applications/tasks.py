from celery import shared_task

from applications.applying.drafts import delete_old
from applications.applying.reminders import remind_all
from applications.transitions import telling


@shared_task
def remind() -> None:
    remind_all()


@shared_task
def catch_up_telling() -> None:
    telling.catch_up()


@shared_task
def delete_old_drafts() -> None:
    delete_old()
