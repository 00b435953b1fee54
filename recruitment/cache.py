"""Redis as Django's cache, except that a missing Redis reads as an empty cache, within 0.3 seconds."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

from core import circuit_breaker

log = logging.getLogger(__name__)

LOCKED = 500  # milliseconds


class BriefLocks(RedisCacheClient):
    """allauth locks a count for ten seconds, and waits one second for it.

    A lock that a frozen Redis takes when it wakes up is let go by nobody: for ten seconds it would send
    everybody away who comes from that address.
    """

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        if not key.endswith(":lock"):
            return bool(super().add(key, value, timeout))
        client = self.get_client(key, write=True)
        return bool(client.set(key, 1, px=LOCKED, nx=True))


class FailSoftRedisCache(RedisCache):
    """Answers as an empty cache while Redis is gone, so that pages answer and people sign in.

    After a failure nobody asks for a few seconds, so that a page with ten questions waits once.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._class = BriefLocks

    def _softly(self, verb: str, default: Any, *args: Any, **kwargs: Any) -> Any:
        if circuit_breaker.is_open():
            return default
        try:
            return getattr(super(), verb)(*args, **kwargs)
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
