"""Which row a sender takes next: the database decides, in one statement."""

import uuid

from django.db import DataError, IntegrityError, InternalError, connection, transaction

from core.sweeping import put_aside
from mail import crashpoints, kinds
from mail.models import DeliveryAttempt, OutgoingMail
from mail.timing import LEASE

CLAIMING = "claim mails"
DUE = """
SELECT id FROM mail_outgoingmail AS mail
WHERE state IN ('queued', 'retry') AND not_before <= statement_timestamp() AND {which}
AND mail.id::text <> ALL (ARRAY(
    SELECT "row" FROM core_sweepfailure WHERE sweep = %(claiming)s AND next_try_at > statement_timestamp()
))
ORDER BY not_before, id LIMIT 1 FOR UPDATE SKIP LOCKED
"""
NEXT = "COALESCE(({brief}), ({any}))".format(  # the second is not looked for while there is a first
    brief=DUE.format(which="kind = ANY (%(brief)s)"), any=DUE.format(which="TRUE")
)
CLAIM = """
WITH claimed AS (
    UPDATE mail_outgoingmail
    SET state = 'sending', attempt = attempt + 1, claim_token = %(token)s, dot_at = NULL,
        first_tried_at = COALESCE(first_tried_at, statement_timestamp()),
        lease_until = statement_timestamp() + make_interval(secs => %(lease)s)
    WHERE id = {which}
    RETURNING *
), forgotten AS (
    DELETE FROM core_sweepfailure
    WHERE sweep = %(claiming)s AND "row" IN (SELECT id::text FROM claimed)
)
SELECT * FROM claimed
"""
CLAIM_NEXT = CLAIM.format(which=NEXT)
CLAIM_ONE = CLAIM.format(which="%(id)s")
BROKEN_ROW = (DataError, IntegrityError, InternalError)


def claim() -> OutgoingMail | None:
    """The row that has been due longest and that nobody else holds, for `LEASE` seconds; what is of use only
    briefly comes before all others.

    One that the database refuses to change is put aside, so that it does not stand before all others.
    """
    try:
        with transaction.atomic():
            mail = _claimed(CLAIM_NEXT)
    except BROKEN_ROW:
        mail = _claim_beside_broken_rows()
    if mail:
        crashpoints.here("after_claim")
    return mail


def _claim_beside_broken_rows() -> OutgoingMail | None:
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT {NEXT}", {"claiming": CLAIMING, "brief": kinds.brief()})
            (found,) = cursor.fetchone()
            if found is None:
                return None
            try:
                with transaction.atomic():
                    return _claimed(CLAIM_ONE, id=found)
            except BROKEN_ROW as error:
                put_aside(CLAIMING, found, error)


def _claimed(statement: str, **which: int) -> OutgoingMail | None:
    token = uuid.uuid4()
    given = {"token": token, "lease": LEASE, "claiming": CLAIMING, "brief": kinds.brief(), **which}
    rows = list(OutgoingMail.objects.raw(statement, given))
    if not rows:
        return None
    DeliveryAttempt.objects.create(mail=rows[0], number=rows[0].attempt, token=token)
    crashpoints.here("before_claim_commit")
    return rows[0]
