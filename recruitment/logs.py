"""One line a record, with the request it belongs to: JSON in production, plain text where a person looks on.

What people wrote does not belong in a log. A last filter takes out what slips through in somebody else's
message: e-mail addresses, links with a token, the row that PostgreSQL shows beside a broken constraint.
Whoever asks decides how long some values are (a host, a path), so each is cut before it is looked through.
"""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(\.[\w-]+)+")  # as long as RFC 5321 and 1035 let them be
TOKEN = re.compile(r"(?<=[/=])[\w-]{32,}")
DETAIL = re.compile(r"^DETAIL:.*$", re.MULTILINE)
HALF = 10_000  # characters: of a value that is longer than two of them, the words of its two ends are kept
CUT = "\n… cut …\n"


def without_people(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = TOKEN.sub("…", ADDRESS.sub("…@…", _cut(DETAIL.sub("DETAIL: …", value))))
    return event


def _cut(value: str) -> str:
    """Whole words of its beginning and its end: half an address or token would not be known for one.

    Rows beside a constraint are out of it by then, since the rest of one would not be known either.
    """
    if len(value) <= 2 * HALF:
        return value
    beginning = value[:HALF].rsplit(maxsplit=1)[:-1]
    end = value[-HALF:].split(maxsplit=1)[1:]
    return "".join([*beginning, CUT, *end])


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    without_people,
]


def configuration(*, readable: bool) -> dict[str, Any]:
    """Django's LOGGING; Celery and gunicorn use the same."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if readable:
        renderer = structlog.dev.ConsoleRenderer(
            colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
        )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            }
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["out"], "level": "INFO"},
        "loggers": {
            # Django's own handlers would say everything twice.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "botocore": {"level": "WARNING"},  # it would say where it found the keys, once a thread
            "gunicorn.error": {"handlers": ["out"], "level": "INFO", "propagate": False},
        },
    }
