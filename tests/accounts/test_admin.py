"""Django's admin: superusers only, people editable, the log only to be read."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin as django_admin
from django.test import Client

from accounts.models import Organisation, User
from audit.log import record
from audit.models import Entry
from core.admin import ReadOnlyAdmin
from tests.accounts.signing_in import sign_in

pytestmark = pytest.mark.django_db


def test_it_signs_in_through_our_own_page(client: Client) -> None:
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0] == "/accounts/login/?next=/admin/"


def test_it_is_closed_to_a_member_of_staff(client: Client, recruiter: User) -> None:
    client.force_login(recruiter)

    assert [
        client.get(page).status_code for page in ("/admin/", "/admin/login/", "/admin/accounts/user/")
    ] == [403] * 3


def test_the_staff_flag_alone_opens_nothing(client: Client, recruiter: User) -> None:
    User.objects.filter(pk=recruiter.pk).update(is_staff=True)
    recruiter.refresh_from_db()
    client.force_login(recruiter)

    assert client.get("/admin/accounts/user/").status_code == 403


def test_its_front_page_links_to_the_desk(client: Client, admin: User) -> None:
    client.force_login(admin)

    assert 'href="/desk/"' in client.get("/admin/").text


def test_a_person_made_there_signs_in(client: Client, admin: User) -> None:
    client.force_login(admin)
    typed = {
        "name": "Nadia New", "email": "Nadia@Staff.Example", "role": "recruiter",
        "usable_password": "true", "password1": "a phrase of hers", "password2": "a phrase of hers",
    }  # fmt: skip

    response = client.post("/admin/accounts/user/add/", typed)

    assert response.status_code == 302
    assert EmailAddress.objects.get().email == "nadia@staff.example"
    assert sign_in(Client(), "nadia@staff.example", "a phrase of hers").status_code == 302
    assert Entry.objects.filter(action="user.added_in_admin", actor=f"user:{admin.pk}").count() == 1


def test_an_address_changed_there_follows(client: Client, admin: User, recruiter: User) -> None:
    client.force_login(admin)
    old = recruiter.email
    typed = {"name": "Rita", "email": "rita@staff.example", "role": "recruiter", "is_active": "on"}

    response = client.post(f"/admin/accounts/user/{recruiter.pk}/change/", typed)

    assert response.status_code == 302
    assert sign_in(Client(), old).status_code == 200
    assert sign_in(Client(), "rita@staff.example").status_code == 302
    assert Entry.objects.filter(action="user.changed_in_admin").exists()


def test_a_password_set_there_counts_and_is_audited(client: Client, admin: User, recruiter: User) -> None:
    client.force_login(admin)
    typed = {"usable_password": "true", "password1": "set for her 4711", "password2": "set for her 4711"}

    client.post(f"/admin/accounts/user/{recruiter.pk}/password/", typed)

    assert sign_in(Client(), recruiter.email, "set for her 4711").status_code == 302
    assert Entry.objects.filter(action="user.changed_in_admin").count() == 1


def test_nobody_is_deleted_there(client: Client, admin: User, recruiter: User) -> None:
    client.force_login(admin)

    assert client.post(f"/admin/accounts/user/{recruiter.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.count() == 2


def test_the_log_is_read_only(client: Client, admin: User) -> None:
    entry = record("user.seen", by=admin, obj=admin)
    client.force_login(admin)

    assert client.get("/admin/audit/entry/").status_code == 200
    assert client.get(f"/admin/audit/entry/{entry.pk}/change/").status_code == 200
    assert client.post(f"/admin/audit/entry/{entry.pk}/change/", {"action": "x"}).status_code == 403
    assert client.get("/admin/audit/entry/add/").status_code == 403


def test_only_people_and_the_organisation_can_be_edited() -> None:
    """Whatever has a state is registered read-only; its verbs stand elsewhere."""
    editable = {
        model
        for model, registered in django_admin.site._registry.items()
        if not isinstance(registered, ReadOnlyAdmin)
    }

    assert editable == {User, Organisation}


def test_changing_the_organisation_is_audited(client: Client, admin: User) -> None:
    Organisation.objects.create(pk=1, name="Before")
    client.force_login(admin)

    typed = {"name": "After", "time_zone": "Europe/Copenhagen", "language": "en"}
    client.post("/admin/accounts/organisation/1/change/", typed)

    assert Organisation.objects.get().name == "After"
    assert Entry.objects.filter(action="organisation.changed_in_admin").count() == 1


def test_the_menu_leads_to_our_own_pages(client: Client, admin: User) -> None:
    client.force_login(admin)

    assert client.get("/admin/password_change/").headers["Location"] == "/accounts/password/change/"
    assert client.get("/admin/login/").headers["Location"] == "/admin/"
