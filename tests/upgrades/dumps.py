"""The kept databases: writing one as plain SQL, and bringing one back into an empty database."""

import gzip
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from recruitment.run.data_dir import DataDir
from recruitment.run.engines import Postgres
from recruitment.run.roles import Passwords
from tests.stack import wait_for

FOLDER = Path(__file__).resolve().parents[1] / "data" / "upgrades"
NAMES = sorted(folder.name for folder in FOLDER.iterdir()) if FOLDER.exists() else []
PASSWORD = "upgrade-battery-staple"  # of everybody in the dumps who can sign in
SQL, FILES, SEEN = "database.sql.gz", "files", "seen.json"
# Nobody stays signed in over an upgrade that changes the keys.
EMPTIED = ["django_session"]
# Commands of psql, and a setting that servers before PostgreSQL 17 do not know.
LEFT_OUT = ("\\restrict", "\\unrestrict", "SET transaction_timeout")


@contextmanager
def postgres_alone(data_dir: Path) -> Iterator[Postgres]:
    """The PostgreSQL of a house that does not run, with an empty database if it had none."""
    data = DataDir(data_dir)
    data.prepare()
    passwords = Passwords.kept_by(data.kept) if data.kept("postgres-superuser-password") else None
    postgres = Postgres(data_dir / "postgres", data.make_sockets_folder() / "pg", passwords=passwords)
    postgres.prepare()
    with data.log("postgres-alone").open("wb") as log:
        process = subprocess.Popen(postgres.command(), stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(postgres.is_ready)
        postgres.make_database()
        yield postgres
    finally:
        process.send_signal(postgres.stop_signal)
        process.wait(timeout=60)


def write(data_dir: Path, folder: Path) -> None:
    """The database and the stored files of a house that was stopped."""
    folder.mkdir(parents=True, exist_ok=True)
    with postgres_alone(data_dir) as postgres:
        command = [
            str(postgres.programs / "pg_dump"), "--no-owner", "--no-privileges", "--rows-per-insert=50",
            *(f"--exclude-table-data={table}" for table in EMPTIED), postgres.url(),
        ]  # fmt: skip
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    kept = "\n".join(line for line in said.splitlines() if not line.startswith(LEFT_OUT))
    (folder / SQL).write_bytes(gzip.compress(kept.encode(), mtime=0))
    shutil.copytree(data_dir / FILES, folder / FILES, dirs_exist_ok=True)


def sql(name: str) -> str:
    return gzip.decompress((FOLDER / name / SQL).read_bytes()).decode()


def restore(name: str, url: str) -> None:
    """Into an empty database; without psql, so that the server may stand anywhere."""
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql(name))
    finally:
        connection.close()


def restore_house(name: str, data_dir: Path) -> None:
    """A DATA_DIR as it was when the house of that version was stopped."""
    data_dir.mkdir(mode=0o700, exist_ok=True)
    with postgres_alone(data_dir) as postgres:
        restore(name, postgres.url())
    shutil.copytree(FOLDER / name / FILES, data_dir / FILES)
    for folder in (data_dir / FILES).rglob("*"):
        os.chmod(folder, 0o700 if folder.is_dir() else 0o600)
