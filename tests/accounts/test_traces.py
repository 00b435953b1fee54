"""What is written down of failed and refused sign-ins, of refused rights and of changed ones."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts import people, traces
from accounts.models import User
from audit.log import MOST, MOST_UNKNOWN, source_of
from audit.models import REFUSALS, Entry
from tests.accounts.signing_in import sign_in
from tests.conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db
PEOPLE = "/desk/settings/people/"


def here() -> str:
    return source_of(RequestFactory().get("/"))  # 127.0.0.1, as the test client


def entry(action: str) -> Entry:
    return Entry.objects.get(action=action)


def test_a_wrong_password_is_on_record(client: Client, recruiter: User) -> None:
    sign_in(client, recruiter.email.upper(), "not-the-password-77")

    written = entry("user.sign_in_failed")
    assert (written.actor, written.object_type, written.object_id) == (
        "visitor", "accounts.user", str(recruiter.pk),
    )  # fmt: skip
    assert written.data == {"source": here(), "reason": "password"}


def test_an_address_without_an_account_is_not_kept(client: Client) -> None:
    """Somebody may have typed the password there."""
    sign_in(client, "hunter2hunter2@staff.example", "not-the-password-77")

    written = entry("user.sign_in_failed")
    assert (written.object_id, written.data) == ("", {"source": here(), "reason": "no_account"})


def test_a_closed_account_is_on_record_when_the_password_was_right(client: Client, recruiter: User) -> None:
    User.objects.filter(pk=recruiter.pk).update(is_active=False)

    sign_in(client, recruiter.email)

    assert entry("user.sign_in_refused").data == {"source": here(), "reason": "closed"}
    assert not Entry.objects.filter(action__in=["user.signed_in", "user.sign_in_failed"]).exists()


def test_a_limit_that_was_hit_is_on_record(client: Client, recruiter: User) -> None:
    for _ in range(6):
        sign_in(client, recruiter.email, "not-the-password-77")

    written = entry("user.sign_in_refused")
    assert (written.object_id, written.data["reason"]) == (str(recruiter.pk), "too_many")
    assert Entry.objects.filter(action="user.sign_in_failed").count() == 5


def test_signing_in_says_from_where(client: Client, recruiter: User) -> None:
    sign_in(client, recruiter.email)

    assert entry("user.signed_in").data == {"source": here()}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_refused_right_is_on_record(client: Client, recruiter: User, method: str) -> None:
    client.force_login(recruiter)

    assert getattr(client, method)(f"{PEOPLE}{recruiter.pk}/").status_code == 403

    written = entry("user.right_refused")
    assert (written.actor, written.object_id) == (f"user:{recruiter.pk}", str(recruiter.pk))
    assert written.data == {
        "source": here(), "reason": f"{method.upper()} settings:person", "about": str(recruiter.pk),
    }  # fmt: skip


def test_a_verb_that_refuses_is_on_record(client: Client, admin: User) -> None:
    """S69: an administrator at a superuser's account."""
    client.force_login(make_user("administrator", "Only Administrator"))

    assert client.post(f"{PEOPLE}{admin.pk}/closures/").status_code == 403

    assert entry("user.right_refused").data["reason"] == "POST settings:close_account"


def test_the_administration_of_the_database_is_on_record(client: Client, recruiter: User) -> None:
    client.force_login(recruiter)

    client.get("/admin/accounts/user/")

    assert entry("user.right_refused").data["reason"] == "GET admin:accounts_user_changelist"


def test_what_is_no_refused_right_is_not(recruiter: User) -> None:
    """A missing page, a refused token, nobody who has signed in, a page that everybody may see."""
    client, stranger = Client(enforce_csrf_checks=True), Client()
    client.force_login(recruiter)

    assert client.get("/desk/applications/NOSUCH/").status_code == 404
    assert client.post("/accounts/language/", {}).status_code == 403
    assert stranger.get(f"{PEOPLE}{recruiter.pk}/").status_code == 302
    assert stranger.get("/accounts/inactive/").status_code == 403

    assert not Entry.objects.filter(action__in=REFUSALS).exists()


def test_no_secret_and_no_address_is_kept(client: Client, recruiter: User) -> None:
    """Neither what was typed nor from where, in no row of whatever kind."""
    for email in (recruiter.email, "nobody@staff.example"):
        sign_in(client, email, "not-the-password-77")
    sign_in(client, recruiter.email)
    client.get("/desk/settings/")

    kept = str(list(Entry.objects.values()))
    assert len(Entry.objects.all()) == 4
    for secret in ("not-the-password-77", PASSWORD, "@staff.example", "127.0.0.1"):
        assert secret not in kept


