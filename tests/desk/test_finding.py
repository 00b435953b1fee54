"""/desk/find/: what each role finds and does not find, by which letters, and what it costs."""

import re
from datetime import timedelta
from html import escape, unescape

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from applications.models import Application, Candidate
from desk import finding
from postings.models import Posting
from screening import searching
from tests.conftest import make_user
from tests.factories import ApplicationFactory, MembershipFactory, PostingFactory

pytestmark = pytest.mark.django_db
FIND = "/desk/find/"
FETCH = {"X-Requested-With": "fetch"}
APPLICATIONS, NEARLY = "Applications", "Applications of nearly this name"


def found(client: Client, q: str = "") -> dict[str, list[str]]:
    """What stands on the page, by the titles of its groups."""
    answer = client.get(FIND, {"q": q})
    assert answer.status_code == 200
    groups = re.findall(r'<section class="found" aria-label="(.*?)">(.*?)</section>', answer.text, re.S)
    names = {title: re.findall(r"<strong>(.*?)</strong>", unescape(rows)) for title, rows in groups}
    return {title: rows for title, rows in names.items() if rows}  # "Elsewhere" has none


def test_it_is_a_page_without_scripts_and_a_part_of_one_for_them(desk: Client) -> None:
    application = ApplicationFactory(name="Amina Example", posting__title="Head of IT")

    whole = desk.get(FIND, {"q": "amina"})
    part = desk.get(FIND, {"q": "amina"}, headers=FETCH)

    assert "<h1>Find</h1>" in whole.text
    assert 'value="amina"' in whole.text
    line = f'<a href="/desk/applications/{application.code}/"><strong>Amina Example</strong>'
    for answer in (whole, part):
        assert line in answer.text
        assert "Head of IT" in answer.text
        assert "Received" in answer.text
        assert "1 found." in answer.text
        assert 'href="/desk/applications/?q=amina"' in answer.text
    assert "<html" not in part.text
    assert "<form" not in part.text


def test_a_visitor_signs_in_first(client: Client) -> None:
    answer = client.get(f"{FIND}?q=amina", headers=FETCH)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_nothing_is_sent_here(desk: Client) -> None:
    assert desk.post(FIND, {"q": "amina"}).status_code == 405


OWN = ["Language", "Password", "Second factor", "Sessions"]
ROOMS = ["Today", "Postings", "Applications", "Interviews", "Outbox"]
SETTINGS = ["Settings", "People", "Organisation", "Reasons for rejections", "Letters"]
SEEN = {  # role: pages, postings, applications, people, of what has "ex" in it
    "administrator": (
        [*ROOMS, *SETTINGS, *OWN],
        ["Exams", "Exports"],
        ["Exa One", "Exa Two"],
        ["Exa Person", "Who Asks"],
    ),
    "superuser": (
        [*ROOMS, *SETTINGS, "Everything in the database", *OWN],
        *(["Exams", "Exports"], ["Exa One", "Exa Two"], ["Exa Person", "Who Asks"]),
    ),
    "recruiter": ([*ROOMS, *OWN], ["Exams", "Exports"], ["Exa One", "Exa Two"], None),
    "member": ([*ROOMS, *OWN], ["Exams"], ["Exa One"], None),
    "stranger": ([*ROOMS, *OWN], None, None, None),
    "reader": (["Today", "Applications", "Interviews", *OWN], None, ["Exa Two"], None),
    "former reader": (["Today", "Applications", "Interviews", *OWN], None, None, None),
    "interviewer": (["Today", "Applications", "Interviews", *OWN], None, None, None),
}


@pytest.mark.parametrize("role", SEEN)
def test_each_role_finds_what_it_may_open(client: Client, role: str) -> None:
    """And every address that it is shown opens."""
    kinds = {"superuser": "administrator", "member": "hiring_manager", "stranger": "hiring_manager"}
    kind = kinds.get(role, role if role in User.Role.values else "interviewer")
    is_superuser = role == "superuser"
    user = make_user(kind, "Who Asks", is_superuser=is_superuser, is_staff=is_superuser)
    now = timezone.now()
    one = ApplicationFactory(name="Exa One", posting__title="Exams", submitted_at=now - timedelta(hours=1))
    two = ApplicationFactory(name="Exa Two", posting__title="Exports", submitted_at=now - timedelta(hours=2))
    make_user("interviewer", "Exa Person")
    if role == "member":
        MembershipFactory(posting=one.posting, user=user)
    if role == "reader":
        two.readers.create(user=user, why="test")
    if role == "former reader":
        two.readers.create(user=user, why="test", until=now - timedelta(days=1))
    client.force_login(user)

    pages, postings, applications, people = SEEN[role]
    groups = {"Postings": postings, APPLICATIONS: applications, "People who work here": people}
    assert found(client) == {"Pages": pages}
    assert found(client, "ex") == {title: rows for title, rows in groups.items() if rows}
    for address in re.findall(
        r'<a href="([^"]+)"><strong>', client.get(FIND).text + client.get(f"{FIND}?q=ex").text
    ):
        asks_again = re.match(r"/accounts/confirm/", client.get(address).headers.get("Location", ""))
        assert client.get(address).status_code == 200 or asks_again, address


