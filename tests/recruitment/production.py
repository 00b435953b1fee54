"""Run by `test_security.py` as its own process, with production settings: prints what the answers carry.

Every address without a parameter is asked, signed out and signed in; and a CV is sent, and fetched again.

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
    from accounts.models import User
    from tests.accounts.second_factors import code, with_app
    from tests.applications.applying import applying
    from tests.recruitment.matrix import resolved

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

    def note_all(who: str) -> None:
        for address in (*plain, "/missing/", f"{posting}", apply, f"{apply}background/", f"{apply}review/"):
            if address != "/accounts/logout/":
                note(f"{who}{address}", client.get(address, secure=True))

    posting = f"/jobs/{slug}/"
    apply = f"{posting}apply/"
    plain = [f"/{path}" for _, path, _ in resolved() if not set(path) & set("<(^")]
    note_all("")
    note("first step", client.post(apply, {"name": "Amina", "email": "amina@example.com"}, secure=True))
    client.post(f"{apply}background/", {}, secure=True)
    client.post(f"{apply}cv/", {"cv": applying.cv()}, secure=True)
    page = client.get(f"{apply}review/", secure=True).text
    draft = page.partition('name="draft" value="')[2].partition('"')[0]
    note("sent", client.post(f"{apply}review/", {"draft": draft}, secure=True))
    receipt = answers["sent"]["location"].split("/")[-2]
    note("receipt", client.get(answers["sent"]["location"], secure=True))
    with_app(User.objects.get(email=email))
    note("half in", client.post("/accounts/login/", {"login": email, "password": password}, secure=True))
    note("signed in", client.post(answers["half in"]["location"], {"code": code()}, secure=True))
    note_all("signed in ")
    note("file", client.get(f"/desk/applications/{receipt}/cv/", secure=True))
    note("signed out", client.post("/accounts/logout/", secure=True))
    return {"answers": answers, "cookies": cookies}


if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(main(*sys.argv[1:])))
