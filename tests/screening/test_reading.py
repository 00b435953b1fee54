"""Opening an application is on record, and once marked as opened by whoever did."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from audit.models import Entry
from screening import reading
from screening.models import Opened
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db


def test_each_opening_is_on_record_and_the_first_is_marked(recruiter: User, admin: User) -> None:
    application = ApplicationFactory()
    reading.opened(application, by=recruiter, what="application.read")
    Opened.objects.update(at=timezone.now() - timedelta(days=1))
    first = Opened.objects.get().at

    reading.opened(application, by=recruiter, what="cv.downloaded")
    reading.opened(application, by=admin, what="application.read")

    assert Entry.objects.filter(action__in=["application.read", "cv.downloaded"]).count() == 3
    assert Opened.objects.get(user=recruiter).at == first
    assert Opened.objects.filter(user=admin).exists()
