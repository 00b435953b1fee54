"""On 20,000 applications an index finds who is alike, and what they sent besides."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import Application
from screening.look_alikes import look_alikes
from screening.others import others
from tests.conftest import make_user
from tests.factories import PostingFactory

pytestmark = pytest.mark.django_db
# A fifth are called alike and a fifth have no number; a hundred share a number and a CV, and one person has
# an application for each of sixty postings.
FILL = """
INSERT INTO applications_candidate (id, email, email_key, created_at)
SELECT n, n || '@example.com', n || '@example.com', now() FROM generate_series(1, 20000) n;
INSERT INTO files_storedfile
    (id, key, name, kind, size, sha256, reading, why_unread, attempts, text, html)
SELECT n, '00/' || n, 'cv.pdf', 'pdf', 1000, md5((CASE WHEN n % 200 = 2 THEN 0 ELSE n END)::text) || md5(''),
    'read', '', 0, '', ''
FROM generate_series(1, 20000) n;
ALTER TABLE applications_application DISABLE TRIGGER application_searched;
INSERT INTO applications_application
    (code, posting_id, candidate_id, name, email, phone, current_position, motivation, cv_id, submitted_at,
     deadline_used, text_version, stage_id, stage_since, outcome, version)
SELECT lpad(n::text, 8, 'X'), posting.id, CASE WHEN n <= count THEN 1 ELSE n END,
    CASE WHEN n % 5 = 0 THEN 'Jens Jensen' ELSE
        initcap(translate(substr(md5('first' || n % 211), 1, 6), '0123456789', 'aeiouylnrs')) || ' ' ||
        initcap(translate(substr(md5('last' || n % 97), 1, 8), '0123456789', 'aeiouylnrs')) END,
    n || '@example.com',
    CASE WHEN n % 5 = 1 THEN '' WHEN n % 200 = 2 THEN '+45 20 30 40 50' ELSE '+45 ' || 30000000 + n END,
    '', '', n, now(), now() + interval '1 day', 1, posting.stage_id, now(), '', 1
FROM generate_series(1, 20000) n
JOIN (
    SELECT posting_id AS id, min(id) AS stage_id, row_number() OVER (ORDER BY posting_id) AS at,
        count(*) OVER () AS count
    FROM postings_stage GROUP BY posting_id
) posting ON posting.at = n % count + 1;
"""

WALKED_THROUGH = re.compile(
    "Seq Scan on (?:applications_(?:application|candidate)|files_storedfile)"
    r"|Index Scan using applications_application_pkey on [^\n]*\n +Filter: "
)


def plan_of(ask: Callable[[], Any]) -> str:
    """Of the one statement that it asks."""
    with CaptureQueriesContext(connection) as seen:
        ask()
    [statement] = seen.captured_queries
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement['sql']}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_no_sign_makes_it_walk_through_a_table() -> None:
    """And each sign is found by its index: a name that a fifth have, one of 120 letters, no number at all."""
    recruiter, manager = make_user("recruiter", "Rita"), make_user("hiring_manager", "Mads")
    for posting in PostingFactory.create_batch(60)[:30]:
        posting.memberships.create(user=manager)
    with connection.cursor() as cursor:
        cursor.execute(FILL)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ANALYZE")
    rows = Application.objects.select_related("cv").order_by("-pk")
    strangers = rows.exclude(name="Jens Jensen")
    ordinary = strangers.exclude(phone="").first()
    long = strangers.exclude(phone="").first()
    assert ordinary
    assert long
    long.name = "Maximiliane " + "Annabella " * 10 + "Lindgren"
    asked = {
        "ordinary": ordinary,
        "long name": long,
        "common name": rows.filter(name="Jens Jensen").first(),
        "common number and CV": strangers.filter(phone="+45 20 30 40 50").first(),
        "no number": strangers.filter(phone="").first(),
        "many applications": rows.filter(candidate=1).first(),
    }

    for what, one in asked.items():
        assert one
        plans = [
            plan_of(partial(look_alikes, one, user=recruiter)),
            plan_of(partial(others, one, user=recruiter)),
            plan_of(partial(others, one, user=manager)),
        ]
        assert [WALKED_THROUGH.findall(plan) for plan in plans] == [[]] * 3, what
        assert {"file_by_content", "application_by_near_name"} <= set(re.findall(r"\w+", plans[0])), what
        assert ("application_by_phone" in plans[0]) == bool(one.phone), what
