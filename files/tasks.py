from celery import shared_task

from files import reading, scanning, temporary, tidying


@shared_task(time_limit=120)
def read_file(file_id: int) -> None:
    scanning.scan_soon(file_id)
    reading.read(file_id)


@shared_task(time_limit=900)
def sweep() -> None:
    """The guarantee: what no poke brought here is found here."""
    reading.read_due()


@shared_task(time_limit=900)
def scan() -> None:
    """What waits for the malware scan, and what was kept before there was a scanner."""
    scanning.scan_due()


@shared_task(time_limit=900)
def tidy() -> None:
    tidying.remove_orphans()
    temporary.remove_left()
