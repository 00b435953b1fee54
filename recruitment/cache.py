"""Redis as Django's cache, except that a missing Redis reads as an empty cache, within 0.3 seconds."""

import logging
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from core import silence

log = logging.getLogger(__name__)

# Seconds. allauth locks a count for ten, and waits one for it. A lock that a frozen Redis takes when it
# wakes up is let go by nobody: everybody from that address would be told to wait.
LOCKED = 1


class FailSoftRedisCache(RedisCache):
    """Pages answer and people sign in while Redis is gone; only the clock and the log notice.

    After a failure nobody asks for a few seconds, so that a page with ten questions waits once.
    """

    def _softly(self, verb: str, default: Any, *args: Any, **kwargs: Any) -> Any:
        if silence.is_on():
            return default
        try:
            return getattr(super(), verb)(*args, **kwargs)
        except RedisError as error:
            silence.begin()
            log.warning("the cache does not answer: %s (%s)", verb, type(error).__name__)
            return default

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        if str(key).endswith(":lock"):
            timeout = LOCKED
        return self._softly("add", True, key, value, timeout, version)

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
