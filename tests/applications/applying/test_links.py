"""Links that are mailed to applicants: what opens, what does not, and that looking uses nothing up (S10)."""

import random
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.cache import cache
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from applications.applying import links
from applications.models import Draft, Link
from core.words import exactly_in_words, moment_in_words
from mail.models import OutgoingMail
from postings.models import Posting
from tests.applications.applying import applying
from tests.applications.applying.coming_back import ask, leave
from tests.factories import ApplicationFactory, PostingFactory
from tests.races import race
from tests.timing import TRIES, medians

pytestmark = pytest.mark.django_db


@pytest.fixture
def posting(db: None) -> Posting:
    return PostingFactory(slug="it")


@pytest.fixture
def known(posting: Posting) -> None:
    ApplicationFactory(posting=posting, candidate__email="amina@example.com")


@pytest.mark.usefixtures("known")
def test_three_looks_and_a_press_open_my_pages_once(client: Client) -> None:
    path = ask(client)

    for _ in range(3):
        assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200
    assert "Send me a link" in client.get("/my/").content.decode(), "looking lets nobody in"
    assert client.post(path)["Location"] == "/my/"
    assert "Sent" in client.get("/my/").content.decode()
    other = Client()
    assert other.get(path).status_code == 410
    answer = other.post(path)
    assert answer.status_code == 410
    assert "Send me a link" in answer.content.decode()
    assert "applicant" not in other.session


@pytest.mark.usefixtures("known")
def test_only_a_hash_is_kept_and_the_outbox_forgets_the_text(client: Client) -> None:
    token = ask(client).split("/")[-2]

    assert token not in Link.objects.get().token_hash
    assert len(token) >= 43  # 256 bits
    assert len({ask(client).split("/")[-2] for _ in range(2)} | {token}) == 3
    assert all(mail.secret for mail in OutgoingMail.objects.all())


@pytest.mark.usefixtures("known")
def test_nobody_foretells_a_link(client: Client, posting: Posting) -> None:
    """S10: of either kind: not from a generator that can be seeded, and no time or number in it."""

    def one() -> tuple[str, str]:
        random.seed(4711)
        OutgoingMail.objects.all().delete()
        return ask(client).split("/")[-2], leave(Client(), posting).split("/")[-2]

    first, second = one(), one()

    assert len({*first, *second}) == 4
    for mine, other in zip(first, second, strict=True):
        assert len(mine) >= 43  # 256 bits
        assert sum(a == b for a, b in zip(mine, other, strict=True)) < len(mine) / 3


@pytest.mark.usefixtures("known")
def test_a_sign_in_link_lasts_ten_minutes(client: Client) -> None:
    path = ask(client)
    lasts = Link.objects.get().expires_at - timezone.now()
    assert timedelta(minutes=9) < lasts <= timedelta(minutes=10)
    Link.objects.update(expires_at=Now() - timedelta(seconds=1))

    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410


