"""Saving the list as it is asked for, opening it again, and taking it away."""

import pytest
from django.test import Client

from accounts.models import User
from screening import saved_views
from screening.models import SavedView
from tests.factories import ApplicationFactory, MembershipFactory

pytestmark = pytest.mark.django_db
LIST = "/desk/applications/"


def test_the_list_is_saved_opened_and_taken_away(desk: Client, recruiter: User) -> None:
    application = ApplicationFactory(posting__slug="here")
    query = "posting=here&unread=on"
    assert f"{LIST}views/new/?posting=here&amp;unread=on" in desk.get(f"{LIST}?{query}").text

    answer = desk.post(f"{LIST}views/new/?{query}", {"name": "To read", "is_shared": "on"})

    assert answer.headers["Location"] == f"{LIST}?{query}"
    view = SavedView.objects.get()
    assert (view.owner, view.query, view.shared_with) == (recruiter, query, application.posting)
    page = desk.get(f"{LIST}?{query}").text
    assert 'title="To read"' in page
    assert "Take “To read” away" in page
    assert desk.get(f"{LIST}views/{view.pk}/").headers["Location"] == f"{LIST}?{query}"

    desk.post(f"{LIST}views/{view.pk}/removal/")

    assert not SavedView.objects.exists()
    assert 'title="To read"' not in desk.get(f"{LIST}?{query}").text


def test_what_is_saved_is_the_filter_and_not_the_page(desk: Client) -> None:
    desk.post(f"{LIST}views/new/?q=stage:offer+word&after=1.2026-01-01T00:00:00Z&other=1", {"name": "One"})

    assert SavedView.objects.get().query == "q=word&stage=offer"


def test_without_a_posting_nothing_is_shared(desk: Client) -> None:
    assert "Share it" not in desk.get(f"{LIST}views/new/?unread=on").text

    desk.post(f"{LIST}views/new/?unread=on", {"name": "Mine", "is_shared": "on"})

    assert SavedView.objects.get().shared_with is None


def test_an_interviewer_keeps_views_and_shares_none(client: Client, interviewer: User) -> None:
    application = ApplicationFactory(posting__slug="here")
    application.readers.create(user=interviewer, why="test")
    client.force_login(interviewer)

    client.post(f"{LIST}views/new/?posting=here", {"name": "Mine", "is_shared": "on"})

    assert SavedView.objects.get().shared_with is None


def test_a_taken_name_is_said_beside_the_field(desk: Client, recruiter: User) -> None:
    saved_views.save(by=recruiter, name="Mine", query="")

    answer = desk.post(f"{LIST}views/new/?unread=on", {"name": "Mine"})

    assert answer.status_code == 400
    assert "You have a view called “Mine” already" in answer.text
    assert 'value="Mine"' in answer.text


def test_a_view_whose_posting_is_gone_says_so_and_can_be_taken_away(client: Client, manager: User) -> None:
    application = ApplicationFactory(posting__slug="here")
    membership = MembershipFactory(posting=application.posting, user=manager)
    view = saved_views.save(by=manager, name="To read", query="posting=here")
    membership.delete()
    client.force_login(manager)

    answer = client.get(f"{LIST}views/{view.pk}/")

    assert answer.status_code == 410
    assert "“To read” shows nothing any more" in answer.text
    client.post(f"{LIST}views/{view.pk}/removal/")
    assert not SavedView.objects.exists()


def test_anothers_view_is_not_there(desk: Client, admin: User) -> None:
    view = saved_views.save(by=admin, name="Theirs", query="")

    assert desk.get(f"{LIST}views/{view.pk}/").status_code == 404
    assert desk.post(f"{LIST}views/{view.pk}/removal/").status_code == 404
    assert SavedView.objects.exists()
