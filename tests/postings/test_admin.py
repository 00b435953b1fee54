"""Django's admin shows postings and changes none."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import SectionFactory

pytestmark = pytest.mark.django_db


def test_a_posting_can_be_read_there_and_no_more(client: Client, admin: Any) -> None:
    posting = SectionFactory(body="You keep the servers running.").posting
    client.force_login(admin)
    address = f"/admin/postings/posting/{posting.pk}/change/"

    page = client.get(address)

    assert page.status_code == 200
    assert "You keep the servers running." in page.text
    assert 'name="_save"' not in page.text
    assert client.post(address, {"title": "Changed"}).status_code == 403
    assert client.get("/admin/postings/posting/").status_code == 200
    assert client.get("/admin/postings/reason/add/").status_code == 403
