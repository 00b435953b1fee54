"""The desk's menu: what each role sees in it, which is what /desk/find/ and the settings say, too."""

import re

import pytest
from django.conf import LazySettings
from django.test import Client

from desk import menu
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
ROLES = ["administrator", "recruiter", "hiring_manager", "interviewer"]


def hrefs(part: str) -> list[str]:
    return [href for href in re.findall(r'<a href="([^"]+)"', part) if href != "/desk/find/"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("is_superuser", [False, True])
def test_the_menu_the_settings_and_find_show_the_same_pages(
    client: Client, role: str, is_superuser: bool
) -> None:
    user = make_user(role, "Who Asks", is_superuser=is_superuser, is_staff=is_superuser)
    client.force_login(user)

    page = client.get("/desk/find/").text
    side = re.findall(r'<div class="desk-nav">.*?</form>', page, re.S)
    found = hrefs(page[page.index('<section class="found"') :])
    settings = client.get("/desk/settings/").text if role == "administrator" else ""
    listed = hrefs(settings.partition('<ul class="rows columns settings">')[2].partition("</ul>")[0])

    assert (
        [entry.href for entry in [*menu.rooms(user), *menu.own_pages(user)]]
        == hrefs(side[0])
        == hrefs(side[1])
    )
    if role == "administrator":
        assert [entry.href for entry in menu.settings_pages(user)] == listed
    assert sorted(found) == sorted({*hrefs(side[0]), *(entry.href for entry in menu.settings_pages(user))})


@pytest.mark.parametrize("role", ROLES)
def test_each_room_has_its_key_in_the_list_of_keys(client: Client, role: str) -> None:
    user = make_user(role, "Who Asks")
    client.force_login(user)

    text = client.get("/desk/find/").text

    goes = re.findall(r"<kbd>g</kbd> <kbd>(\w)</kbd></dt>\s*<dd>go to (.*?)</dd>", text)
    assert goes == [(entry.key, str(entry.label)) for entry in menu.rooms(user)]


def test_no_password_where_nobody_has_one(client: Client, settings: LazySettings) -> None:
    settings.PASSWORDS = False
    client.force_login(make_user("recruiter", "Who Asks"))

    text = client.get("/desk/find/").text

    assert "/accounts/password/change/" not in text
    assert "/accounts/sessions/" in text
