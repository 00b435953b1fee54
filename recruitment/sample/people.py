"""The organisation and five people who work there."""

from django.contrib.auth.hashers import check_password, make_password

from accounts.models import Organisation, User

Role = User.Role
PEOPLE = (
    ("admin@example.com", "Astrid Holm", Role.ADMINISTRATOR),
    ("recruiter@example.com", "Jonas Lindqvist", Role.RECRUITER),
    ("manager@example.com", "Karen Østergaard", Role.HIRING_MANAGER),
    ("manager2@example.com", "Thomas Brandt", Role.HIRING_MANAGER),
    ("interviewer@example.com", "Leila Aziz", Role.INTERVIEWER),
)


def load(*, password: str) -> None:
    organisation = Organisation.current()
    organisation.name = "Nordfjord Biologics"
    organisation.save()
    kept = make_password(password)
    for email, name, role in PEOPLE:
        is_administrator = role == Role.ADMINISTRATOR
        User.objects.create(
            email=email, name=name, role=role, password=kept,
            is_staff=is_administrator, is_superuser=is_administrator,
        )  # fmt: skip


def who_has_password(password: str) -> list[str]:
    """The addresses of the sample that are active and have this password."""
    users = User.objects.filter(email__in=[email for email, _, _ in PEOPLE], is_active=True).order_by("id")
    known: dict[str, bool] = {}  # they were given one hash, and each check takes a while
    for user in users:
        if user.password not in known:
            known[user.password] = check_password(password, user.password)
    return [user.email for user in users if known[user.password]]


def change_password(earlier: str, password: str) -> None:
    """Of those who still have the earlier one; what somebody chose in the meantime stays."""
    User.objects.filter(email__in=who_has_password(earlier)).update(password=make_password(password))
