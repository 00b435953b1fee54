"""A crash between bytes and row leaves bytes that belong to nobody. Hourly, so none is two hours old."""

from datetime import timedelta

from core.sweeping import sweep_names
from files import store
from files.models import PageImage, StoredFile

AGE = timedelta(hours=1)  # an upload or a reading has its row within minutes


def remove_orphans(*, age: timedelta = AGE) -> int:
    """How many were removed. Only old ones: a young one may be waiting for its row to be committed."""
    orphans = (key for key in store.older_than(age) if not _is_known(key))
    return sweep_names("tidy files", orphans, store.remove)


def _is_known(key: str) -> bool:
    return StoredFile.objects.filter(key=key).exists() or PageImage.objects.filter(key=key).exists()
