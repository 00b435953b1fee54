"""What `make run` told its own processes, for a command that is called beside it."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from recruitment.run.data_dir import DataDir

ROOT = Path(__file__).resolve().parents[2]
# Who gives one of these means another place than the running copy.
OWN_PLACE = ("DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL")


def join_running_copy() -> None:
    """Complete the environment from `$DATA_DIR/embedded.env`, unless it speaks of another place."""
    if any(os.environ.get(name, "").strip() for name in OWN_PLACE):
        return
    data = data_dir()
    if not (data.environment_file.exists() and data.is_locked()):
        raise ImproperlyConfigured(
            f"no copy is running in {data.path}: start it with `make run`, or give SECRET_KEY, DATABASE_URL, "
            f"REDIS_URL, ALLOWED_HOSTS and BASE_URL"
        )
    for line in data.environment_file.read_text().splitlines():
        name, _, value = line.partition("=")
        os.environ.setdefault(name, value)


def data_dir() -> DataDir:
    return DataDir(Path(os.environ.get("DATA_DIR", "").strip() or ROOT / "var").resolve())
