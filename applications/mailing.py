"""Whom the outbox names beside a mail about an application."""

from collections.abc import Collection

from django.urls import reverse

from applications.models import Application
from mail.subjects import Subject


def subjects_of(ids: Collection[int]) -> dict[int, Subject]:
    rows = Application.objects.filter(pk__in=ids).values_list("pk", "name", "code")
    return {pk: Subject(name, reverse("desk:application", args=[code])) for pk, name, code in rows}
