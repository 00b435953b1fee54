"""One small world in which every role has a place: two postings, two applicants, and people around them.

"Here" is the posting that the member manages and applicant A applied to; "there" is the other one.
Extend it with what your routes need; keep each addition to the least that makes the address exist.
"""

from datetime import timedelta
from http.cookies import SimpleCookie

from django.core import signing
from django.test import Client
from django.utils import timezone

from accounts.models import User
from applications import applicants, screening, transitions
from applications.apply.browser import COOKIE, SALT
from applications.links import hash_of
from applications.models import Link
from files import store
from files.models import StoredFile
from mail import outbox
from mail.models import OutgoingMail
from tests.conftest import PASSWORD, make_user
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
    READER,
    RECRUITER,
    ROLES,
    STAFF,
    STRANGER,
)

__all__ = ["PASSWORD", "World"]


class World:
    def __init__(self) -> None:
        self.staff = self._people()
        self.here, self.there = PostingFactory(slug="here"), PostingFactory(slug="there")
        MembershipFactory(posting=self.here, user=self.staff[MEMBER])
        MembershipFactory(posting=self.there, user=self.staff[STRANGER])
        self.application_a = ApplicationFactory(posting=self.here, name="Applicant A")
        self.application_b = ApplicationFactory(posting=self.there, name="Applicant B")
        self.application_a.readers.create(user=self.staff[READER], why="test")
        self._put_a_cv(self.application_a.cv)
        self.reason = ReasonFactory()
        self.rejected_a = ApplicationFactory(posting=self.here, name="Rejected A")
        self.rejected_a.readers.create(user=self.staff[READER], why="test")
        transitions.reject(self.rejected_a, reason=self.reason, by=self.staff[RECRUITER], expected=1)
        self.proposed_a = ApplicationFactory(posting=self.here, name="Proposed A")
        self.proposed_a.readers.create(user=self.staff[READER], why="test")
        self.proposal_a = screening.propose(self.proposed_a, reason=self.reason, by=self.staff[MEMBER])
        self.interview_a = booked(
            self.application_a, self.staff[MEMBER], self.staff[READER], starts_at=at(9, 10)
        )
        self.mail_a = OutgoingMail.objects.filter(scope=f"posting:{self.here.pk}").earliest("id")
        outbox.hold(self.mail_a, by=self.staff[RECRUITER])
        self.draft_a = DraftFactory(
            posting=self.here, name="Drafter A", email=self.application_a.candidate.email
        )
        self.draft_b = DraftFactory(posting=self.there, name="Drafter B")
        self.sent_a = DraftFactory(
            posting=self.here,
            email=self.application_a.email,
            submitted_at=self.application_a.submitted_at,
            application=self.application_a,
        )
        self.sign_in_token = "sign-in-token-of-applicant-a"
        Link.objects.create(
            purpose="sign_in",
            token_hash=hash_of(self.sign_in_token),
            email_key=self.application_a.candidate.email_key,
            expires_at=timezone.now() + timedelta(minutes=10),
        )
        self.draft_token = "draft-token-of-applicant-a"
        self.draft_a.links.create(
            purpose="draft", token_hash=hash_of(self.draft_token), expires_at=self.here.drafts_go_at
        )
        self._clients = {role: self._enter(role) for role in ROLES}
        self._cookies = {role: client.cookies.copy() for role, client in self._clients.items()}

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
        cv.key = store.put(b"%PDF-1.7 never opened")
        cv.reading = StoredFile.Reading.READ
        cv.save()
        cv.pages.create(number=1, key=store.put(b"RIFF"), width=800, height=1131)

    def client(self, role: str) -> Client:
        """A browser of this role, as it was when the world began."""
        client = self._clients[role]
        client.cookies = SimpleCookie(self._cookies[role])
        return client

    def _enter(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        if role in STAFF:
            client.force_login(self.staff[role])
        elif role == APPLICANT:
            self.enter_as_applicant(client)
        return client

    def enter_as_applicant(self, client: Client) -> None:
        """The session of applicant A: signed in to /my/, and with draft A in this browser."""
        session = client.session
        applicants.put(session, address=self.application_a.candidate.email_key)
        session.save()
        client.cookies["session"] = session.session_key
        client.cookies[COOKIE] = signing.dumps([self.sent_a.pk, self.draft_a.pk], salt=SALT)
