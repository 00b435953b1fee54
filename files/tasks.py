from celery import shared_task

from files import reading, tidying


@shared_task(time_limit=120)
def read_file(file_id: int) -> None:
    reading.read(file_id)


@shared_task(time_limit=900)
def sweep() -> None:
    """The guarantee: what no poke brought here is found here."""
    reading.read_due()


@shared_task(time_limit=900)
def tidy() -> None:
    tidying.remove_orphans()
