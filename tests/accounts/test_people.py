"""Inviting people, changing their role, closing and reopening accounts."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts import addresses, people
from accounts.models import User
from audit.models import Entry
from core.errors import DomainError
from mail.models import OutgoingMail
from tests.accounts.signing_in import sign_in
from tests.conftest import PASSWORD, make_user
from tests.sending import send, version_at

pytestmark = pytest.mark.django_db
PEOPLE = "/desk/settings/people/"
NEW = {"name": "Nadia New", "email": "Nadia@Staff.Example", "role": "recruiter"}


def link_in(mail: OutgoingMail) -> str:
    return next(word for word in mail.text.split() if word.startswith(settings.BASE_URL))


def test_an_invited_person_sets_a_password_and_signs_in(client: Client, admin: User) -> None:
    client.force_login(admin)

    response = client.post(f"{PEOPLE}new/", NEW)
    user, mail = User.objects.get(name="Nadia New"), OutgoingMail.objects.get()
    visitor = Client()
    page = visitor.get(link_in(mail), follow=True)
    visitor.post(
        page.redirect_chain[-1][0], {"password1": "a phrase of mine", "password2": "a phrase of mine"}
    )

    assert response.headers["Location"] == f"{PEOPLE}#person-{user.pk}"
    assert (user.email, user.role, user.has_usable_password()) == ("nadia@staff.example", "recruiter", False)
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert (mail.kind, mail.to, mail.secret) == ("staff_invitation", "nadia@staff.example", True)
    assert sign_in(visitor, "nadia@staff.example", "a phrase of mine").status_code == 302


def test_an_invitation_is_audited_without_the_address(client: Client, admin: User) -> None:
    client.force_login(admin)
    client.post(f"{PEOPLE}new/", NEW)

    entry = Entry.objects.get(action="user.invited")

    assert entry.actor == f"user:{admin.pk}"
    assert entry.data == {"role": "recruiter", "source": entry.data["source"]}
    assert len(entry.data["source"]) == 32


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "ADA.ADMIN@staff.example", "Somebody has an account with this address already."),
        ("email", "no address", "address"),
        ("email", "a@b.example\nBcc: x@y.example", "address"),
        ("email", "-oQ/tmp@x.example", "before the @"),
        ("name", "", "missing"),
        ("name", "x" * 121, "120"),
        ("name", "a\x00b", "cannot be stored"),
        ("role", "owner", "offered"),
    ],
)
def test_what_cannot_be_right_is_said_at_the_field(
    client: Client, admin: User, field: str, value: str, sentence: str
) -> None:
    client.force_login(admin)

    response = client.post(f"{PEOPLE}new/", {**NEW, field: value})

    assert response.status_code == 400
    assert sentence in " ".join(response.context["form"].errors[field])
    assert User.objects.count() == 1
    assert not OutgoingMail.objects.exists()


def test_a_second_invitation_sends_a_second_link(client: Client, admin: User, recruiter: User) -> None:
    client.force_login(admin)

    response = client.post(f"{PEOPLE}{recruiter.pk}/invitations/")

    assert response.headers["Location"] == f"{PEOPLE}{recruiter.pk}/#account"
    assert OutgoingMail.objects.get().to == recruiter.email


def test_a_closed_account_is_not_invited(admin: User, recruiter: User) -> None:
    people.close(recruiter, by=admin)

    with pytest.raises(DomainError, match="closed"):
        people.invite_again(recruiter, by=admin)


def test_the_address_that_signs_in_follows(client: Client, admin: User, recruiter: User) -> None:
    """allauth's own table must not keep the old address alive."""
    old = recruiter.email
    addresses.follow_address(recruiter)

    people.change(
        recruiter,
        name=recruiter.name,
        email="Rita@Staff.Example",
        role="recruiter",
        by=admin,
        version=recruiter.version,
    )

    assert [row.email for row in EmailAddress.objects.filter(user=recruiter)] == ["rita@staff.example"]
    assert sign_in(client, old).status_code == 200
    assert sign_in(client, "rita@staff.example").status_code == 302


def test_changing_nothing_writes_nothing(admin: User, recruiter: User) -> None:
    people.change(
        recruiter,
        name=recruiter.name,
        email=recruiter.email,
        role=recruiter.role,
        by=admin,
        version=recruiter.version,
    )

    assert not Entry.objects.exists()


def test_a_change_is_audited_by_field(admin: User, recruiter: User) -> None:
    people.change(
        recruiter,
        name="Rita Renamed",
        email=recruiter.email,
        role="interviewer",
        by=admin,
        version=recruiter.version,
    )

    assert Entry.objects.get().data == {
        "fields": ["name", "role"], "role": "interviewer", "was": "recruiter", "source": "",
    }  # fmt: skip


