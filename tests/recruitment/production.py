"""Run by `test_security.py` as its own process, with production settings: prints what the answers carry.

Its arguments: the address and the password of a member of staff, and the slug of an open posting.
"""

import json
import sys
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, path

from core.access import public


@public
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("as asked")


def main(email: str, password: str, slug: str) -> dict[str, Any]:
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    manifest = json.loads((settings.STATIC_ROOT / "staticfiles.json").read_text())["paths"]
    get_resolver().url_patterns.append(path("broken/", broken))
    client = Client(raise_request_exception=False, headers={"host": "jobs.example.com"})
    answers: dict[str, Any] = {}
    cookies: list[str] = []

    def note(name: str, response: Any) -> None:
        b"".join(response) if response.streaming else None
        answers[name] = {"status": response.status_code, **{k.lower(): v for k, v in response.items()}}
        cookies.extend(morsel.OutputString() for morsel in response.cookies.values())

    note("plain http", client.get("/jobs/", headers={"x-forwarded-proto": "http"}))
    note("static", client.get(f"/static/{manifest['css/base.css']}", secure=True))
    posting = f"/jobs/{slug}/"
    applicants = ("/", "/jobs/", posting, f"{posting}apply/", "/my/")
    for address in (*applicants, "/accounts/login/", "/missing/", "/broken/", "/admin/", "/healthz"):
        note(address, client.get(address, secure=True))
    typed = {"name": "Amina", "email": "amina@example.com"}
    note("first step", client.post(f"{posting}apply/", typed, secure=True))
    note("signed in", client.post("/accounts/login/", {"login": email, "password": password}, secure=True))
    for address in ("/desk/", "/desk/settings/", "/admin/"):
        note(address, client.get(address, secure=True))
    note("signed out", client.post("/accounts/logout/", secure=True))
    return {"answers": answers, "cookies": cookies}


if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(main(*sys.argv[1:])))
