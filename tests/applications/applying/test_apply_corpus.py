"""S32: every sample CV through the real form: its verdict at the field, and the draft as it was."""

from html import unescape

import pytest
from django.test import Client

from applications.models import Draft
from tests.applications.applying import applying
from tests.factories import PostingFactory
from tests.files.corpus import SAMPLES, Sample

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_every_sample_gets_its_verdict(sample: Sample, client: Client) -> None:
    posting = PostingFactory(slug="it")
    applying.details(client, posting)

    answer = applying.give_cv(client, posting, sample.upload())
    draft = Draft.objects.select_related("cv").get()
    assert draft.name == "Amina Example"
    if sample.verdict == "accept":
        assert answer.status_code == 302
        assert draft.cv
        assert draft.cv.sha256 == sample.sha256
    else:
        assert answer.status_code == 400
        assert 'id="id_cv_error"' in unescape(answer.content.decode())
        assert draft.cv is None
