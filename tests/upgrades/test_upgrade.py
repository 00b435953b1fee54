"""A house of an earlier version is started by this one: everybody finds what they had.

The dumps in tests/data/upgrades were filled by the pages of their version (`make_dump.py`). Nothing that is
compared depends on the day: their deadlines and interviews lie far ahead, and a letter that waits may go.
"""

import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from psycopg2 import sql

from tests.mail.sink import Accepted, Sink
from tests.source import ROOT
from tests.stack import Stack, wait_for
from tests.upgrades import dumps, seen
from tests.upgrades.visitor import Visitor

# They count what the version has, not what people put in.
OF_THE_VERSION = {"django_migrations", "django_content_type", "auth_permission"}
RENAMED = {"applications_note": "screening_note", "applications_proposal": "screening_proposal"}


@dataclass(frozen=True)
class Upgraded:
    """A house that runs on the data of an earlier version; `before`: what was seen in that one."""

    url: str
    sink: Sink
    before: seen.Facts

    @property
    def words(self) -> seen.Words:
        return seen.Words(**self.before["words"])

    def visitor(self) -> Visitor:
        return Visitor(self.url, sink=self.sink)

    def staff_sees(self, email: str) -> seen.Facts:
        visitor = self.visitor()
        visitor.sign_in(email, password=dumps.PASSWORD)
        return seen.facts_for(visitor, self.words)

    def applicant_sees(self, email: str) -> seen.Facts:
        visitor = self.visitor()
        visitor.sign_in_by_link(email)
        return seen.facts_for_applicant(visitor, self.words)

    def told(self) -> list[Accepted]:
        """Mails to applicants that none of them asked for."""
        applicants = {*self.before["applicants"], self.before["waits"]["email"]}
        mails = [mail for mail in self.sink.accepted if applicants & set(mail.receivers)]
        return [mail for mail in mails if "/my/sign-in/" not in mail.text()]


def together(see: Callable[[str], seen.Facts], emails: Iterable[str]) -> dict[str, seen.Facts]:
    """All of them at a time, which the house can bear and which takes half as long."""
    with ThreadPoolExecutor(4) as pool:
        return dict(zip(emails, pool.map(see, emails), strict=True))


@pytest.fixture(params=dumps.NAMES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Upgraded]:
    name: str = request.param
    before = json.loads((dumps.FOLDER / name / dumps.SEEN).read_text())
    dumps.restore_house(name, tmp_path / "data")
    with Sink() as sink:
        stack = Stack(tmp_path / "data", EMAIL_URL=sink.url, DEMO_PASSWORD=dumps.PASSWORD)
        stack.start()
        try:
            stack.wait_until_started()
            yield Upgraded(f"http://127.0.0.1:{stack.port}", sink, before)
        finally:
            stack.stop()


@pytest.mark.journey
@pytest.mark.slow
def test_everybody_finds_what_they_had(house: Upgraded) -> None:
    """One test, so that the house is started once; `lost` says all that is lost."""
    staff = together(house.staff_sees, house.before["staff"])
    applicants = together(house.applicant_sees, house.before["applicants"])
    everybody = seen.facts_for_everybody(house.visitor())

    after = {"staff": staff, "applicants": applicants, "everybody": everybody}
    assert seen.lost({part: house.before[part] for part in after}, after) == []
    the_letter_that_waited_goes_once_and_no_other(house)


def the_letter_that_waited_goes_once_and_no_other(house: Upgraded) -> None:
    """From then on its receiver knows, and finds everything else as it was."""
    waits = house.before["waits"]
    wait_for(house.told)  # a dump that is younger than ten minutes is too young

    [letter] = house.told()
    assert letter.receivers == (waits["email"],)
    assert waits["code"] in letter.text()
    before, after = waits["before"], house.applicant_sees(waits["email"])
    was_answered, is_answered = (
        facts["applications"][waits["code"]].pop("has_an_answer") for facts in (before, after)
    )
    assert (was_answered, is_answered) == (False, True)
    assert seen.lost(before, after) == []


@pytest.fixture
def empty_database() -> Iterator[str]:
    """Its address; beside those of the suite, on the same server."""
    server, name = os.environ["DATABASE_URL"], f"upgrade_{uuid.uuid4().hex}"
    _on(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield urlsplit(server)._replace(path=f"/{name}").geturl()
    _on(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _on(server: str, statement: sql.Composed) -> None:
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def rows_of(url: str) -> dict[str, int]:
    """How many stand in each table."""
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for [name] in cursor.fetchall()]
        counts = {}
        for table in tables:
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            [counts[table]] = cursor.fetchone() or [0]
    connection.close()
    return counts


def manage(url: str, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "DATABASE_URL": url}
    return subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment,
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize("name", dumps.NAMES)
def test_migrating_loses_no_row(name: str, empty_database: str) -> None:
    dumps.restore(name, empty_database)
    before = rows_of(empty_database)

    migrated = manage(empty_database, "migrate", "--verbosity=0")

    assert migrated.returncode == 0, migrated.stderr
    after = rows_of(empty_database)
    assert {table: after.get(RENAMED.get(table, table)) for table in before.keys() - OF_THE_VERSION} == {
        table: count for table, count in before.items() if table not in OF_THE_VERSION
    }
    checked = manage(empty_database, "makemigrations", "--check", "--dry-run")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    walked = manage(empty_database, "audit", "verify")
    said = re.match(r"(\d+) rows, unbroken; (\d+) wait", walked.stdout)  # beat links them
    assert said, walked.stdout + walked.stderr
    assert sum(map(int, said.groups())) == before["audit_entry"]


@pytest.mark.parametrize("name", dumps.NAMES)
def test_a_dump_names_no_place_of_the_machine_that_made_it(name: str) -> None:
    texts = [dumps.sql(name), (dumps.FOLDER / name / dumps.SEEN).read_text()]

    places = [f"/{place}/" for place in ("root", "tmp", "home")] + [str(ROOT), str(Path.home())]
    assert [place for place in places if any(place in text for text in texts)] == []


def test_there_is_a_dump_of_an_earlier_version() -> None:
    assert dumps.NAMES
