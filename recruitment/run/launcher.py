"""Starting the system: what is checked, started and shown, in order."""

import importlib
import os
from typing import Any

from recruitment.run import parts, probes, roles, screen
from recruitment.run.data_dir import write_private
from recruitment.run.engines import Postgres, Valkey
from recruitment.run.refusal import Refusal
from recruitment.run.running_copy import data_dir
from recruitment.run.supervisor import Part, Supervisor
from recruitment.run.tether import tethered

# What manage.py needs to be told so that it speaks to the running copy.
SHARED = (
    "RECRUITMENT_MODE", "DATA_DIR", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "DEBUG",
    "PORT", "HOST", "ALLOWED_HOSTS", "BASE_URL", "DEFAULT_FROM_EMAIL", "TIME_ZONE", "TRUSTED_PROXIES",
    "UPLOADS_PER_HOUR", "REQUIRE_SECOND_FACTOR", "FILES_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN", "SECRET_KEY_FALLBACKS",
    "CLAMD_URL", "OIDC_URL", "OIDC_CLIENT_ID", "OIDC_SECRET", "OIDC_NAME", "OIDC_ASKS_FOR_FACTOR",
    "OIDC_ROLE_CLAIM", "OIDC_ROLES", "PASSWORDS",
)  # fmt: skip


