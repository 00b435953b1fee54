"""How long each step of sending may take, and when what failed is tried again.

The order is what makes the outbox safe: a lease is made longer several times before it could end, a sender
has given up a row before nobody makes its lease longer any more, and all of that is over before the broker
would hand the same doorbell to somebody else.
"""

import random
from datetime import timedelta

COMMAND = 30  # seconds for connecting and for each command before the data
SILENT = 30  # seconds without an answer to the final dot after which others go before
AFTER_DOT = 600  # seconds for the answer to the final dot (RFC 5321 section 4.5.3.2.6)
GIVE_UP = 660  # seconds after the claim at which a sender lets go of a row, whatever it waits for
LEASE = 60  # seconds after which a row that is still being sent belongs to the sweep
RENEW = 15  # seconds after which a process that lives makes the leases of its rows that long again
SETTLE_AGAIN = 0.5  # seconds until what became of a row is written again after the database's link broke

SWEEP = 30  # seconds between two sweeps
BRIEF = timedelta(hours=1)  # what is of use for no longer than this goes first
PATIENCE = timedelta(hours=48)  # for how long what failed for now is tried again
STEPS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
LAST_STEP = timedelta(hours=4)
JITTER = 0.2
RESENDS = 2  # how often a letter of a kind that may arrive twice is sent again after an uncertain end
STUCK_AFTER = timedelta(minutes=10)  # letters are due and none has left for so long: somebody must look
BODY_KEPT = timedelta(days=30)  # after the end of a mail its text is erased


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def pause(attempt: int) -> timedelta:
    """The wait after the given attempt (1 is the first), 20 % longer or shorter by chance."""
    step = STEPS[attempt - 1] if attempt <= len(STEPS) else LAST_STEP
    return step * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  spreads load, guards nothing
