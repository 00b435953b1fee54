"""Kombu's transport over Redis, without the one script that it runs there: our account may run none.

A worker that looks for tasks of dead ones takes a lock, so that not all of them look at once, and lets go
of it by a Lua script. Here it does so by a transaction, which says the same.
"""

from typing import Any

from kombu.transport import redis as kombu_redis
from redis import WatchError
from redis.exceptions import LockNotOwnedError
from redis.lock import Lock


class UnscriptedLock(Lock):
    def register_scripts(self) -> None:
        """There are none."""

    def do_release(self, expected_token: Any) -> None:
        with self.redis.pipeline() as pipe:
            pipe.watch(self.name)
            if (
                pipe.get(self.redis.global_keyprefix + self.name) == expected_token
            ):  # GET alone gets no prefix
                pipe.multi()
                pipe.delete(self.name)
                try:
                    pipe.execute()
                except WatchError:  # it ran out, and is somebody else's since
                    pass
                else:
                    return
        raise LockNotOwnedError("Cannot release a lock that is no longer owned", lock_name=self.name)


class Client(kombu_redis.PrefixedStrictRedis):
    def lock(self, name: str, *args: Any, **options: Any) -> Any:
        return super().lock(name, *args, **{**options, "lock_class": UnscriptedLock})


class Channel(kombu_redis.Channel):
    def _get_client(self) -> Any:
        made = super()._get_client()
        assert made.func is kombu_redis.PrefixedStrictRedis, "a prefix is set for all keys"
        return lambda **options: Client(**made.keywords, **options)


class Transport(kombu_redis.Transport):
    Channel = Channel
