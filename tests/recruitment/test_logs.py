"""One line a record, and nobody's words in it."""

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.test import Client

from recruitment import logs


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What production would write."""
    wanted = dict(logs.configuration(readable=False)["formatters"]["line"])
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(wanted.pop("()")(**wanted))
    logging.getLogger().addHandler(handler)
    yield handler.stream
    logging.getLogger().removeHandler(handler)


def test_a_record_is_one_line_of_json(written: io.StringIO) -> None:
    logging.getLogger("mail").warning("two\nlines of %s", "text")

    line = json.loads(written.getvalue())

    assert line["event"] == "two\nlines of text"
    assert line["logger"] == "mail"
    assert line["level"] == "warning"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", line["timestamp"])


def test_a_traceback_stays_in_its_line(written: io.StringIO) -> None:
    try:
        raise ValueError("duplicate key\nDETAIL:  Key (email)=(anna@example.org) already exists.")
    except ValueError:
        logging.getLogger("mail").exception("it broke")

    said = written.getvalue()

    assert said.count("\n") == 1
    assert "ValueError" in json.loads(said)["exception"]
    assert "anna" not in said


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("sent to Anna.Holm+x@mail.example.org today", "Anna.Holm"),
        ("Not Found: /apply/link/Zx81kP0aQ2mW5nC7rT9vL3bY6hJ4dF1g/", "Zx81kP0aQ2"),
        ("GET /my/?token=Zx81kP0aQ2mW5nC7rT9vL3bY6hJ4dF1g", "Zx81kP0aQ2"),
    ],
)
def test_what_slips_through_is_taken_out(written: io.StringIO, text: str, gone: str) -> None:
    logging.getLogger("django.request").warning(text)

    said = written.getvalue()

    assert gone not in said
    assert "…" in said


@pytest.mark.django_db
def test_a_request_leaves_its_route_and_id_but_no_address_and_no_query(
    written: io.StringIO, client: Client
) -> None:
    answer = client.get("/jobs/", {"q": "anna@example.org"}, REMOTE_ADDR="198.51.100.7")

    line = json.loads(written.getvalue().splitlines()[-1])

    assert (line["logger"], line["event"], line["route"], line["status"]) == ("requests", "GET", "jobs/", 200)
    assert line["request"] == answer["X-Request-ID"]
    assert "198.51.100.7" not in str(line)
    assert "anna" not in str(line)
    assert structlog.contextvars.get_contextvars() == {}


@pytest.mark.django_db
@pytest.mark.parametrize(("proxies", "taken"), [(1, True), (0, False)])
def test_a_request_id_is_only_taken_from_a_trusted_proxy(
    client: Client, settings: Any, proxies: int, taken: bool
) -> None:
    settings.TRUSTED_PROXIES = proxies

    answer = client.get("/jobs/", headers={"x-request-id": "from-the-proxy-1"})

    assert (answer["X-Request-ID"] == "from-the-proxy-1") is taken


@pytest.mark.django_db
def test_an_odd_request_id_is_not_taken(client: Client, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1

    answer = client.get("/jobs/", headers={"x-request-id": "a b<script>"})

    assert re.fullmatch(r"[0-9a-f]{32}", answer["X-Request-ID"])


def test_health_checks_leave_no_line(written: io.StringIO, client: Client) -> None:
    client.get("/healthz")

    assert written.getvalue() == ""


@pytest.mark.parametrize(
    "value",
    [
        "a" * 8_000,
        "a." * 4_000 + "@",
        "x" * 9_000 + " anna.holm@mail.example.org " + "x" * 9_000,
        "anna.holm@mail.example.org" + "x" * 30_000,
        "x" * 9_995 + "\nanna.holm@mail.example.org\n" + "x" * 10_010,
        "x" * 15_000 + "\n" + "y" * 9_990 + "anna.holm@mail.example.org",
        "x " * 4_995 + "/anna" * 50 + "w" * 40 + " x" * 9_000,
        "x " * 9_000 + "https://a.example/" + "w" * 40 + "anna" * 10 + " " + "x" * 9_980,
        "x " * 9_000 + "\nDETAIL:  Key (name, city)=(anna holm, " + "x " * 4_980 + ") already exists.",
    ],
    ids=len,
)
def test_a_long_value_gives_nobody_away(written: io.StringIO, value: str) -> None:
    """A host or a path is as long as whoever asks likes."""
    logging.getLogger("mail").warning("Invalid HTTP_HOST header: %s", value)

    assert "anna" not in written.getvalue()


def test_of_a_long_value_the_lines_of_its_ends_are_kept(written: io.StringIO) -> None:
    lines = [f"line-{number}" for number in range(5_000)]
    logging.getLogger("mail").warning("\n".join(lines))

    said = json.loads(written.getvalue())["event"].split("\n")

    assert (said[0], said[-1]) == (lines[0], lines[-1])
    assert logs.CUT.strip() in said
    assert set(said) - {logs.CUT.strip()} < set(lines)
    assert len("\n".join(said)) <= 2 * logs.HALF + len(logs.CUT)


def test_of_a_long_line_the_words_of_its_ends_are_kept(written: io.StringIO) -> None:
    logging.getLogger("mail").warning(" ".join(f"word{number}" for number in range(5_000)))

    beginning, _, end = json.loads(written.getvalue())["event"].partition(logs.CUT)

    assert beginning.split() == [f"word{number}" for number in range(len(beginning.split()))]
    assert end.split() == [f"word{5_000 - number}" for number in range(len(end.split()), 0, -1)]
    assert logs.HALF - 20 < len(beginning) < logs.HALF
    assert logs.HALF - 20 < len(end) < logs.HALF


@pytest.mark.parametrize("where", range(0, 40, 3))
def test_an_address_at_a_cut_is_not_half_shown(written: io.StringIO, where: int) -> None:
    address = "anna.holm+x@mail.example.org"
    before, after = "x" * (logs.HALF - where - 1) + " ", " " + "x" * (logs.HALF - where - 1)
    logging.getLogger("mail").warning("%s", before + address + "\n" + "y " * 500 + "\n" + address + after)

    said = written.getvalue()

    assert "anna" not in said
    assert "example" not in said


def test_a_value_is_cut_before_it_is_looked_through(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not by the clock: how much is looked through."""
    looked_at: list[int] = []

    class Noting:
        def sub(self, new: str, text: str) -> str:
            looked_at.append(len(text))
            return address.sub(new, text)

    address = logs.ADDRESS
    monkeypatch.setattr(logs, "ADDRESS", Noting())
    logging.getLogger("mail").warning("%s", "a " * 500_000)

    assert looked_at
    assert max(looked_at) <= 2 * logs.HALF + len(logs.CUT)
