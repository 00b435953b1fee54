"""The old address of an account is told of a new one, and can stop it for a day."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client

from accounts import addresses, people
from accounts.models import AddressChange, User
from audit.models import Entry
from core.errors import DomainError
from mail.models import OutgoingMail
from tests.accounts.signing_in import is_in, sign_in
from tests.conftest import PASSWORD, make_user
from tests.races import race
from tests.without import without_locks

pytestmark = pytest.mark.django_db
OLD, NEW = "old@staff.example", "new@staff.example"


@pytest.fixture
def victim() -> User:
    user = make_user("recruiter", "Rita Recruiter")
    user.email = OLD
    user.save(update_fields=["email"])
    addresses.follow_address(user)
    return user


def readdress(user: User, admin: User, *, email: str = NEW) -> str:
    """The token of the link that went to the address of before."""
    user = User.objects.get(pk=user.pk)
    people.change(user, name=user.name, email=email, role=user.role, by=admin, version=user.version)
    return token_of(OutgoingMail.objects.filter(kind="address_changed").latest("pk"))


def token_of(mail: OutgoingMail) -> str:
    return mail.text.partition("/accounts/address/")[2].partition("/")[0]


def url(token: str) -> str:
    return f"/accounts/address/{token}/"


def test_the_old_address_is_told_at_once(victim: User, admin: User) -> None:
    token = readdress(victim, admin)

    mail = OutgoingMail.objects.get(kind="address_changed")
    assert (mail.to, mail.secret) == (OLD, True)
    assert NEW in mail.text
    change = AddressChange.objects.get()
    assert len(token) >= 43
    assert token not in change.token_hash
    assert change.stops_until - change.made_at == timedelta(hours=24)


def test_another_name_or_role_tells_nobody(victim: User, admin: User) -> None:
    people.change(victim, name="Other", email=OLD, role="interviewer", by=admin, version=victim.version)

    assert not OutgoingMail.objects.exists()


def test_the_administration_of_the_database_tells_too(client: Client, victim: User, admin: User) -> None:
    client.force_login(admin)
    typed = {"name": victim.name, "email": NEW, "role": "recruiter", "is_active": "on"}

    client.post(f"/admin/accounts/user/{victim.pk}/change/", typed)

    assert OutgoingMail.objects.get(kind="address_changed").to == OLD


def test_it_is_put_back(client: Client, victim: User, admin: User) -> None:
    """Whoever took the account is out: session, password and address."""
    token = readdress(victim, admin)
    thief = Client()
    assert sign_in(thief, NEW).status_code == 302

    for _ in range(3):
        assert "Put my address back" in client.get(url(token)).text
    assert is_in(thief)
    page = client.post(url(token))

    assert "Your address is back" in page.text
    back = User.objects.get(pk=victim.pk)
    assert back.email == OLD
    assert not back.has_usable_password()
    assert not is_in(thief)
    assert sign_in(Client(), NEW).status_code == 200
    assert OutgoingMail.objects.get(kind="password_reset").to == OLD
    assert Entry.objects.get(action="user.address_stopped").actor == "visitor"
    assert client.get(url(token)).status_code == client.post(url(token)).status_code == 410


@pytest.mark.parametrize(("hours", "status"), [(23.9, 200), (24.1, 410)])
def test_it_can_be_for_a_day(client: Client, victim: User, admin: User, hours: float, status: int) -> None:
    token = readdress(victim, admin)
    AddressChange.objects.update(stops_until=Now() + timedelta(hours=24 - hours))

    assert client.get(url(token)).status_code == status
    assert client.post(url(token)).status_code == status
    assert User.objects.get(pk=victim.pk).email == (OLD if status == 200 else NEW)


@pytest.mark.parametrize("token", ["x", "a" * 43, "é", "a" * 5000])
def test_a_link_that_was_never_sent_says_what_an_old_one_says(client: Client, token: str) -> None:
    assert client.get(url(token)).status_code == client.post(url(token)).status_code == 410


def test_a_second_change_does_not_save_the_first(client: Client, victim: User, admin: User) -> None:
    first = readdress(victim, admin)
    second = readdress(victim, admin, email="third@staff.example")

    assert client.post(url(second)).status_code == 200
    assert User.objects.get(pk=victim.pk).email == NEW
    assert client.post(url(first)).status_code == 200
    assert User.objects.get(pk=victim.pk).email == OLD


def test_who_is_put_back_is_not_put_back_again_by_a_later_link(
    client: Client, victim: User, admin: User
) -> None:
    """The thief has the mailbox of the second one."""
    first = readdress(victim, admin)
    second = readdress(victim, admin, email="third@staff.example")

    client.post(url(first))

    assert client.post(url(second)).status_code == 410
    assert User.objects.get(pk=victim.pk).email == OLD


@pytest.mark.parametrize("done", ["role", "close", "password"])
def test_nothing_done_with_the_account_takes_the_way_back_away(
    client: Client, victim: User, admin: User, done: str
) -> None:
    token = readdress(victim, admin)
    user = User.objects.get(pk=victim.pk)
    if done == "role":
        people.change(user, name=user.name, email=NEW, role="interviewer", by=admin, version=user.version)
    elif done == "close":
        people.close(user, by=admin)
    else:
        user.set_password("quite another phrase")
        user.save()

    assert client.post(url(token)).status_code == 200

    back = User.objects.get(pk=victim.pk)
    assert (back.email, back.is_active) == (OLD, done != "close")
    assert OutgoingMail.objects.filter(kind="password_reset").exists() is (done != "close")


def test_the_old_address_goes_to_nobody_else_meanwhile(victim: User, admin: User) -> None:
    """By which an administrator would take the way back away."""
    readdress(victim, admin)
    other = make_user("interviewer", "Other Person")

    with pytest.raises(DomainError, match="put back"):
        people.invite(name="Somebody", email=OLD.upper(), role="interviewer", by=admin)
    with pytest.raises(DomainError, match="put back"):
        readdress(other, admin, email=OLD)
    readdress(victim, admin, email=OLD)
    assert User.objects.get(pk=victim.pk).email == OLD

    AddressChange.objects.update(stops_until=Now())
    User.objects.filter(pk=victim.pk).update(email="else@staff.example")
    addresses.follow_address(User.objects.get(pk=victim.pk))
    people.invite(name="Somebody", email=OLD, role="interviewer", by=admin)


def test_nor_by_the_administration_of_the_database(client: Client, victim: User, admin: User) -> None:
    readdress(victim, admin)
    other = make_user("interviewer", "Other Person")
    client.force_login(admin)
    typed = {"name": other.name, "email": OLD.upper(), "role": "interviewer", "is_active": "on"}

    page = client.post(f"/admin/accounts/user/{other.pk}/change/", typed)

    assert "can be put back to the account that had it" in page.text
    assert not User.objects.filter(email__iexact=OLD).exists()


def test_an_address_that_somebody_got_all_the_same(client: Client, victim: User, admin: User) -> None:
    token = readdress(victim, admin)
    User.objects.create_user(OLD, PASSWORD, name="Somebody")

    page = client.post(url(token))

    assert page.status_code == 409
    assert "Ask an administrator" in page.text


def test_a_letter_that_can_stop_nothing_does_not_go(victim: User, admin: User) -> None:
    from accounts.letters import can_still_be_stopped

    token = readdress(victim, admin)
    mail = OutgoingMail.objects.get(kind="address_changed")
    assert can_still_be_stopped(mail) == ""

    addresses.stop(token)
    assert can_still_be_stopped(mail)


def stop_at_once(token: str) -> list[Any]:
    answers = race(lambda turn, number: addresses.stop(token) is not None, threads=4, rounds=1)
    return sorted(map(str, answers[0]))


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_stop_once(victim: User, admin: User) -> None:
    token = readdress(victim, admin)

    assert stop_at_once(token) == ["False"] * 3 + ["True"]
    assert Entry.objects.filter(action="user.address_stopped").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_stop_more_than_once(victim: User, admin: User) -> None:
    token = readdress(victim, admin)

    with without_locks(User, readers=4):
        stop_at_once(token)

    assert Entry.objects.filter(action="user.address_stopped").count() > 1
