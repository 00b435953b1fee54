"""One small world in which every role has a place: two postings, two applicants, and people around them.

"Here" is the posting that the member manages and applicant A applied to; "there" is the other one, and has
the same around it: applicant B, the stranger who manages it, the interviewer who reads there.
Each part is built when it is first asked for, with what it stands on and nothing else. So ask for it before
the request whose writes are undone: what is built inside would be undone too, and `World` refuses it there.
Extend it with what your routes need; keep each addition to the least that makes the address exist.
"""

from collections.abc import Callable
from copy import copy
from datetime import timedelta
from functools import cached_property
from http.cookies import SimpleCookie
from typing import Any

from django.core import signing
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import AddressChange, User
from applications.applying import applicant_session
from applications.applying.draft_cookie import COOKIE, SALT
from applications.applying.links import hash_of
from applications.models import Application, Draft, Link
from files import store
from files.models import StoredFile
from interviews.models import Interview
from mail import outbox
from mail.models import OutgoingMail
from postings.models import Posting, Reason
from screening import proposals, saved_views
from screening.models import Proposal, SavedView
from tests.conftest import PASSWORD, make_user
from tests.decisions import letter_of, reject
from tests.factories import (
    ApplicationFactory,
    DraftFactory,
    MembershipFactory,
    PostingFactory,
    ReasonFactory,
)
from tests.interviews.plans import at, booked
from tests.recruitment.matrix import (
    ADMINISTRATOR,
    APPLICANT,
    INTERVIEWER,
    MEMBER,
    OTHER,
    PARTNERS,
    READER,
    RECRUITER,
    ROLES,
    STAFF,
    STRANGER,
)

__all__ = ["PASSWORD", "World"]


def part(build: Callable[[Any], Any]) -> Any:
    """A row that is built when it is first asked for, in the transaction in which its world stands."""

    def build_here(side: Any) -> Any:
        refuse_inside(side.world.depth)
        return build(side)

    return cached_property(build_here)


def refuse_inside(depth: int) -> None:
    assert depth == how_deep(), "ask the world before the request: what is built here will be undone"


def how_deep() -> int:
    """In how many transactions we are, one in the other."""
    return len(connection.savepoint_ids) + connection.in_atomic_block


class Side:
    """One posting and whatever hangs on it, so that the other one has the same."""

    def __init__(self, world: "World", slug: str, letter: str, *, manager: str, reader: str) -> None:
        self.world, self.slug, self.letter = world, slug, letter
        self._manager, self._reader = manager, reader

    @part
    def posting(self) -> Posting:
        posting = PostingFactory(slug=self.slug)
        MembershipFactory(posting=posting, user=self.world.staff[self._manager])
        return posting

    def _applied(self, word: str) -> Application:
        application = ApplicationFactory(posting=self.posting, name=f"{word} {self.letter}")
        application.readers.create(user=self.world.staff[self._reader], why="test")
        return application

    @part
    def application(self) -> Application:
        """With bytes behind its CV, and a picture of its one page."""
        application = self._applied("Applicant")
        cv = application.cv
        cv.key = store.keep(b"%PDF-1.7 never opened")
        cv.reading = StoredFile.Reading.READ
        cv.save()
        cv.pages.create(number=1, key=store.keep(b"RIFF"), width=800, height=1131)
        return application

    @part
    def rejected(self) -> Application:
        application = self._applied("Rejected")
        reject(application, reason=self.world.reason, by=self.world.staff[RECRUITER], version=1)
        return application

    @part
    def untold(self) -> Application:
        """Rejected, and the letter cancelled."""
        application = self._applied("Untold")
        reject(application, reason=self.world.reason, by=self.world.staff[RECRUITER], version=1)
        key = letter_of(Application.objects.get(pk=application.pk)).dedupe_key
        outbox.cancel(dedupe_key=key, by=self.world.staff[RECRUITER], why="test")
        return application

    @part
    def proposal(self) -> Proposal:
        return proposals.propose(
            self._applied("Proposed"), reason=self.world.reason, by=self.world.staff[self._manager]
        )

    @part
    def view(self) -> SavedView:
        """The manager's, shared with the posting."""
        return saved_views.save(
            by=self.world.staff[self._manager],
            name="To read",
            query=f"posting={self.posting.slug}&unread=on",
            shared_with=self.posting,
        )

    @property
    def proposed(self) -> Application:
        return self.proposal.application

    @part
    def interview(self) -> Interview:
        manager, reader = self.world.staff[self._manager], self.world.staff[self._reader]
        return booked(self.application, manager, reader, starts_at=at(9, 10))

    @part
    def mail(self) -> OutgoingMail:
        """The letter of the rejection, held."""
        mail = letter_of(Application.objects.get(pk=self.rejected.pk))
        outbox.hold(mail, by=self.world.staff[RECRUITER])
        return mail

    @part
    def draft(self) -> Draft:
        email = self.application.candidate.email
        return DraftFactory(posting=self.posting, name=f"Drafter {self.letter}", email=email)

    @part
    def sent(self) -> Draft:
        application = self.application
        return DraftFactory(
            posting=self.posting,
            email=application.email,
            submitted_at=application.submitted_at,
            application=application,
        )

    @part
    def sign_in_token(self) -> str:
        token = f"sign-in-token-of-{self.letter}"
        Link.objects.create(
            purpose="sign_in",
            token_hash=hash_of(token),
            email_key=self.application.candidate.email_key,
            expires_at=timezone.now() + timedelta(minutes=10),
        )
        return token

    @part
    def address_token(self) -> str:
        """Of a member of staff whose address was changed, and who could put it back."""
        token = f"address-token-of-{self.letter}"
        user = self.world.staff[self._reader]
        AddressChange.objects.create(user=user, was=f"was-{user.email}", token_hash=hash_of(token))
        return token

    @part
    def draft_token(self) -> str:
        token, expires_at = f"draft-token-of-{self.letter}", self.posting.drafts_go_at
        self.draft.links.create(
            purpose="draft",
            token_hash=hash_of(token),
            email_key=self.draft.email_key,
            expires_at=expires_at,
        )
        return token