@pytest.mark.usefixtures("known")
def test_the_session_id_is_new_after_signing_in(client: Client) -> None:
    client.get("/my/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["session"] = session.session_key

    client.post(ask(client))
    assert client.session.session_key != session.session_key
    stranger = Client()
    stranger.cookies["session"] = session.session_key
    assert "Send me a link" in stranger.get("/my/").content.decode()


@pytest.mark.usefixtures("known")
def test_known_and_unknown_addresses_are_answered_alike(client: Client) -> None:
    known = client.post("/my/", {"email": "amina@example.com"})
    unknown = client.post("/my/", {"email": "nobody@example.com"})

    same = unknown.content.decode().replace("nobody@example.com", "amina@example.com")
    assert known.content.decode() == same
    assert OutgoingMail.objects.count() == 1


@pytest.mark.usefixtures("known")
def test_known_and_unknown_addresses_take_as_long() -> None:
    """S5: medians within 50 ms."""

    def ask(email: str) -> None:
        cache.clear()  # the limits
        Client().post("/my/", {"email": email})

    known, unknown = medians(ask, "amina@example.com", "nobody@example.com")
    assert abs(known - unknown) < 0.05
    assert OutgoingMail.objects.count() == TRIES + 1


@pytest.mark.parametrize("address", ["amina@example.com", "nobody@example.com"])
@pytest.mark.usefixtures("known")
def test_three_links_an_hour_go_to_one_address(client: Client, address: str) -> None:
    """S62: the fourth is a 429 that says when to come back, whatever address is forged."""
    for shape in [address, address.upper(), f" {address}"]:
        assert client.post("/my/", {"email": shape}).status_code == 200

    answer = client.post("/my/", {"email": address}, headers={"X-Forwarded-For": "203.0.113.9"})
    assert answer.status_code == 429
    assert answer["Retry-After"] == "3600"
    assert "wait an hour" in answer.content.decode()


@pytest.mark.parametrize("opened", ["a link to sign in", "the link to a draft"])
@pytest.mark.usefixtures("known")
def test_strangers_use_up_no_link_of_whoever_has_opened_one_here(
    client: Client, posting: Posting, opened: str
) -> None:
    """S70: a browser in which the mailbox has answered once is counted by itself."""
    path = ask(client) if opened == "a link to sign in" else leave(Client(), posting)
    assert client.post(path).status_code == 302
    cache.clear()  # the limits
    typed = {"email": "amina@example.com"}
    strangers = [Client(REMOTE_ADDR=f"198.51.100.{n}").post("/my/", typed).status_code for n in range(13)]
    assert strangers == [200] * 12 + [429]

    before = OutgoingMail.objects.count()
    assert client.post("/my/", typed).status_code == 200
    assert OutgoingMail.objects.count() == before + 1


@pytest.mark.usefixtures("known")
def test_no_mail_ever_names_a_host_that_was_claimed(client: Client) -> None:
    """S11: links use the base URL."""
    for header in ("Host", "X-Forwarded-Host"):
        answer = client.post("/my/", {"email": "amina@example.com"}, headers={header: "evil.test"})
        assert answer.status_code == 400

    assert not OutgoingMail.objects.exists()
    assert ask(client).startswith("/my/")  # after our own host


def test_a_draft_goes_on_in_another_browser_by_its_link(client: Client, posting: Posting) -> None:
    path = leave(client, posting)

    phone = Client()
    assert phone.get(path).status_code == 200
    assert "amina" not in phone.get(applying.url(posting)).content.decode()
    assert phone.post(path)["Location"] == applying.url(posting)
    assert "amina@example.com" in phone.get(applying.url(posting)).content.decode()
    assert Client().post(path).status_code == 302  # many uses


def test_saving_and_leaving_asks_for_an_address_and_nothing_else(client: Client, posting: Posting) -> None:
    answer = client.post(applying.url(posting), {"leave": "yes", "name": ""})
    assert "Write your e-mail address." in strip_tags(answer.text)

    answer = client.post(applying.url(posting), {"leave": "yes", "email": "amina@example.com"})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "amina@example.com" in page
    assert "Saved" in page


def test_a_draft_link_dies_when_the_draft_is_sent(client: Client, posting: Posting) -> None:
    path = leave(client, posting)
    applying.apply(client, posting)

    page = Client().get(path)
    assert page.status_code == 410
    assert "has been sent" in page.content.decode()
    assert Client().post(path).status_code == 410


def test_a_draft_link_lives_until_48_hours_after_the_deadline(client: Client, posting: Posting) -> None:
    path = leave(client, posting)
    Posting.objects.update(closed_at=timezone.now() - timedelta(hours=47))
    assert Client().get(path).status_code == 200

    Posting.objects.update(closed_at=timezone.now() - timedelta(hours=49))
    assert Client().get(path).status_code == 410


def test_a_link_to_a_draft_of_a_closed_posting_says_so_and_lets_it_be_read(
    client: Client, posting: Posting
) -> None:
    """Not "apply by …": when it closed, and what was written, after a press as always."""
    path = leave(client, posting)
    ended = timezone.now() - timedelta(hours=1)
    Posting.objects.update(closed_at=ended)
    phone = Client()

    page = phone.get(path).content.decode()
    assert "Your draft was not sent." in page
    assert f"This position was closed on {exactly_in_words(ended, posting.time_zone)}." in page
    assert moment_in_words(ended + timedelta(hours=48), posting.time_zone) in page
    assert "Apply by" not in page
    assert applying.DETAILS["name"] not in page
    shown = phone.post(path, follow=True)
    assert (shown.status_code, "have closed" in shown.text) == (200, True)
    assert applying.DETAILS["name"] in shown.text


def test_the_page_after_saving_says_so_too_once_it_has_closed(client: Client, posting: Posting) -> None:
    leave(client, posting)
    Posting.objects.update(closed_at=timezone.now() - timedelta(hours=1))

    shown = client.get(applying.url(posting, "left"), follow=True)
    assert "have closed" in shown.text
    assert applying.DETAILS["name"] in shown.text


def test_a_link_of_one_posting_opens_no_other(client: Client, posting: Posting) -> None:
    token = leave(client, posting).split("/")[-2]
    other = PostingFactory(slug="trainee")

    assert client.get(f"/jobs/{other.slug}/apply/open/{token}/").status_code == 410


def test_links_to_a_draft_are_limited_and_nothing_is_lost(client: Client, posting: Posting) -> None:
    for number in range(5):
        answer = client.post(
            applying.url(posting), {**applying.DETAILS, "name": f"Amina {number}", "leave": "yes"}
        )
        assert answer.status_code == 302

    assert OutgoingMail.objects.filter(kind="draft_link").count() == 3
    assert Draft.objects.get().name == "Amina 4"


def test_the_fourth_link_of_an_hour_is_not_said_to_be_on_its_way(client: Client, posting: Posting) -> None:
    for said in ["is on its way to"] * 3 + ["The one that we sent to"] * 2:
        sent = {**applying.DETAILS, "leave": "yes"}
        page = client.post(applying.url(posting), sent, follow=True).text
        assert said in page
        assert ("on its way" in page) is (said == "is on its way to")


def test_leaving_at_the_end_a_fourth_time_says_so_too(client: Client, posting: Posting) -> None:
    applying.fill_in(client, posting)
    pages = [client.post(applying.url(posting, "leave"), follow=True).text for _ in range(4)]

    assert ["is on its way to" in page for page in pages] == [True, True, True, False]


def test_a_draft_that_got_no_link_at_all_is_not_said_to_have_one(client: Client, posting: Posting) -> None:
    for _ in range(3):
        client.post(applying.url(posting), {**applying.DETAILS, "leave": "yes"})
    other = PostingFactory(slug="trainee")

    page = Client().post(applying.url(other), {**applying.DETAILS, "leave": "yes"}, follow=True).text
    assert "No link to it has been sent to" in page
    assert "before still works" not in page


def press_at_once() -> list[int]:
    ApplicationFactory(candidate__email="amina@example.com")
    path = ask(Client())
    return sorted(race(lambda *_: Client().post(path).status_code)[0])


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_gets_in() -> None:
    """S10: one conditional UPDATE consumes the link."""
    assert press_at_once() == [302, *[410] * 7]


@pytest.mark.django_db(transaction=True)
def test_looking_first_and_writing_then_lets_several_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """S10's twin: what the condition in the UPDATE is for."""
    looked = Barrier(8)

    def in_two_steps(token: str) -> str | None:
        is_usable = links.is_usable_sign_in(token)
        looked.wait(30)
        Link.objects.update(used_at=Now())
        return "amina@example.com" if is_usable else None

    monkeypatch.setattr(links, "use_sign_in", in_two_steps)

    assert press_at_once() == [302] * 8
