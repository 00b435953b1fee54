"""What a mail is about stands in columns, and is found by them."""

from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from applications.models import Application
from interviews.models import Interview
from mail.models import OutgoingMail
from postings.models import Posting
from tests.factories import ApplicationFactory
from tests.mail.kinds import queued

pytestmark = pytest.mark.django_db


def test_a_mail_is_found_by_what_it_is_about() -> None:
    mail = queued(about=Application(pk=7), revision=3, occasion="72")
    queued("another", about=Application(pk=8))
    queued("another kind of thing", about=Interview(pk=7))

    assert OutgoingMail.objects.about(Application(pk=7)).get() == mail
    assert OutgoingMail.objects.about(Application, 7).get() == mail
    assert (mail.revision, mail.occasion, mail.to_user) == (3, "72", None)


def test_rows_are_asked_whether_a_mail_is_about_them() -> None:
    told, _ = ApplicationFactory(), ApplicationFactory()
    queued(about=told)

    letters = OutgoingMail.objects.about(Application, OuterRef("pk"))

    assert list(Application.objects.filter(Exists(letters))) == [told]


@pytest.mark.parametrize(
    "half", [{"about_kind": ""}, {"about_id": 0}, {"scope_kind": ""}, {"scope_id": None}], ids=str
)
def test_no_half_of_a_thing_is_kept(half: dict[str, object]) -> None:
    mail = queued()

    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMail.objects.filter(pk=mail.pk).update(**half)


def test_the_mails_about_one_thing_come_from_an_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        sql, params = OutgoingMail.objects.about(Posting(pk=1)).order_by().query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "mail_about" in plan


A, MEETING, P, U = "application:5", "interview:6", "posting:9", "user:{user}"
OLD_SCOPES = {P: ("posting", 9), U: ("user", "{user}"), "": ("", None), "x:y": ("", None)}
OLD_ROWS = [  # kind, key, about, scope → about, revision, occasion, whether a user gets it
    ("rejection", "reject:5:2", A, P, ("application", 5), 2, "", False),
    ("withdrawn", "withdrawn:5:4", A, P, ("application", 5), 4, "", False),
    ("receipt", "receipt:5:1", A, P, ("application", 5), 1, "", False),
    ("second_submission", "second_submission:77", A, P, ("application", 5), 0, "", False),
    ("answered_already", "answered_already:5", A, P, ("application", 5), 0, "", False),
    ("draft_link", "draft_link:31", "draft:8", P, ("draft", 8), 0, "", False),
    ("sign_in_link", "sign_in_link:32", "", "", ("link", 32), 0, "", False),
    ("deadline_reminder", "remind:8:3:72", "draft:8", P, ("draft", 8), 3, "72", False),
    ("team_deadline", "team_deadline:9:3:{user}", P, P, ("posting", 9), 3, "", True),
    ("team_waiting", "team_waiting:9:2027-03-12:{user}", P, P,
     ("posting", 9), 0, "2027-03-12", True),
    ("interview_invitation", "invitation:6:0:applicant", MEETING, P,
     ("interview", 6), 0, "", False),
    ("interview_panel_changed", "changed:6:2:{user}", MEETING, P, ("interview", 6), 2, "", True),
    ("interview_panel_left", "left:6:2:999999", MEETING, P, ("interview", 6), 2, "", False),
    ("password_reset", "password_reset:{user}:0a1b", U, U,
     ("user", "{user}"), 0, "", True),
    ("staff_invitation", "staff_invitation:{user}:12", U, U,
     ("user", "{user}"), 0, "", True),
    ("of_an_old_release", "what:ever:it:was", "", "", ("", 0), 0, "", False),
    ("receipt", "receipt", "application", "x:y", ("", 0), 0, "", False),
]  # fmt: skip


@pytest.mark.parametrize("row", OLD_ROWS, ids=lambda row: row[1])
def test_rows_of_the_last_release_keep_what_their_keys_said(row: Any, recruiter: User) -> None:
    kind, key, about, scope, its_about, revision, occasion, is_staff = row
    migration = import_module("mail.migrations.0004_fill_about")
    mail = queued()
    olds = [kind, *(text.format(user=recruiter.pk) for text in (key, about, scope)), mail.pk]

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE mail_outgoingmail ADD about text DEFAULT '', ADD scope text DEFAULT ''")
        cursor.execute(
            "UPDATE mail_outgoingmail SET kind = %s, dedupe_key = %s, about = %s, scope = %s WHERE id = %s",
            olds,
        )
        cursor.execute(migration.FORWARD)

    def said(name: str, number: Any) -> tuple[str, Any]:
        return name, recruiter.pk if number == "{user}" else number

    mail.refresh_from_db()
    assert (mail.about_kind, mail.about_id) == said(*its_about)
    assert (mail.scope_kind, mail.scope_id) == said(*OLD_SCOPES[scope])
    assert (mail.revision, mail.occasion) == (revision, occasion)
    assert mail.to_user == (recruiter if is_staff else None)