def test_neither_counts_nor_nearly_alike_names_tell_of_what_one_may_not_see(
    client: Client, manager: User
) -> None:
    ApplicationFactory(name="Welder Jensen", posting__title="Welding")
    mine = ApplicationFactory(name="Mine Olsen", posting__title="Mine")
    MembershipFactory(posting=mine.posting, user=manager)
    client.force_login(manager)

    for q in ("welder", "jnesen", "welding", "weld*", "-olsen jensen", mine.posting.title, "rita"):
        text = client.get(FIND, {"q": q}, headers=FETCH).text
        assert "Jensen" not in text.replace("“-olsen jensen”", ""), q
        assert "<strong>Welding" not in text, q


def test_by_name_address_and_reference(desk: Client) -> None:
    wanted = ApplicationFactory(name="Amina Søndergård", candidate__email="amina@else.org", code="7KQ2MXYZ")
    ApplicationFactory(name="Bo Other", motivation="I know Amina", candidate__email="bo@other.org")

    for q in ("amina", "AMI", "am", "soendergaard", "sondergard", "ndergå", "@else", "amina sø", "søn* am"):
        assert found(desk, q).get(APPLICATIONS) == [wanted.name], q
    for q in ("7KQ2MXYZ", "7kq2mxyz", "7kq2"):
        assert found(desk, q).get(APPLICATIONS) == [wanted.name], q
    for q in ("7kq", "2MXYZ", "amina other", "amina -sønder", '"søndergård x"'):
        assert APPLICATIONS not in found(desk, q), q


def test_names_that_begin_so_come_first_and_eight_at_most(desk: Client) -> None:
    now, posting = timezone.now(), PostingFactory()
    for number in range(5):
        when = now - timedelta(minutes=number + 1)
        ApplicationFactory(posting=posting, name=f"Carlanna {number}", submitted_at=when)
    ApplicationFactory(posting=posting, name="Bo Annasen", submitted_at=now - timedelta(days=9))
    ApplicationFactory(posting=posting, name="Only the reference", code="ANNA2345", submitted_at=now)

    within = [f"Carlanna {number}" for number in range(5)]
    assert found(desk, "anna")[APPLICATIONS] == ["Bo Annasen", *within, "Only the reference"]
    for number in range(3):
        ApplicationFactory(posting=posting, name=f"Anna {number}")
    assert found(desk, "anna")[APPLICATIONS] == ["Anna 2", "Anna 1", "Anna 0", "Bo Annasen", *within[:4]]


def test_nearly_alike_names_only_where_nothing_else_was_found(desk: Client) -> None:
    ApplicationFactory(name="Amina Jensen")

    assert found(desk, "jnesen") == {NEARLY: ["Amina Jensen"]}
    PostingFactory(title="Jnesen & Co")
    assert found(desk, "jnesen") == {"Postings": ["Jnesen & Co"]}


def test_postings_by_title_archived_ones_last(desk: Client) -> None:
    PostingFactory(title="Ansvarlig for Åbenhed", state=Posting.State.ARCHIVED)
    PostingFactory(title="Driftsansvarlig, Ålborg")
    PostingFactory(title="Something else")

    for q in ("ansvarlig", "aabe ansv", "ANSVARLIG å"):
        assert "Ansvarlig for Åbenhed" in found(desk, q)["Postings"], q
    assert found(desk, "ansvarlig") == {"Postings": ["Driftsansvarlig, Ålborg", "Ansvarlig for Åbenhed"]}
    assert found(desk, "ansvarlig -alborg") == {"Postings": ["Ansvarlig for Åbenhed"]}


def test_pages_by_their_name_in_the_language_of_who_asks(client: Client) -> None:
    client.force_login(make_user("recruiter", "Rasmus", language="da"))

    assert list(found(client, "ansøg").values()) == [["Ansøgninger"]]
    assert list(found(client, "ansog").values()) == [["Ansøgninger"]]
    assert found(client, "applications") == {}


@pytest.mark.parametrize(
    ("q", "sentence"),
    [
        ("", "Search for a page, a posting by its title, or an application by name"),
        ("   ", "Search for a page, a posting by its title, or an application by name"),
        ("zzz", "Nothing is called “zzz”."),
        ("z", "Type at least two letters of a name, a title or a reference."),
        ("a" * 10_000, "Search for 200 characters at most; this has 10000."),
        ("ab " * 13, "Search for 12 words at most."),
        ("%", "These signs find nothing: type a word, a name or a reference."),
        ('" - * "', "These signs find nothing: type a word, a name or a reference."),
        ("-amina", "“-word” only leaves out: type what to look for, too."),
    ],
)
def test_what_finds_nothing_is_answered_by_a_sentence(desk: Client, q: str, sentence: str) -> None:
    ApplicationFactory(name="Amina Example")

    for headers in ({}, FETCH):
        answer = desk.get(FIND, {"q": q}, headers=headers)
        assert answer.status_code == 200
        assert sentence in answer.text
        assert "Amina Example" not in answer.text
    assert not q.strip() or f'value="{escape(q)}"' in desk.get(FIND, {"q": q}).text