PARTS = [name for name, its in vars(Side).items() if isinstance(its, cached_property)]


class Staff(dict[str, User]):
    """One person of each role, as they are asked for."""

    def __init__(self, depth: int) -> None:
        super().__init__()
        self._depth = depth

    def __missing__(self, role: str) -> User:
        refuse_inside(self._depth)
        account = "hiring_manager" if role in {MEMBER, STRANGER} else role
        account = "interviewer" if role == READER else account
        rights = {"is_staff": True, "is_superuser": True} if role == ADMINISTRATOR else {}
        self[role] = make_user(account, f"World {role.title()}", **rights)
        return self[role]


def of(side: int, name: str) -> Any:
    return property(lambda world: getattr(world.sides[side], name))


class World:
    here, there = of(0, "posting"), of(1, "posting")
    application_a, application_b = of(0, "application"), of(1, "application")
    draft_a, draft_b = of(0, "draft"), of(1, "draft")
    sent_a, mail_a, interview_a = of(0, "sent"), of(0, "mail"), of(0, "interview")
    rejected_a, untold_a = of(0, "rejected"), of(0, "untold")
    proposed_a, proposal_a = of(0, "proposed"), of(0, "proposal")
    sign_in_token, draft_token = of(0, "sign_in_token"), of(0, "draft_token")
    address_token = of(0, "address_token")
    view_a = of(0, "view")

    def __init__(self) -> None:
        self.depth = how_deep()
        self.staff: dict[str, User] = Staff(self.depth)
        self.sides = (
            Side(self, "here", "A", manager=MEMBER, reader=READER),
            Side(self, "there", "B", manager=STRANGER, reader=INTERVIEWER),
        )
        self._applicants = dict(zip((APPLICANT, OTHER), self.sides, strict=True))
        self._clients: dict[str, Client] = {}
        self._cookies: dict[str, SimpleCookie] = {}

    @cached_property
    def reason(self) -> Reason:
        refuse_inside(self.depth)
        return ReasonFactory()

    def whole(self) -> "World":
        """Everything there is, for tests that share it."""
        for side in self.sides:
            for name in PARTS:
                getattr(side, name)
        for role in ROLES:
            self.client(role)
        return self

    def mirrored(self) -> "World":
        """The same world from the other side: there is here, B is A, and each manager the other one."""
        twin = copy(self)
        twin.sides = (self.sides[1], self.sides[0])
        twin.staff = {role: self.staff[PARTNERS.get(role, role)] for role in STAFF}
        return twin

    def client(self, role: str) -> Client:
        """A browser of this role, as it was when it was first asked for."""
        if role not in self._clients:
            refuse_inside(self.depth)
            self._clients[role] = self._enter(role)
            self._cookies[role] = self._clients[role].cookies.copy()
        client = self._clients[role]
        client.cookies = SimpleCookie(self._cookies[role])
        return client

    def _enter(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        if role in STAFF:
            client.force_login(self.staff[role])
        elif role in self._applicants:
            self._enter_as_applicant(client, self._applicants[role])
        return client

    def _enter_as_applicant(self, client: Client, side: Side) -> None:
        """Signed in to /my/, and with their drafts in this browser."""
        session = client.session
        applicant_session.put(session, address=side.application.candidate.email_key)
        session.save()
        client.cookies["session"] = session.session_key
        client.cookies[COOKIE] = signing.dumps([side.sent.pk, side.draft.pk], salt=SALT)
