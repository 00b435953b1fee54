"""The list of applications: what is found, in which order, page by page, and how many queries it takes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from applications.transitions import deciding, moving
from core import paging
from tests.factories import ApplicationFactory, CandidateFactory, MembershipFactory, PostingFactory

pytestmark = pytest.mark.django_db
LIST = "/desk/applications/"


def names(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    return [row.name for row in answer.context["page"].rows]


def test_newest_first(desk: Client) -> None:
    now = timezone.now()
    for days, name in [(2, "Old"), (0, "New"), (1, "Middle")]:
        ApplicationFactory(name=name, submitted_at=now - timedelta(days=days))

    assert names(desk) == ["New", "Middle", "Old"]
    assert names(desk, "sort=oldest") == ["Old", "Middle", "New"]
    assert names(desk, "sort=name") == ["Middle", "New", "Old"]


def test_longest_in_their_stage_first(desk: Client, recruiter: User) -> None:
    early = ApplicationFactory(name="Early", submitted_at=timezone.now() - timedelta(days=9))
    ApplicationFactory(name="Late", submitted_at=timezone.now() - timedelta(days=3))
    moving.move(early, to=early.posting.stages.get(kind="offer"), by=recruiter, version=1)

    assert names(desk, "sort=waiting") == ["Late", "Early"]


def test_by_posting_stage_and_outcome(desk: Client, recruiter: User) -> None:
    here, there = PostingFactory(slug="here"), PostingFactory(slug="there")
    ApplicationFactory(posting=there, name="Elsewhere")
    kept = ApplicationFactory(posting=here, name="Kept")
    moved = ApplicationFactory(posting=here, name="Moved")
    moving.move(moved, to=here.stages.get(kind="interview"), by=recruiter, version=1)
    deciding.withdraw(kept)

    assert set(names(desk, "posting=here")) == {"Kept", "Moved"}
    assert names(desk, "stage=interview") == ["Moved"]
    assert names(desk, "outcome=withdrawn") == ["Kept"]
    assert set(names(desk, "outcome=live")) == {"Moved", "Elsewhere"}
    assert names(desk, "posting=here&stage=received&outcome=live") == []


def test_by_source(desk: Client, recruiter: User) -> None:
    ApplicationFactory(name="Sent it")
    by_hand = {"added_by": recruiter, "referred_by": "Somebody"}
    ApplicationFactory(name="Known", source="referral", **by_hand)
    ApplicationFactory(name="Proposed", source="agency", **by_hand)

    assert names(desk, "source=site") == ["Sent it"]
    assert names(desk, "source=referral") == ["Known"]
    assert names(desk, "source=other") == []
    assert desk.get(f"{LIST}?source=elsewhere").status_code == 400


@pytest.mark.parametrize("state", ["draft", "published", "archived"])
def test_of_one_posting_that_takes_people_it_leads_to_adding(desk: Client, state: str) -> None:
    ApplicationFactory(posting=PostingFactory(slug="it", state=state))

    assert ("/desk/postings/it/add/" in desk.get(f"{LIST}?posting=it").text) == (state == "published")
    assert "/add/" not in desk.get(LIST).text


def test_an_interviewer_is_not_led_to_adding(client: Client, interviewer: User) -> None:
    ApplicationFactory(posting=PostingFactory(slug="it")).readers.create(user=interviewer, why="test")
    client.force_login(interviewer)

    assert "/add/" not in client.get(f"{LIST}?posting=it").text


@pytest.mark.parametrize("q", ["amina", "EXAMPLE", "amina@", "ina exa", "exam ami"])
def test_search_by_name_and_address(desk: Client, q: str) -> None:
    candidate = CandidateFactory(email="amina@example.com")
    ApplicationFactory(name="Amina Example", candidate=candidate)
    ApplicationFactory(name="Bo Other", candidate=CandidateFactory(email="bo@other.org"))

    assert names(desk, f"q={q}") == ["Amina Example"]


@pytest.mark.parametrize("q", ["søren", "soren", "Ægir", "aegir", "åse", "ase"])
def test_search_knows_danish_letters(desk: Client, q: str) -> None:
    ApplicationFactory(name="Søren Ægir Åse")
    ApplicationFactory(name="Somebody Else")

    assert names(desk, f"q={q}") == ["Søren Ægir Åse"]


def test_search_by_reference(desk: Client) -> None:
    wanted = ApplicationFactory()
    ApplicationFactory()

    assert names(desk, f"q={wanted.code.lower()}") == [wanted.name]


def test_a_part_of_a_reference_finds_nobody(desk: Client) -> None:
    """Or a search for Åse would find 5J9ASEZA."""
    ApplicationFactory(name="Hanne Holm", code="5J9ASEZA")
    ApplicationFactory(name="Åse Bæk")

    assert names(desk, "q=åse") == ["Åse Bæk"]


@pytest.mark.parametrize("q", ["100%", "'; drop", "{x}", "no_body", "no\\body"])
def test_signs_of_a_pattern_are_only_letters(desk: Client, q: str) -> None:
    ApplicationFactory(name="Plain Name")

    answer = desk.get(LIST, {"q": q})

    assert answer.status_code == 200
    assert answer.context["page"].rows == []


@pytest.mark.parametrize("q", ["%", "_", "\\", "--", "{}", '"', '""', "*", "-", '- " -'])
def test_signs_alone_are_answered_by_a_sentence(desk: Client, q: str) -> None:
    ApplicationFactory(name="Plain Name")

    answer = desk.get(LIST, {"q": q})

    assert answer.status_code == 200
    assert "These signs find nothing" in answer.text
    assert "Plain Name" not in answer.text


@pytest.mark.parametrize(
    ("q", "sentence"),
    [
        ("a" * 10_000, "Search for 200 characters at most; this has 10000."),
        ("ab " * 12 + "ab", "Search for 12 words at most."),
    ],
)
def test_a_search_that_is_too_long_says_so_and_keeps_it(desk: Client, q: str, sentence: str) -> None:
    ApplicationFactory(name="Plain Name")

    answer = desk.get(LIST, {"q": q})

    assert answer.status_code == 200
    assert sentence in answer.text
    assert f'value="{q}"' in answer.text


def test_nobody_found_shows_names_that_are_nearly_like_it(desk: Client) -> None:
    ApplicationFactory(name="Amina Jensen")
    ApplicationFactory(name="Bo Holm")

    answer = desk.get(LIST, {"q": "jnesen"})

    assert [row.name for row in answer.context["page"].rows] == ["Amina Jensen"]
    assert "1 application is nearly like it" in answer.text
    assert "nearly=on" in answer.text  # work goes on in this very list


def test_a_hit_is_shown_in_its_sentence(desk: Client) -> None:
    """Marked, and as harmless as any other text of an applicant."""
    one = ApplicationFactory(name="Bo Holm")
    one.cv.text = "First part. He led the <b>cleanroom</b> in Aarhus. Last part."
    one.cv.save(update_fields=["text"])

    answer = desk.get(LIST, {"q": "Århus"})

    assert "CV: He led the &lt;b&gt;cleanroom&lt;/b&gt; in <mark>Aarhus</mark></li>" in answer.text


def test_rights_hold_inside_a_search(client: Client, manager: User) -> None:
    mine = ApplicationFactory(name="Mine Welder", motivation="I weld")
    MembershipFactory(posting=mine.posting, user=manager)
    ApplicationFactory(name="Other Welder", motivation="I weld")
    client.force_login(manager)

    for q in ("weld", "-nothing", "welder", "wedler"):
        answer = client.get(LIST, {"q": q})
        assert [row.name for row in answer.context["page"].rows] == ["Mine Welder"], q
        assert "1 application " in answer.text


def test_what_very_many_have_is_not_counted_to_its_end(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screening.desk_views.listing.MOST", 2)
    for _ in range(2):
        ApplicationFactory(motivation="I weld")
    exactly = desk.get(LIST, {"q": "weld"}).text
    ApplicationFactory(motivation="I weld")

    assert "2 applications fit" in exactly
    assert "2 applications or more fit" in desk.get(LIST, {"q": "weld"}).text


def test_a_search_costs_one_query_more(desk: Client, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        ApplicationFactory(name="Amina Jensen")
    desk.get(LIST)

    with django_assert_num_queries(9):  # of the list, and where the words stand
        desk.get(LIST, {"q": "amina"})
    with django_assert_num_queries(10):  # of the list, then those nearly like it
        desk.get(LIST, {"q": "amnia"})
    with django_assert_num_queries(9):
        desk.get(LIST, {"q": "nobody"})


@pytest.mark.parametrize(
    "query",
    [
        "sort=age",
        "sort=-candidate__email",
        "stage=nowhere",
        "outcome=score",
        "posting=not-there",
        "after=x",
        "after=1.",
        "after=.2026-01-01",
        "after=1.2026-01-01T00:00:00",
        "before=99999999999999999999.2026-01-01T00:00:00%2B00:00x",
        "after=1.0001-01-01T00:00:00%2B23:59",
        "before=1.9999-12-31T23:59:59-23:59",
        "sort=name&after=1.a%00b",
        "q=a%00b",
        "posting[]=1&sort[$ne]=1&sort=%27",
    ],
)
def test_an_address_that_we_never_wrote_is_400(desk: Client, query: str) -> None:
    """S52, V6, P12: sort keys and filters are mapped; nothing of them reaches the database."""
    ApplicationFactory()

    assert desk.get(f"{LIST}?{query}").status_code == 400


@pytest.mark.parametrize("query", ["connector=OR", "_connector=OR%201%3D1", "stage__kind=x", "id__gt=0"])
def test_keys_that_nobody_knows_are_ignored(desk: Client, query: str) -> None:
    """V6."""
    ApplicationFactory(name="One")

    assert names(desk, query) == ["One"]


def test_each_sees_what_they_may(
    client: Client, manager: User, outsider: User, interviewer: User, admin: User
) -> None:
    mine = ApplicationFactory(name="Mine")
    MembershipFactory(posting=mine.posting, user=manager)
    read = ApplicationFactory(name="Read")
    read.readers.create(user=interviewer, why="test")
    seen = {}

    for person in (admin, manager, outsider, interviewer):
        client.force_login(person)
        seen[person.name] = set(names(client))

    assert seen == {
        "Ada Admin": {"Mine", "Read"},
        "Mads Manager": {"Mine"},
        "Otto Outsider": set(),
        "Ines Interviewer": {"Read"},
    }


def test_the_filter_offers_only_postings_that_one_sees(client: Client, manager: User, outsider: User) -> None:
    application = ApplicationFactory(posting__slug="here")
    MembershipFactory(posting=application.posting, user=manager)
    client.force_login(outsider)

    assert client.get(f"{LIST}?posting=here").status_code == 400
    assert b'value="here"' not in client.get(LIST).content


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "SIZE", 3)


@pytest.mark.parametrize("sort", ["newest", "oldest", "waiting", "name"])
def test_pages_hold_everybody_once_and_lead_back(desk: Client, small_pages: None, sort: str) -> None:
    moment = timezone.now()
    posting = PostingFactory()
    for number in range(8):  # two at each moment, and two of each name: the key must tell them apart
        ApplicationFactory(
            posting=posting, name=f"Name {number // 2}", submitted_at=moment - timedelta(days=number // 2)
        )
    whole = {row.pk for row in Application.objects.all()}

    pages, address = [], f"?sort={sort}"
    while address:
        page = desk.get(LIST + address).context["page"]
        pages.append([row.pk for row in page.rows])
        address = page.next
    back = desk.get(LIST + page.previous).context["page"]

    assert [len(each) for each in pages] == [3, 3, 2]
    assert {pk for each in pages for pk in each} == whole
    assert [row.pk for row in back.rows] == pages[1]
    assert desk.get(LIST + back.previous).context["page"].previous == ""


def test_a_page_keeps_the_filter(desk: Client, small_pages: None) -> None:
    posting = PostingFactory(slug="here")
    for _ in range(4):
        ApplicationFactory(posting=posting)

    page = desk.get(f"{LIST}?posting=here&sort=oldest").context["page"]

    assert page.next.startswith("?posting=here&sort=oldest&after=")


def test_whether_a_manager_may_add_is_one_query(
    client: Client, manager: User, django_assert_num_queries: Any
) -> None:
    """When they have chosen a posting; nobody else is asked for."""
    posting = PostingFactory(slug="it")
    MembershipFactory(posting=posting, user=manager)
    ApplicationFactory(posting=posting)
    client.force_login(manager)
    client.get(LIST)

    with django_assert_num_queries(7):
        client.get(LIST)
    with django_assert_num_queries(9):  # the one that is chosen, and whether they belong to it
        client.get(f"{LIST}?posting=it")


@pytest.mark.parametrize("rows", [1, 3])
def test_a_literal_number_of_queries(desk: Client, rows: int, django_assert_num_queries: Any) -> None:
    for _ in range(rows):
        ApplicationFactory()
        ApplicationFactory(outcome="rejected")
    desk.get(LIST)

    with django_assert_num_queries(8):  # session, user, postings, rows, count, organisation, letters, views
        desk.get(LIST)


def test_a_row_says_since_when_it_is_decided_without_a_query_of_its_own(
    desk: Client, django_assert_num_queries: Any
) -> None:
    rejected = ApplicationFactory(outcome="rejected")
    rejected.decisions.update(at=timezone.now() - timedelta(days=3))

    with django_assert_num_queries(9):  # and the one that has chosen the posting
        said = desk.get(f"{LIST}?outcome=rejected&posting={rejected.posting.slug}").text

    assert "waits for somebody to tell them, 3 days" in said


def test_a_row_shows_position_notes_and_what_one_has_not_opened(desk: Client, recruiter: User) -> None:
    read = ApplicationFactory(name="Read", current_position="Welder")
    ApplicationFactory(name="New")
    for text in ("one", "two"):
        read.notes.create(author=recruiter, body=text)
    desk.get(f"{LIST}{read.code}/")

    rows = {row.application.name: row for row in desk.get(LIST).context["rows"]}
    page = desk.get(LIST).text

    assert (rows["Read"].notes, rows["Read"].is_unread) == (2, False)
    assert (rows["New"].notes, rows["New"].is_unread) == (0, True)
    assert "Welder" in page
    assert page.count("Not opened by you:") == 1


def test_empty_says_so(desk: Client) -> None:
    assert b"No applications yet" in desk.get(LIST).content
    assert b"Nobody fits" in desk.get(f"{LIST}?q=nobody").content


def test_an_interviewer_without_anybody_to_read_is_told_why(client: Client, interviewer: User) -> None:
    client.force_login(interviewer)

    assert b"while you interview their applicants" in client.get(LIST).content
