"""S66: an address is not a person until its mailbox answered; one browser holds a draft at a time."""

from typing import Any

import pytest
from django.core import signing
from django.test import Client

from applications.applying import draft_cookie, holds, letters, submitting
from applications.models import Application, Draft, Link
from core.errors import DomainError
from mail.models import OutgoingMail
from postings.models import Posting
from tests.applications.applying import applying
from tests.applications.applying.coming_back import ADDRESS, enter, leave, path_in
from tests.factories import PostingFactory
from tests.races import before_statement

pytestmark = pytest.mark.django_db
THEIRS = "What the owner alone has written."
STEPS = ("", "background", "cv", "review", "left")


@pytest.fixture
def posting(db: None) -> Posting:
    return PostingFactory(slug="it")


@pytest.fixture
def stranger(posting: Posting) -> Client:
    """Somebody who typed the owner's address first, and let the link be mailed."""
    browser = Client()
    leave(browser, posting)
    return browser


@pytest.fixture
def owner(stranger: Client, posting: Posting) -> Client:
    """Whoever reads that mailbox: opened the draft, and went on with it."""
    browser = Client()
    assert browser.post(path_of_link()).status_code == 302
    applying.details(browser, posting)
    applying.background(browser, posting, motivation=THEIRS)
    applying.give_cv(browser, posting, applying.cv(shown="owners_own.pdf"))
    return browser


def path_of_link() -> str:
    return path_in(OutgoingMail.objects.filter(kind="draft_link").latest("pk"))


def seen_by(browser: Client, posting: Posting) -> str:
    """Everything that this browser can look at."""
    pages = [browser.get(applying.url(posting, step), follow=True).text for step in STEPS]
    return "".join([*pages, browser.get("/my/").text, browser.get(f"/jobs/{posting.slug}/").text])


def is_theirs(text: str) -> bool:
    return THEIRS in text or "owners_own" in text


def test_who_made_the_draft_holds_it_until_its_mailbox_answers(stranger: Client, posting: Posting) -> None:
    assert ADDRESS in stranger.get(applying.url(posting)).text
    Client().get(path_of_link())  # looking is no answer
    assert ADDRESS in stranger.get(applying.url(posting)).text


def test_the_owner_s_opening_ends_every_other_hold(stranger: Client, owner: Client, posting: Posting) -> None:
    assert is_theirs(seen_by(owner, posting))
    assert not is_theirs(seen_by(stranger, posting))
    page = stranger.get(applying.url(posting)).text
    assert "was opened by its link on another one" in page
    assert ADDRESS not in page


@pytest.mark.parametrize("step", ["details", "background", "cv", "send", "leave", "forget"])
def test_what_a_stranger_sends_afterwards_changes_nothing_of_theirs(
    stranger: Client, owner: Client, posting: Posting, step: str
) -> None:
    draft = Draft.objects.get()
    before = Draft.objects.filter(pk=draft.pk).values().get()

    {
        "details": lambda: applying.details(stranger, posting, email="stranger@example.com"),
        "background": lambda: applying.background(stranger, posting, motivation="Mine."),
        "cv": lambda: applying.give_cv(stranger, posting),
        "send": lambda: stranger.post(applying.url(posting, "review"), {"draft": draft.pk}),
        "leave": lambda: stranger.post(applying.url(posting, "leave")),
        "forget": lambda: stranger.post(applying.url(posting, "forget")),
    }[step]()

    assert Draft.objects.filter(pk=draft.pk).values().get() == before
    assert not Application.objects.exists()
    assert not is_theirs(seen_by(stranger, posting))
    assert is_theirs(seen_by(owner, posting))


def test_what_a_stranger_typed_late_is_kept_as_a_draft_of_their_own(
    stranger: Client, owner: Client, posting: Posting
) -> None:
    """Nothing that a person typed is lost, the stranger's words included."""
    assert applying.background(stranger, posting, motivation="Mine, typed late.").status_code == 302

    own = Draft.objects.exclude(motivation=THEIRS).get()
    assert (own.motivation, own.email, own.name) == ("Mine, typed late.", "", "")


def test_a_receipt_is_for_the_browser_that_sent(stranger: Client, owner: Client, posting: Posting) -> None:
    applying.send(owner, posting)
    receipt = applying.url(posting, f"receipt/{Application.objects.get().code}")

    assert owner.get(receipt).status_code == 200
    assert stranger.get(receipt).status_code == 404
    assert "/receipt/" not in stranger.get(applying.url(posting)).text


def test_a_receipt_names_nothing_that_was_not_typed_there(posting: Posting) -> None:
    """A second submit for an address answers like a first one, with what this browser sent."""
    owner, stranger = Client(), Client()
    applying.apply(owner, posting, name="The Owner")
    answer = applying.apply(stranger, posting, name="A Stranger")

    page = stranger.get(answer["Location"]).text
    assert "A Stranger" in page
    assert "The Owner" not in page


