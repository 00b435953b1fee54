from celery import shared_task

from files import reading


@shared_task
def read_file(file_id: int) -> None:
    reading.read(file_id)


@shared_task
def sweep() -> None:
    """The guarantee: what no poke brought here is found here."""
    for file_id in reading.due():
        reading.read(file_id)


def poke(file_id: int) -> None:
    read_file.delay(file_id)
