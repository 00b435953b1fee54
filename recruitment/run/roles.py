"""Who may do what in our own PostgreSQL: it asks for a password, and gives the system what it needs."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg2.extensions
from psycopg2 import sql

from recruitment.run.refusal import Refusal

SUPERUSER, OWNER, APP = "postgres", "recruitment_owner", "recruitment_app"
RIGHTS = Path(__file__).with_name("roles.sql")
WHO_IS_ASKED = "# Written at each start.\nlocal all all scram-sha-256\n"


@dataclass(frozen=True)
class Passwords:
    """Of the superuser, who starts and repairs; of the owner, who migrates; of the running system."""

    superuser: str
    owner: str
    app: str

    @classmethod
    def kept_by(cls, secret: Callable[[str], str]) -> "Passwords":
        return cls(*(secret(f"postgres-{who}-password") for who in ("superuser", "owner", "app")))

    def of(self, role: str) -> str:
        return {SUPERUSER: self.superuser, OWNER: self.owner, APP: self.app}[role]


def ask_for_passwords(data: Path, passwords: Passwords, *, alone: list[str]) -> None:
    """In a cluster that does not run and asks nobody yet. `alone`: the server for one trusted user."""
    access = data / "pg_hba.conf"
    if access.read_text() == WHO_IS_ASKED:
        return
    said = f"ALTER ROLE {SUPERUSER} PASSWORD '{passwords.superuser}'\n"
    done = subprocess.run(alone, input=said, capture_output=True, text=True, check=False)
    if done.returncode or "ERROR" in done.stderr:
        raise Refusal(
            f"PostgreSQL could not be given a password: {(done.stderr or '?').strip().splitlines()[-1]}"
        )
    made = access.with_suffix(".new")
    made.write_text(WHO_IS_ASKED)
    made.chmod(0o600)
    os.chown(made, data.stat().st_uid, data.stat().st_gid)
    made.replace(access)


def give_rights(connection: psycopg2.extensions.connection, passwords: Passwords) -> None:
    """`connection`: the superuser's, in our database."""
    with connection, connection.cursor() as cursor:
        for role in (OWNER, APP):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
            statement = sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}")
            cursor.execute(statement.format(verb, sql.Identifier(role), sql.Literal(passwords.of(role))))
        cursor.execute(RIGHTS.read_text())
