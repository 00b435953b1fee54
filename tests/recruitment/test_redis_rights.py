"""What Redis lets the system do, and what it lets nobody do who found its socket (S68)."""

import os
import pickle
import time
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import signals
from django.conf import settings
from django.core.cache import cache
from kombu import Queue
from kombu.exceptions import ContentDisallowed
from redis.connection import parse_url
from redis.exceptions import AuthenticationError, LockNotOwnedError, ResponseError

from recruitment import heartbeats
from recruitment.broker import Client
from recruitment.celery import app

URL = str(settings.CACHES["default"]["LOCATION"])
PREFIX = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]


@pytest.fixture
def ours() -> Any:
    with redis.Redis.from_url(URL) as client:
        yield client


REFUSED = [
    "CONFIG SET dir /", "CONFIG GET *", "DEBUG SLEEP 0", "EVAL return 0", "SCRIPT LOAD return",
    "FUNCTION LIST", "MODULE LOAD /x.so", "ACL SETUSER x on", "ACL LIST", "FLUSHALL", "FLUSHDB",
    "KEYS *", "SHUTDOWN NOSAVE", "REPLICAOF 127.0.0.1 1", "MIGRATE 127.0.0.1 1 k 0 1", "SAVE", "BGSAVE",
    "MONITOR", "CLIENT KILL ID 1", "GET somebody-elses", "SET somebody-elses 1", "DEL somebody-elses",
    "LPUSH somebody-elses 1", "PUBLISH somebody-elses 1", "SUBSCRIBE somebody-elses",
    "RENAME recruitment:a recruitment:b", "RESTORE recruitment:a 0 x",
]  # fmt: skip


@pytest.mark.parametrize("command", REFUSED)
def test_it_may_do_no_more_than_it_does(ours: Any, command: str) -> None:
    with pytest.raises(ResponseError, match=r"[Nn]o permissions|not allowed"):
        ours.execute_command(*command.split())


@pytest.mark.parametrize(
    "account", [{}, {"username": "default", "password": "x"}, {"username": "recruitment"}]
)
def test_whoever_has_no_password_is_let_in_nowhere(account: dict[str, str]) -> None:
    path = parse_url(URL)["path"]
    with (
        redis.Redis(unix_socket_path=path, **account) as client,
        pytest.raises((AuthenticationError, ResponseError)),
    ):
        client.get("recruitment:a")


class Planted:
    """What runs when it is unpickled."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> Any:
        return os.system, (f"touch {self.file}",)


def test_a_planted_pickle_is_never_loaded(ours: Any, tmp_path: Path) -> None:
    planted = pickle.dumps(Planted(tmp_path / "ran"))
    for key in (cache.make_key("planted"), f"{settings.CACHES['default']['KEY_PREFIX']}:1:planted"):
        ours.set(key, planted)

    assert cache.get("planted", "nothing") == "nothing"
    assert cache.get("planted", version=1, default="nothing") == "nothing"
    assert cache.get_many(["planted"]) == {}
    assert not (tmp_path / "ran").exists()
    pickle.loads(planted)
    assert (tmp_path / "ran").exists(), "the twin: it is one that runs"


def test_sessions_and_tasks_are_json(tmp_path: Path) -> None:
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    with app.connection_for_write() as connection:
        queue = Queue(f"planted-{os.getpid()}", channel=connection.default_channel)
        queue.declare()
        connection.Producer(serializer="pickle").publish(Planted(tmp_path / "ran"), routing_key=queue.name)
        message = queue.get(accept=app.conf.accept_content)
        app.send_task("ours", args=[1], queue=queue, connection=connection)
        ours = queue.get()
        queue.delete()

    assert ours is not None
    assert ours.content_type == "application/json"
    with pytest.raises(ContentDisallowed):
        message.decode()
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("value", [0, 7, -1, 1.5, "7", "æ", None, True, [1, "a"], {"a": [1.0, None]}])
def test_what_is_kept_comes_back(value: Any) -> None:
    cache.set("a", value, timeout=60)

    assert cache.get("a", "nothing") == value
    assert type(cache.get("a")) is type(value)
    assert cache.get_many(["a"]) == {"a": value}


def test_a_count_is_counted_where_it_is_kept() -> None:
    cache.add("count", 0, timeout=60)

    assert [cache.incr("count"), cache.incr("count", 4), cache.get("count")] == [1, 5, 5]


def test_emptying_the_cache_leaves_the_queues(ours: Any) -> None:
    ours.lpush(f"{PREFIX}kept-{os.getpid()}", "a task")
    cache.set_many({f"a{number}": number for number in range(2500)})

    cache.clear()

    assert cache.get_many(["a0", "a2499"]) == {}
    assert ours.rpop(f"{PREFIX}kept-{os.getpid()}") == b"a task"


@pytest.fixture
def broker() -> Any:
    made = redis.Redis.from_url(URL)
    with Client(connection_pool=made.connection_pool, global_keyprefix=PREFIX) as client:
        yield client
    made.close()


def test_a_lock_is_let_go_without_a_script(broker: Any) -> None:
    name = f"lock-{os.getpid()}"
    first, second = broker.lock(name, timeout=60), broker.lock(name, timeout=60)

    assert first.acquire(blocking=False)
    assert not second.acquire(blocking=False)
    first.release()
    assert second.acquire(blocking=False)
    second.release()


def test_a_lock_that_ran_out_is_not_let_go_for_somebody_else(broker: Any, ours: Any) -> None:
    name = f"late-{os.getpid()}"
    first, second = broker.lock(name, timeout=60), broker.lock(name, timeout=60)
    assert first.acquire(blocking=False)
    ours.delete(PREFIX + name)
    assert second.acquire(blocking=False)

    with pytest.raises(LockNotOwnedError):
        first.release()
    second.release()


def test_a_lock_that_changes_hands_while_it_is_let_go(
    broker: Any, ours: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the deletion: the transaction is refused, and whose it is now keeps it."""
    name = f"meanwhile-{os.getpid()}"
    lock = broker.lock(name, timeout=60)
    assert lock.acquire(blocking=False)
    pipeline = broker.pipeline()
    execute = pipeline.execute

    def late() -> Any:
        ours.set(PREFIX + name, "somebody-else", ex=60)
        return execute()

    monkeypatch.setattr(pipeline, "execute", late)
    monkeypatch.setattr(broker, "pipeline", lambda: pipeline)

    with pytest.raises(LockNotOwnedError):
        lock.release()
    assert ours.get(PREFIX + name) == b"somebody-else"


def test_what_a_dead_worker_had_is_given_to_another(ours: Any) -> None:
    """Kombu's own restoring, under these rights."""
    with app.connection_for_write() as connection:
        channel = connection.channel()
        queue = Queue(f"restored-{os.getpid()}", channel=channel)
        queue.declare()
        connection.Producer().publish({"a": 1}, routing_key=queue.name)
        taken = queue.get()
        assert taken is not None
        assert queue.get() is None
        channel.qos.visibility_timeout = 0
        time.sleep(0.01)

        channel.qos.restore_visible(interval=1)

        again = queue.get()
        assert again is not None
        assert again.payload == {"a": 1}
        again.ack()
        queue.delete()


def test_a_worker_signs_from_its_loop() -> None:
    class Eventer:
        hostname = "mail@machine"

    class Heart:
        eventer = Eventer()

    heartbeats._last.clear()
    signals.heartbeat_sent.send(sender=Heart())

    assert heartbeats.was_heard("mail")
    assert heartbeats.was_heard("mail", host="machine")
    assert not heartbeats.was_heard("mail", host="another")
