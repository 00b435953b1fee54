"""Django's admin shows every model of ours; what has a state can only be read, and secrets cannot."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, User
from applications.models import Answer
from core.admin import ReadOnlyAdmin
from core.models import SweepFailure
from files.models import StoredFile, StoreMark
from mail.models import DeliveryAttempt, Letter, OutgoingMail
from postings.models import Criterion, Faq, Posting, Question, Section
from screening.look_alikes import tell_apart
from tests.factories import ApplicationFactory
from tests.source import FLOORS
from tests.world import World

pytestmark = pytest.mark.django_db
EDITABLE = {User, Organisation}
SINGLE = {Organisation, StoreMark}
MODELS = [model for model in apps.get_models() if model._meta.app_label in FLOORS]
READ_ONLY = [model for model in MODELS if model not in EDITABLE]
IDS = {"ids": lambda model: model._meta.label}
SECRETS = {"token", "token_hash", "claim_token", "password", "html", "key"}


@pytest.fixture
def rows(world: World) -> World:
    """Two rows of each model at least."""
    for number, application in enumerate((world.application_a, world.application_b)):
        posting = application.posting
        Section.objects.create(posting=posting, kind="role", body="x")
        Faq.objects.create(posting=posting, question="?", answer="x")
        Criterion.objects.create(posting=posting, text="x")
        Question.objects.create(posting=posting, kind="number", text="How many?")
        Answer.objects.create(application=application, kind="number", text="How many?")
        application.notes.create(author=world.staff["member"], body="x")
        DeliveryAttempt.objects.create(mail=world.mail_a, number=number, token=f"{number:032x}")
        Letter.objects.create(kind=f"kind{number}", subject="x", body="x")
        SweepFailure.objects.create(sweep="remind", row=str(number))
        application.opened.create(user=world.staff["member"])
        tell_apart(application, ApplicationFactory(), by=world.staff["recruiter"])
    Organisation.objects.get_or_create(pk=1)
    StoreMark.objects.create(pk=1, mark="of-this-store")
    return world


def test_every_model_is_there() -> None:
    assert [model._meta.label for model in MODELS if model not in admin.site._registry] == []


@pytest.mark.parametrize("model", READ_ONLY, **IDS)
def test_what_has_a_state_can_only_be_read(model: type[Model], rows: World) -> None:
    registered = admin.site._registry[model]
    pk = model._default_manager.latest("pk").pk
    client = _superuser(rows)

    assert isinstance(registered, ReadOnlyAdmin)
    assert client.get(_address(model, "changelist")).status_code == 200
    assert client.get(_address(model, "change", pk)).status_code == 200
    for verb, *args in (("change", pk), ("delete", pk), ("add",)):
        assert client.post(_address(model, verb, *args), {"post": "yes"}).status_code == 403
    assert model._default_manager.filter(pk=pk).exists()


@pytest.mark.parametrize("model", MODELS, **IDS)
def test_a_list_costs_the_same_for_one_row_and_for_many(model: type[Model], rows: World) -> None:
    client = _superuser(rows)
    one = model._default_manager.latest("pk").pk
    client.get(_address(model, "changelist"))  # the site's own first queries

    with CaptureQueriesContext(connection) as all_of_them:
        client.get(_address(model, "changelist"))
    with CaptureQueriesContext(connection) as a_single_one:
        client.get(_address(model, "changelist"), {"pk": one})

    assert model._default_manager.count() > 1 or model in SINGLE
    assert len(all_of_them) == len(a_single_one)


@pytest.mark.parametrize("model", MODELS, **IDS)
def test_no_page_shows_a_secret(model: type[Model], rows: World) -> None:
    """Not by its name, and not what is in it."""
    StoredFile.objects.update(text="A CV in words", html="<p>A CV in words</p>")
    OutgoingMail.objects.filter(state="queued").update(text="A link that signs in", secret=True)
    client = _superuser(rows)
    for row in model._default_manager.all():
        text = client.get(_address(model, "change", row.pk)).text

        assert "A CV in words" not in text
        assert "A link that signs in" not in text
        for name, value in _secrets(row):
            assert value not in text, name


def _secrets(row: Model) -> Iterator[tuple[str, str]]:
    for field in row._meta.fields:
        value = str(getattr(row, field.attname) or "")
        if field.name in SECRETS and len(value) > 20 and "@" not in value:
            yield field.name, value


@pytest.mark.parametrize("model", MODELS, **IDS)
def test_no_page_leads_to_a_file(model: type[Model], rows: World) -> None:
    """S31: a CV is opened from its application alone, where that is written down."""
    client = _superuser(rows)
    pages = [_address(model, "changelist")]
    pages += [_address(model, "change", row.pk) for row in model._default_manager.all()]
    links = {link for page in pages for link in re.findall(r'(?:href|src)="([^"]*)"', client.get(page).text)}

    known = re.compile(r"/admin/|/static/|/accounts/|/(desk/)?$|\?|#|\.\./password/$|$")
    assert {link for link in links if not known.match(link)} == set()


def test_what_an_applicant_has_not_sent_is_not_shown(rows: World) -> None:
    rows.draft_a.motivation = "I have not decided yet"
    rows.draft_a.save()

    text = _superuser(rows).get(_address(type(rows.draft_a), "change", rows.draft_a.pk)).text

    assert "I have not decided yet" not in text
    assert rows.draft_a.email not in text


def test_a_posting_is_shown_with_its_parts_and_none_costs_a_query(rows: World) -> None:
    client = _superuser(rows)
    page = _address(Posting, "change", rows.here.pk)
    client.get(page)

    with CaptureQueriesContext(connection) as before:
        client.get(page)
    for number in range(5):
        Section.objects.create(posting=rows.here, kind="team", body=f"Text {number}")
    with CaptureQueriesContext(connection) as after:
        text = client.get(page).text

    assert "Text 4" in text
    assert len(before) == len(after)


def _superuser(world: World) -> Client:
    return world.client("administrator")


def _address(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)