def test_a_flood_fills_nothing(client: Client, recruiter: User, settings: Any) -> None:
    """The rows are counted, not the cache: with the limits of signing in gone, too."""
    settings.ACCOUNT_RATE_LIMITS = False
    for _ in range(MOST + 5):
        sign_in(client, recruiter.email, "not-the-password-77")

    written = list(Entry.objects.filter(action="user.sign_in_failed").order_by("id"))
    assert len(written) == MOST
    assert [one.data.get("last_within_the_hour") for one in written] == [None] * (MOST - 1) + [True]

    client.force_login(recruiter)
    client.get("/desk/settings/")
    assert Entry.objects.filter(action="user.right_refused").exists()  # no other kind is hidden by it
    sign_in(Client(), "nobody@staff.example", "not-the-password-77")
    assert Entry.objects.filter(object_id="").exists()


def earlier(count: int, *, action: str, pk: str, ago: timedelta) -> None:
    at = timezone.now() - ago
    one = {"actor": "visitor", "action": action, "object_type": "accounts.user", "object_id": pk, "at": at}
    Entry.objects.bulk_create(Entry(**one) for _ in range(count))


@pytest.mark.parametrize("minutes, count", [(59, MOST), (61, MOST + 1)])
def test_after_an_hour_it_is_written_again(recruiter: User, minutes: int, count: int) -> None:
    ago = timedelta(minutes=minutes)
    earlier(MOST, action="user.sign_in_failed", pk=str(recruiter.pk), ago=ago)

    traces.sign_in_failed(RequestFactory().post("/"), email=recruiter.email)

    assert Entry.objects.count() == count


def test_addresses_that_nobody_has_share_one_bound(client: Client) -> None:
    earlier(MOST_UNKNOWN - 1, action="user.sign_in_failed", pk="", ago=timedelta(minutes=1))

    for number in range(3):
        sign_in(client, f"nobody{number}@staff.example", "not-the-password-77")

    assert Entry.objects.count() == MOST_UNKNOWN


def test_the_bound_is_looked_up_in_its_index(recruiter: User) -> None:
    """In a log as long as they are, of which refusals are few."""
    one = {"actor": "user:7", "object_type": "accounts.user", "object_id": "7"}
    Entry.objects.bulk_create(Entry(**one, action="user.signed_in") for _ in range(5000))
    Entry.objects.bulk_create(Entry(**one, action=REFUSALS[0]) for _ in range(40))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audit_entry")
    alike = Entry.objects.filter(
        action=REFUSALS[0], object_type="accounts.user", object_id="7", action__in=REFUSALS
    )

    assert "audit_refusals" in alike.order_by("-id")[29:30].explain()


def test_the_source_is_one_of_a_network_and_known_to_nobody(settings: Any) -> None:
    def source(address: str) -> str:
        return source_of(
            RequestFactory().get("/", REMOTE_ADDR=address, headers={"X-Forwarded-For": "9.9.9.9"})
        )

    assert source("192.0.2.7") == source("::ffff:192.0.2.7") != source("192.0.2.8")
    assert source("2001:db8:1:2::1") == source("2001:db8:1:2:ffff::9") != source("2001:db8:1:3::1")
    assert source("") == source("") != source("unix:")
    before = source("192.0.2.7")
    settings.SECRET_KEY = "another-key-that-nobody-knows-either"
    assert source("192.0.2.7") != before


VERBS = {
    "user.invited": ("new/", {"name": "Nadia", "email": "nadia@staff.example", "role": "recruiter"}),
    "user.changed": ("{pk}/", {"name": "Rita", "email": "rita@staff.example", "role": "interviewer"}),
    "user.closed": ("{pk}/closures/", {}),
    "user.reopened": ("{pk}/reopenings/", {}),
}


@pytest.mark.parametrize("action", VERBS)
def test_changed_rights_say_from_where(client: Client, admin: User, recruiter: User, action: str) -> None:
    path, sent = VERBS[action]
    if action == "user.reopened":
        people.close(recruiter, by=admin)
        recruiter.refresh_from_db()
    client.force_login(admin)

    client.post(PEOPLE + path.format(pk=recruiter.pk), {**sent, "version": recruiter.version})

    written = entry(action)
    assert (written.actor, written.data["source"]) == (f"user:{admin.pk}", here())
    if action == "user.changed":
        assert (written.data["was"], written.data["role"]) == ("recruiter", "interviewer")


def test_rights_changed_in_the_admin_say_what_they_were(client: Client, admin: User, recruiter: User) -> None:
    client.force_login(admin)
    typed = {"name": recruiter.name, "email": recruiter.email, "role": "recruiter", "is_active": "on"}

    client.post(f"/admin/accounts/user/{recruiter.pk}/change/", typed)
    assert not Entry.objects.filter(action="user.rights_changed").exists()
    client.post(f"/admin/accounts/user/{recruiter.pk}/change/", {**typed, "is_superuser": "on"})

    written = entry("user.rights_changed")
    assert (written.actor, written.object_id) == (f"user:{admin.pk}", str(recruiter.pk))
    assert written.data == {"was": {"is_superuser": False}, "now": {"is_superuser": True}, "source": here()}
