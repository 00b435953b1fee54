"""V6: what has broken the lists of others, tried on every key of ours: a list or 400, and no word of SQL."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from applications.models import Application
from screening.filters import Filter
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db
LIST = "/desk/applications/"
MARK = "zqx7"  # in each payload, to be found again in a statement that was made of it
PAYLOADS = [
    f"{MARK}' OR '1'='1", f'{MARK}" OR "1"="1', f"{MARK}'; DROP TABLE applications_application; --",
    f"{MARK}') UNION SELECT password FROM accounts_user --", f"1; SELECT pg_sleep(5) -- {MARK}",
    f"{MARK}'||(SELECT version())||'", f"{MARK}\\'; --", f"{MARK}%' ESCAPE '!", f"{MARK}%%", f"%{MARK}_",
    f"{{{MARK}}}", f"{{{{{MARK}|safe}}}}", f"${{{MARK}}}", f"$({MARK})", f"`{MARK}`",
    f"{MARK}__password__startswith", f"candidate__email__{MARK}", f"-{MARK}", f"?{MARK}", f"{MARK} desc",
    f"{MARK}), (SELECT 1", f"(CASE WHEN {MARK} THEN name ELSE email END)", f"posting:{MARK}' OR 1=1",
    f'stage:"{MARK}"', f"reason:{MARK}%", f"{MARK}:*", f"{MARK} & | !", f"!{MARK}", f"{MARK} <-> x",
    f"'{MARK}':A", f"({MARK}", f"{MARK})", f"{MARK}:*B", f"<script>{MARK}</script>", f"[{MARK}]",
    f'{{"$ne": "{MARK}"}}', f"{MARK}\u202e\u200b", f"ＯＲ {MARK}", f"{MARK}\r\nX: y", f"{MARK} {'x ' * 5}*",
]  # fmt: skip
KEYS = [*Filter.base_fields, "after", "before", "more", "_connector"]


def test_there_are_forty() -> None:
    assert len(set(PAYLOADS)) >= 40


@pytest.mark.parametrize("key", KEYS)
def test_a_payload_is_a_value_or_refused(desk: Client, key: str) -> None:
    """The text of each statement, before its values are put in, is one of ours."""
    ApplicationFactory(name="One")
    made: list[str] = []

    def listen(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        made.append(sql)
        return execute(sql, *rest)

    for payload in PAYLOADS:
        with connection.execute_wrapper(listen):
            answer = desk.get(LIST, {key: payload})
        assert answer.status_code in {200, 400}, payload
        assert f"<script>{MARK}" not in answer.text
    assert made
    assert not [sql for sql in made if MARK in sql]
    assert Application.objects.count() == 1