@pytest.mark.parametrize("headers", [{}, FETCH])
def test_a_nul_is_no_address_of_ours(desk: Client, headers: dict[str, str]) -> None:
    assert desk.get(f"{FIND}?q=a%00b", headers=headers).status_code == 400


SIGNS = [
    "100%",
    "am_na",
    "'; drop table x--",
    "{x}",
    "{{ x }}",
    "a\\",
    "a&b|c!",
    "<->",
    "ab:*",
    "((ab",
    "q=1 OR 1=1",
]


@pytest.mark.parametrize("q", SIGNS)
def test_signs_of_a_pattern_are_only_letters(desk: Client, q: str) -> None:
    """V6."""
    ApplicationFactory(name="Amina Example")

    answer = desk.get(FIND, {"q": q})

    assert answer.status_code == 200
    assert "<strong>Amina" not in answer.text


def test_markup_in_a_name_a_title_or_the_words_is_text(desk: Client) -> None:
    """V6."""
    ApplicationFactory(name="<img src=x onerror=alert(1)> Evil", posting__title="<b>Evil</b> posting")

    for headers in ({}, FETCH):
        text = desk.get(FIND, {"q": "evil"}, headers=headers).text
        assert "&lt;img src=x onerror=alert(1)&gt; Evil" in text
        assert "&lt;b&gt;Evil&lt;/b&gt; posting" in text
        text = desk.get(FIND, {"q": "<script>evil</script>"}, headers=headers).text
        assert "&lt;script&gt;evil&lt;/script&gt;" in text
        assert "<script>evil" not in text


QUERIES = [  # who, what, of a part (session, user, organisation first), of the page (and the letters)
    ("recruiter", "", 3, 4),
    ("recruiter", "a", 3, 4),
    ("recruiter", "amina", 5, 6),  # postings, applications
    ("recruiter", "nobody", 6, 7),  # and applications of nearly this name
    ("administrator", "amina", 6, 7),  # postings, applications, people
    ("administrator", "nobody", 7, 8),
    ("hiring_manager", "amina", 5, 5),
    ("hiring_manager", "nobody", 6, 6),
    ("interviewer", "amina", 4, 4),  # nobody looks for postings
    ("interviewer", "nobody", 5, 5),
]


@pytest.mark.parametrize(("role", "q", "of_a_part", "of_the_page"), QUERIES)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_literal_number_of_queries(
    client: Client, role: str, q: str, of_a_part: int, of_the_page: int, rows: int
) -> None:
    client.force_login(make_user(role, "Who Asks", language="en"))
    user = User.objects.get()
    for _ in range(rows):
        application = ApplicationFactory(name="Amina Jensen", posting__title="Amina's posting")
        application.readers.create(user=user, why="test")
        MembershipFactory(posting=application.posting, user=user)
    client.get(FIND)

    for headers, expected in ((FETCH, of_a_part), ({}, of_the_page)):
        with CaptureQueriesContext(connection) as queries:
            client.get(FIND, {"q": q}, headers=headers)
        assert len(queries) == expected, [query["sql"] for query in queries]


def many(count: int) -> None:
    one = ApplicationFactory()
    candidates = Candidate.objects.bulk_create(
        Candidate(email=f"a{n}@example.com", email_key=f"a{n}@example.com") for n in range(count)
    )
    Application.objects.bulk_create(
        Application(
            posting=one.posting,
            candidate=candidate,
            name=f"Person {number} Bulk",
            email=candidate.email,
            cv=one.cv,
            submitted_at=one.submitted_at - timedelta(minutes=number),
            stage_since=one.submitted_at,
            deadline_used=one.deadline_used,
            stage=one.stage,
        )
        for number, candidate in enumerate(candidates)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE applications_application, screening_searchtext")


def plan(user: User, q: str, *, nearly: bool = False) -> str:
    asked = searching.read(q)
    rows: QuerySet[Application] = finding.named(
        user, asked.nearly_by_name if nearly else asked.by_name, asked
    )
    return rows[: finding.MOST].explain()


def test_an_index_stands_behind_what_is_looked_up(recruiter: User, manager: User, interviewer: User) -> None:
    """20,000 applications stay quick, for whoever asks."""
    many(20_000)

    for user in (recruiter, manager, interviewer):
        for q in ("4711", "person 4711", "zz", "zoe*", '"bulk a4711"'):
            assert "search_by_names" in plan(user, q), q
            assert "Seq Scan on screening_searchtext" not in plan(user, q), q
        assert re.search("search_by_names.*applications_application_code_.*_like", plan(user, "7KQ2"), re.S)
        assert "search_by_names" in plan(user, "jnesen", nearly=True)