def test_coming_in_by_the_mailbox_takes_the_draft_over_too(stranger: Client, posting: Posting) -> None:
    owner = enter(Client())

    assert owner.post(f"/my/drafts/{Draft.objects.get().pk}/opening/").status_code == 302
    applying.background(owner, posting, motivation=THEIRS)

    assert not is_theirs(seen_by(stranger, posting))
    assert Draft.objects.get().proved_at


def test_one_s_own_other_device_takes_it_back_by_the_link(owner: Client, posting: Posting) -> None:
    telephone = Client()
    telephone.post(path_of_link())
    assert not is_theirs(seen_by(owner, posting))

    owner.post(path_of_link())

    assert is_theirs(seen_by(owner, posting))
    assert not is_theirs(seen_by(telephone, posting))


def test_another_address_ends_every_link_and_keeps_the_browser_s_own_hold(
    owner: Client, posting: Posting
) -> None:
    path = path_of_link()

    assert applying.details(owner, posting, email="elsewhere@example.com").status_code == 302

    assert is_theirs(seen_by(owner, posting))
    assert Client().get(path).status_code == 410
    assert Client().post(path).status_code == 410
    draft = Draft.objects.get()
    assert (draft.proved_at, draft.links.count()) == (None, 0)
    assert f"/my/drafts/{draft.pk}/" not in enter(Client()).get("/my/").text
    applying.details(owner, posting)  # and back
    assert Client().post(path).status_code == 410


def test_a_link_opens_only_what_still_has_the_address_it_went_to(owner: Client, posting: Posting) -> None:
    """Should a change of the address ever forget the links: each compares what it was sent to."""
    path = path_of_link()
    Draft.objects.update(email="elsewhere@example.com", email_key="elsewhere@example.com")

    assert Link.objects.exists()
    assert Client().post(path).status_code == 410


@pytest.mark.parametrize(
    "address, said",
    [(ADDRESS, ""), ("elsewhere@example.com", "The draft was sent or deleted, or has another address now.")],
)
def test_a_mail_with_a_link_goes_to_no_former_address(stranger: Client, address: str, said: str) -> None:
    Draft.objects.update(email=address, email_key=address)

    assert letters.draft_waits(OutgoingMail.objects.get(kind="draft_link")) == said


def test_another_address_ends_a_hold_that_was_copied(owner: Client, posting: Posting) -> None:
    other = Client()
    other.cookies[draft_cookie.COOKIE] = owner.cookies[draft_cookie.COOKIE].value
    assert is_theirs(seen_by(other, posting))

    applying.details(owner, posting, email="elsewhere@example.com")

    assert not is_theirs(seen_by(other, posting))
    assert is_theirs(seen_by(owner, posting))


def test_forgetting_ends_the_hold_on_the_server(owner: Client, posting: Posting) -> None:
    """A cookie that somebody copied before opens nothing afterwards."""
    copied = owner.cookies[draft_cookie.COOKIE].value
    owner.post(applying.url(posting, "forget"))
    other = Client()
    other.cookies[draft_cookie.COOKIE] = copied

    assert not is_theirs(seen_by(other, posting))
    assert Client().get(path_of_link()).status_code == 200


def test_a_cookie_of_the_version_before_still_holds(stranger: Client, posting: Posting) -> None:
    """It has ids without an epoch: that of drafts which nobody opened since."""
    draft = Draft.objects.get()
    before = Client()
    before.cookies[draft_cookie.COOKIE] = signing.dumps([draft.pk], salt=draft_cookie.SALT)
    assert ADDRESS in before.get(applying.url(posting)).text

    holds.take_over(Draft.objects.all())

    assert ADDRESS not in before.get(applying.url(posting)).text


@pytest.mark.parametrize("value", ["x", [["1", 0]], [[1]], [[1, 2, 3]], [None], {"1": 0}, [[1, None]]])
def test_a_cookie_that_is_none_of_ours_holds_nothing(value: Any, posting: Posting, client: Client) -> None:
    client.cookies[draft_cookie.COOKIE] = signing.dumps(value, salt=draft_cookie.SALT)

    assert client.get(applying.url(posting)).status_code == 200


def test_a_save_that_the_mailbox_overtakes_is_given_back(stranger: Client, posting: Posting) -> None:
    """The hold is read before the draft is locked, and compared again under the lock."""
    overtaken = before_statement("SAVEPOINT", lambda: holds.take_over(Draft.objects.all()))

    with overtaken:
        answer = applying.background(stranger, posting, motivation="Mine, typed late.")

    assert answer.status_code == 409
    assert "Mine, typed late." in answer.content.decode()
    assert "goes on there" in answer.content.decode()
    assert Draft.objects.get().motivation == ""


def test_a_submit_that_the_mailbox_overtakes_is_refused(stranger: Client, posting: Posting) -> None:
    applying.fill_in(stranger, posting)
    draft = Draft.objects.get()
    holds.take_over(Draft.objects.all())

    with pytest.raises(DomainError, match="goes on there"):
        submitting.submit(draft.pk, slug="it", epoch=draft.epoch)
    assert not Application.objects.exists()
