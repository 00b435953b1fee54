from celery import shared_task

from audit import chain


@shared_task(time_limit=900)
def link() -> None:
    chain.extend()
