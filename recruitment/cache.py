"""Redis as Django's cache, except that a missing Redis reads as an empty cache, within 0.3 seconds.

Values are JSON. Django would pickle them, and whoever can write to Redis could then run a program in the web
process.
"""

import json
import logging
from functools import partial
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

from core import circuit_breaker

log = logging.getLogger(__name__)

LOCKED = 500  # milliseconds


class Foreign(Exception):
    """Something stands there that this cache did not write."""


class Json:
    def dumps(self, value: Any) -> int | bytes:
        """A whole number as Redis counts it, so that it can be counted up there."""
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, kept: bytes) -> Any:
        try:
            return json.loads(kept)
        except ValueError as error:  # of no JSON, and of no text
            raise Foreign from error


class Client(RedisCacheClient):
    """`own`: what the keys of this cache begin with; the doorbell has others."""

    def __init__(self, *args: Any, own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        """allauth locks a count for ten seconds, and waits one second for it.

        A lock that a frozen Redis takes when it wakes up is let go by nobody: for ten seconds it would send
        everybody away who comes from that address.
        """
        if not key.endswith(":lock"):
            return bool(super().add(key, value, timeout))
        client = self.get_client(key, write=True)
        return bool(client.set(key, 1, px=LOCKED, nx=True))

    def clear(self) -> bool:
        """Django would empty the whole database, and the queues of the doorbell with it."""
        client = self.get_client(None, write=True)
        for key in client.scan_iter(match=f"{self.own}*", count=1000):
            client.delete(key)
        return True


class FailSoftRedisCache(RedisCache):
    """Answers as an empty cache while Redis is gone, so that pages answer and people sign in.

    After a failure nobody asks for a few seconds, so that a page with ten questions waits once.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._class = partial(Client, own=self.make_key(""))

    def _softly(self, verb: str, default: Any, *args: Any, **kwargs: Any) -> Any:
        if circuit_breaker.is_open():
            return default
        try:
            return getattr(super(), verb)(*args, **kwargs)
        except Foreign:
            log.warning("the cache holds what is not ours: %s", verb)
            return default
        except RedisError as error:
            circuit_breaker.open()
            log.warning("the cache does not answer: %s (%s)", verb, type(error).__name__)
            return default

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._softly("add", True, *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._softly("get", default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._softly("set", None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._softly("touch", False, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._softly("delete", False, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._softly("get_many", {}, *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._softly("set_many", [], *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._softly("delete_many", None, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._softly("has_key", False, *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._softly("incr", 1, *args, **kwargs)

    def clear(self) -> Any:
        return self._softly("clear", False)