@pytest.mark.parametrize("verb", ["closures", "reopenings"])
def test_closing_and_reopening_twice_is_once(client: Client, admin: User, recruiter: User, verb: str) -> None:
    User.objects.filter(pk=recruiter.pk).update(is_active=verb == "closures")
    client.force_login(admin)

    for _ in range(2):
        client.post(f"{PEOPLE}{recruiter.pk}/{verb}/")

    recruiter.refresh_from_db()
    assert recruiter.is_active == (verb == "reopenings")
    assert Entry.objects.filter(object_id=str(recruiter.pk)).count() == 1


def test_administrators_do_not_lock_themselves_out(client: Client, admin: User) -> None:
    client.force_login(admin)

    closed = client.post(f"{PEOPLE}{admin.pk}/closures/")
    demoted = send(
        client, f"{PEOPLE}{admin.pk}/", {"name": admin.name, "email": admin.email, "role": "recruiter"}
    )

    assert (closed.status_code, demoted.status_code) == (403, 403)
    assert f'href="{PEOPLE}{admin.pk}/"' in closed.text
    assert 'id="id_role_error"' in demoted.text
    assert "for another administrator" in demoted.text
    admin.refresh_from_db()
    assert (admin.is_active, admin.role) == (True, "administrator")


def test_extra_fields_make_nobody_a_superuser(client: Client, admin: User, recruiter: User) -> None:
    """S25: what the form does not ask is ignored."""
    client.force_login(admin)
    extra = {"is_staff": "on", "is_superuser": "on", "is_active": "", "password": "x", "id": admin.pk}

    send(
        client,
        f"{PEOPLE}{recruiter.pk}/",
        {"name": "R", "email": recruiter.email, "role": "recruiter", **extra},
    )

    recruiter.refresh_from_db()
    assert (recruiter.is_staff, recruiter.is_superuser, recruiter.is_active) == (False, False, True)
    assert recruiter.check_password(PASSWORD)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_a_fixed_number_of_questions(
    client: Client, admin: User, rows: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for n in range(rows):
        make_user("interviewer", f"Person {n}")
    client.force_login(admin)

    with django_assert_num_queries(5):  # session, user, people, organisation, letters that wait
        response = client.get(PEOPLE)

    assert response.text.count('class="row"') == rows + 1


def test_the_state_of_an_account_is_a_word(
    client: Client, admin: User, recruiter: User, manager: User
) -> None:
    people.close(recruiter, by=admin)
    manager.set_unusable_password()
    manager.save()
    client.force_login(admin)

    text = client.get(PEOPLE).text

    assert "Closed" in text
    assert "Invited" in text

    manager.last_login = timezone.now()  # by the organisation's provider, say
    manager.save()
    assert "Invited" not in client.get(PEOPLE).text


def test_what_changed_meanwhile_is_not_overwritten(client: Client, admin: User, recruiter: User) -> None:
    """Their sign-in in between is no change."""
    client.force_login(admin)
    address = f"{PEOPLE}{recruiter.pk}/"
    older = version_at(client, address)
    version = recruiter.version
    people.change(
        recruiter, name="Rita Renamed", email=recruiter.email, role="recruiter", by=admin, version=version
    )
    sign_in(Client(), recruiter.email)

    response = client.post(
        address, {"name": "Mine", "email": recruiter.email, "role": "recruiter", "version": older}
    )

    recruiter.refresh_from_db()
    assert (response.status_code, recruiter.name) == (409, "Rita Renamed")
    assert "Ada Admin changed this on" in response.text
    assert 'value="Mine"' in response.text
    assert '<dd class="typed-text">Rita Renamed</dd>' in response.text


def test_a_missing_person_is_a_404(client: Client, admin: User) -> None:
    client.force_login(admin)

    assert client.get(f"{PEOPLE}987654321/").status_code == 404


def test_a_refused_token_gives_the_form_back(admin: User) -> None:
    """Rule 8: filled as it was, with the reason, and nothing written."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin)

    response = client.post(f"{PEOPLE}new/", NEW)

    assert response.status_code == 403
    assert 'value="Nadia New"' in response.text
    assert "send it again" in response.text
    assert User.objects.count() == 1


def test_a_refused_token_shows_nothing_to_those_without_the_right(recruiter: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(recruiter)

    response = client.post(f"{PEOPLE}{recruiter.pk}/", NEW)

    assert response.status_code == 403
    assert "Invite" not in response.text
