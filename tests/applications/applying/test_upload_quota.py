"""How many files one request may bring, and how much of them a draft keeps."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from applications.models import Draft
from files.models import StoredFile
from tests.applications.applying import applying
from tests.factories import PostingFactory

pytestmark = pytest.mark.django_db


def test_the_sixth_file_of_one_request_is_refused(client: Client) -> None:
    """S41: before any form sees it; nothing of such a request is kept."""
    posting = PostingFactory(slug="it")
    applying.details(client, posting)

    def send(many: int) -> str:
        files = [SimpleUploadedFile(f"{number}.pdf", b"no") for number in range(many)]
        answer = client.post(applying.url(posting, "cv"), {"cv": files})
        assert answer.status_code == 400
        return answer.text.partition("<main")[2].partition("</main")[0]

    assert 'type="file"' in send(5), "the form, with what is wrong with the last of them"
    assert 'type="file"' not in send(6)
    assert Draft.objects.get().cv is None
    assert not StoredFile.objects.exists()


def test_a_draft_keeps_one_file_whatever_was_given(client: Client) -> None:
    """S41: so that no draft holds more than one file may have, though ten may come in an hour."""
    posting = PostingFactory(slug="it")
    applying.details(client, posting)

    for number in range(4):
        given = applying.cv(shown=f"{number}.pdf")
        assert applying.give_cv(client, posting, given).status_code == 302
    assert applying.give_cv(client, posting, SimpleUploadedFile("no.pdf", b"no")).status_code == 400

    assert [(file.pk, file.name) for file in StoredFile.objects.all()] == [
        (Draft.objects.get().cv_id, "3.pdf")
    ]
    assert settings.UPLOAD_LIMIT < settings.REQUEST_LIMIT < 30 * 1024 * 1024
