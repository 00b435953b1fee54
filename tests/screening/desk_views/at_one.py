"""One application, as its addresses and its row show it."""

from typing import Any

from django.test import Client

from applications.models import Application
from postings.models import Stage


def at(application: Application, verb: str = "") -> str:
    return f"/desk/applications/{application.code}/{verb}"


def reversal(application: Application) -> str:
    decision = application.decisions.first()
    return at(application, f"decisions/{decision.pk if decision else 1}/reversal/")


def stage(application: Application, kind: str) -> Stage:
    return application.posting.stages.get(kind=kind)


def row(application: Application) -> dict[str, Any]:
    return Application.objects.filter(pk=application.pk).values().get()


def move(client: Client, application: Application, to: str = "interview", **data: Any) -> Any:
    return client.post(at(application, "moves/"), {"to": stage(application, to).pk, "version": 1, **data})