class Launcher:
    def __init__(self, supervisor: Supervisor) -> None:
        self.supervisor = supervisor
        self.data = data_dir()
        self.engines: list[Postgres | Valkey] = []
        self.is_ours = False
        self.settings: Any = None
        self.password = self.earlier_password = ""
        self.migrates_as: (
            tuple[str, str] | tuple[()]
        ) = ()  # a role of our own PostgreSQL, or whom DATABASE_URL names

    def start(self) -> None:
        screen.line("Recruitment is starting. Ctrl-C stops it.")
        with screen.step("environment") as say:
            self.read_environment()
            say(f"data in {self.data.path}")
        for engine in self.engines:
            self.start_engine(engine)
        sign_ins = self.prepare()
        write_private(self.data.environment_file, self.shared_environment())
        self.start_parts()
        self.welcome(sign_ins)

    def close(self) -> None:
        """What is said about a running copy is not ours to take away while another one runs."""
        if self.is_ours:
            self.data.environment_file.unlink(missing_ok=True)

    def read_environment(self) -> None:
        """Complete `os.environ` for everything that is started from here, and read it as they will."""
        self.data.prepare()
        self.data.lock()
        self.is_ours = True
        sockets = self.data.make_sockets_folder()
        os.environ.update(
            RECRUITMENT_MODE="embedded", DJANGO_SETTINGS_MODULE="recruitment.settings",
            DATA_DIR=str(self.data.path), PYTHONUNBUFFERED="1",
        )  # fmt: skip
        self.password = self.read_password()
        if not is_given("SECRET_KEY"):
            os.environ["SECRET_KEY"] = self.data.secret("secret-key")
        if not is_given("DATABASE_URL"):
            passwords = roles.Passwords.kept_by(self.data.secret)
            postgres = Postgres(self.data.path / "postgres", sockets / "pg", passwords=passwords)
            self.engines.append(postgres)
            self.migrates_as = (roles.OWNER, passwords.owner)
            os.environ["DATABASE_URL"] = postgres.url(role=roles.APP)
        if not is_given("REDIS_URL"):
            password = self.data.secret("valkey-password")
            self.engines.append(Valkey(self.data.path / "valkey", sockets / "valkey.sock", password))
            os.environ["REDIS_URL"] = self.engines[-1].url()
        os.environ["WEB_SOCKET"] = str(sockets / "web.sock")
        self.settings = importlib.import_module("recruitment.settings")
        probes.refuse_port_in_use(self.settings.HOST, self.settings.PORT)

    def read_password(self) -> str:
        """Of the sample sign-ins. It is nobody else's business, so it leaves the environment."""
        password = os.environ.pop("DEMO_PASSWORD", "").strip()
        if password and len(password) < 12:
            raise Refusal("DEMO_PASSWORD must have 12 characters or more.")
        self.earlier_password = self.data.kept("demo-password")
        if not password:
            return self.data.password("demo-password")
        write_private(self.data.path / "demo-password", password + "\n")
        return password

    def start_engine(self, engine: Postgres | Valkey) -> None:
        with screen.step(engine.title) as say:
            engine.prepare()
            part = Part(
                engine.title, engine.command(), self.data.log(engine.title.lower()),
                is_ready=engine.is_ready, stop_signal=engine.stop_signal,
                stop_order=parts.STOP_ORDER["engine"],
            )  # fmt: skip
            self.supervisor.start([part])
            if isinstance(engine, Postgres):
                engine.make_database()
            say(f"{engine.version} ready")

    def prepare(self) -> list[str]:
        from recruitment.run import prepare

        prepare.reach_files()
        with screen.step("database") as say:
            prepare.reach_database(self.settings)
            prepare.reach_redis(self.settings)
            say(prepare.migrate(*self.migrates_as))
            prepare.settle_files()
        with screen.step("static files") as say:
            say(prepare.collect_static(self.settings))
        with screen.step("file fences") as say:
            say(prepare.try_fences())
        if self.settings.CLAMD_URL:
            with screen.step("malware scan") as say:
                say(prepare.ask_scanner())
        with screen.step("sample") as say:
            said, sign_ins = prepare.load_sample(password=self.password, earlier=self.earlier_password)
            say(said)
        prepare.close_connections()
        return sign_ins

    def start_parts(self) -> None:
        with screen.step("web, workers") as say:
            self.supervisor.start([*(self.part(name) for name in parts.NAMES), self.front()])
            say(", ".join(reversed(parts.NAMES)))

    def part(self, name: str) -> Part:
        marker = self.data.path / "run" / f"{name}.ready"
        marker.parent.mkdir(mode=0o700, exist_ok=True)
        marker.unlink(missing_ok=True)
        return Part(
            name, tethered(parts.command(name)), self.data.log(name),
            is_ready=self.web_answers if name == parts.WEB else marker.exists,
            stop_order=parts.STOP_ORDER[name],
            environment={"RECRUITMENT_READY_FILE": str(marker)},
        )  # fmt: skip

    def front(self) -> Part:
        """It keeps nothing, so its files of its own are nobody's."""
        return Part(
            parts.FRONT, tethered(parts.front()), self.data.log(parts.FRONT), is_ready=self.web_answers,
            stop_order=parts.STOP_ORDER[parts.FRONT],
            environment={
                "FRONT_HOST": self.settings.HOST, "FRONT_PORT": str(self.settings.PORT),
                "WEB_SOCKET": self.settings.WEB_SOCKET,
                "HOME": str(self.data.path / "run"), "XDG_DATA_HOME": str(self.data.path / "run"),
                "GOMEMLIMIT": str(parts.FRONT_MEMORY // 2),  # from there on it would rather tidy up
            },
            memory=parts.FRONT_MEMORY,
        )  # fmt: skip

    def web_answers(self) -> bool:
        settings = self.settings
        return probes.status(settings.HOST, settings.PORT, "/healthz", base_url=settings.BASE_URL) == 200

    def shared_environment(self) -> str:
        return "".join(f"{name}={os.environ[name]}\n" for name in SHARED if is_given(name))

    def welcome(self, sign_ins: list[str]) -> None:
        address = self.settings.BASE_URL
        screen.line(f"\n  The careers site   {address}/")
        screen.line(f"  The desk           {address}/desk/")
        if sign_ins:
            screen.line(f"\n  Sample sign-ins, all with the password  {self.password}")
            for email in sign_ins:
                screen.line(f"    {email}")
        screen.line()


def is_given(name: str) -> bool:
    return bool(os.environ.get(name, "").strip())
