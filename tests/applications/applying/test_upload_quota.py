"""How many files one request may bring."""

import pytest
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
