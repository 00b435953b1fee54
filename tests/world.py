"""One small world in which every role has a place: two postings, two applicants, and people around them.

"Here" is the posting that the member manages and applicant A applied to; "there" is the other one, and has
the same around it: applicant B, the stranger who manages it, the interviewer who reads there.
Extend it with what your routes need; keep each addition to the least that makes the address exist.
"""

from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import SimpleCookie

from django.core import signing
from django.test import Client
from django.utils import timezone

from accounts.models import User
from applications.applying import applicant_session
from applications.applying.draft_cookie import COOKIE, SALT
from applications.applying.links import hash_of
from applications.models import Application, Draft, Link
from files import store
from files.models import StoredFile
from interviews.models import Interview
from mail import outbox
from mail.models import OutgoingMail
from postings.models import Posting
from screening import proposals
from screening.models import Proposal
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


@dataclass(frozen=True)
class Side:
    """One posting and whatever hangs on it, so that the other one has the same."""

    posting: Posting
    application: Application
    rejected: Application
    untold: Application
    proposed: Application
    proposal: Proposal
    interview: Interview
    mail: OutgoingMail
    draft: Draft
    sent: Draft
    sign_in_token: str
    draft_token: str


class World:
    def __init__(self) -> None:
        self.staff = self._people()
        self.reason = ReasonFactory()
        here = self._side("here", "A", manager=self.staff[MEMBER], reader=self.staff[READER])
        there = self._side("there", "B", manager=self.staff[STRANGER], reader=self.staff[INTERVIEWER])
        self._look(here, there)
        self._clients = {role: self._enter(role) for role in ROLES}
        self._cookies = {role: client.cookies.copy() for role, client in self._clients.items()}

    def mirrored(self) -> "World":
        """The same world from the other side: there is here, B is A, and each manager the other one."""
        twin = copy(self)
        twin._look(*reversed(self._sides))
        twin.staff = {PARTNERS.get(role, role): user for role, user in self.staff.items()}
        return twin

    def _look(self, here: Side, there: Side) -> None:
        self._sides = here, there
        self.here, self.there = here.posting, there.posting
        self.application_a, self.application_b = here.application, there.application
        self.draft_a, self.draft_b = here.draft, there.draft
        self.sent_a, self.mail_a, self.interview_a = here.sent, here.mail, here.interview
        self.rejected_a, self.untold_a = here.rejected, here.untold
        self.proposed_a, self.proposal_a = here.proposed, here.proposal
        self.sign_in_token, self.draft_token = here.sign_in_token, here.draft_token

    def _side(self, slug: str, letter: str, *, manager: User, reader: User) -> Side:
        posting = PostingFactory(slug=slug)
        MembershipFactory(posting=posting, user=manager)
        application, rejected, untold, proposed = (
            ApplicationFactory(posting=posting, name=f"{word} {letter}")
            for word in ("Applicant", "Rejected", "Untold", "Proposed")
        )
        for one in (application, rejected, untold, proposed):
            one.readers.create(user=reader, why="test")
        self._put_a_cv(application.cv)
        for one in (rejected, untold):
            reject(one, reason=self.reason, by=self.staff[RECRUITER], version=1)
        key = letter_of(Application.objects.get(pk=untold.pk)).dedupe_key
        outbox.cancel(dedupe_key=key, by=self.staff[RECRUITER], why="test")
        proposal = proposals.propose(proposed, reason=self.reason, by=manager)
        interview = booked(application, manager, reader, starts_at=at(9, 10))
        mail = OutgoingMail.objects.filter(scope_kind="posting", scope_id=posting.pk).earliest("id")
        outbox.hold(mail, by=self.staff[RECRUITER])
        draft = DraftFactory(posting=posting, name=f"Drafter {letter}", email=application.candidate.email)
        sent = DraftFactory(
            posting=posting,
            email=application.email,
            submitted_at=application.submitted_at,
            application=application,
        )
        sign_in_token, draft_token = f"sign-in-token-of-{letter}", f"draft-token-of-{letter}"
        Link.objects.create(
            purpose="sign_in",
            token_hash=hash_of(sign_in_token),
            email_key=application.candidate.email_key,
            expires_at=timezone.now() + timedelta(minutes=10),
        )
        draft.links.create(purpose="draft", token_hash=hash_of(draft_token), expires_at=posting.drafts_go_at)
        return Side(
            posting, application, rejected, untold, proposed, proposal, interview, mail, draft, sent,
            sign_in_token, draft_token,
        )  # fmt: skip

    def _people(self) -> dict[str, User]:
        return {
            RECRUITER: make_user("recruiter", "World Recruiter"),
            MEMBER: make_user("hiring_manager", "World Member"),
            STRANGER: make_user("hiring_manager", "World Stranger"),
            READER: make_user("interviewer", "World Reader"),
            INTERVIEWER: make_user("interviewer", "World Interviewer"),
            ADMINISTRATOR: make_user(
                "administrator", "World Administrator", is_staff=True, is_superuser=True
            ),
        }

    def _put_a_cv(self, cv: StoredFile) -> None:
        """Bytes behind the row, and a picture of its one page."""
        cv.key = store.keep(b"%PDF-1.7 never opened")
        cv.reading = StoredFile.Reading.READ
        cv.save()
        cv.pages.create(number=1, key=store.keep(b"RIFF"), width=800, height=1131)

    def client(self, role: str) -> Client:
        """A browser of this role, as it was when the world began."""
        client = self._clients[role]
        client.cookies = SimpleCookie(self._cookies[role])
        return client

    def _enter(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        if role in STAFF:
            client.force_login(self.staff[role])
        elif role in {APPLICANT, OTHER}:
            self._enter_as_applicant(client, self._sides[role == OTHER])
        return client

    def _enter_as_applicant(self, client: Client, side: Side) -> None:
        """Signed in to /my/, and with their drafts in this browser."""
        session = client.session
        applicant_session.put(session, address=side.application.candidate.email_key)
        session.save()
        client.cookies["session"] = session.session_key
        client.cookies[COOKIE] = signing.dumps([side.sent.pk, side.draft.pk], salt=SALT)
