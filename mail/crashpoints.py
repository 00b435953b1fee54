"""Named places between two steps of sending at which a test lets the process die, once.

Without `MAIL_CRASH_AT` in the environment this is nothing. The names are the rows of the crash table
in docs/mail.md.
"""

import os

POINTS = (
    "before_claim_commit",
    "after_claim",
    "after_rcpt",
    "after_dot_at",
    "after_dot",
    "after_250",
    "before_sent_commit",
    "after_sent",
)


def here(point: str) -> None:
    if os.environ.get("MAIL_CRASH_AT") == point:
        os._exit(70)
