"""Somebody with a browser, over plain HTTP: keeps cookies, follows links, fills in forms, signs in."""

import re
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.mail.sink import Sink
from tests.stack import wait_for
from tests.upgrades.page import Form, Page, Values


class Visitor:
    """`wrote` collects what was typed into forms, so that one can look for it later on other pages."""

    def __init__(self, url: str, *, sink: Sink, wrote: set[str] | None = None) -> None:
        self.url, self.sink = url, sink
        self.wrote = set() if wrote is None else wrote
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def ask(self, path: str) -> Page:
        """The page, whatever its status."""
        return self._send(urllib.request.Request(self.url + path))

    def get(self, path: str) -> Page:
        page = self.ask(path)
        assert page.status == 200, (path, page.status)
        return page

    def fill(self, form: Form, *, file: Path | None = None, **fields: str | list[str]) -> Page:
        """Send the form as it stands, with these fields changed, and with `file` as the CV."""
        self.wrote |= {word for name, word in fields.items() if isinstance(word, str) and name != "password"}
        page = self._send(self._request(form.path, {**form.values(), **fields}, file))
        assert page.status == 200, (form.path, page.status, page.main.text[:500])
        return page

    def press(self, page: Page, *, to: str) -> Page:
        """A form with nothing in it but its button."""
        return self.fill(page.form(to=to))

    def sign_in(self, email: str, *, password: str) -> None:
        page = self.fill(
            self.get("/accounts/login/?next=/desk/").form(having="login"), login=email, password=password
        )
        assert page.path == "/desk/", page.main.text

    def sign_in_by_link(self, email: str) -> Page:
        """As an applicant: asks for the link and opens it. The page that follows is /my/."""
        known = len(self._sign_in_links(email))
        self.fill(self.get("/my/").form(having="email"), email=email)
        wait_for(lambda: len(self._sign_in_links(email)) > known)
        page = self.get(self._sign_in_links(email)[-1])
        page = self.fill(Form(next(page.main.all("form")), page=page))
        assert page.path == "/my/", page.main.text
        return page

    def _sign_in_links(self, email: str) -> list[str]:
        found = (re.search(r"https?://\S+(/my/sign-in/\S+)", mail.text()) for mail in self.sink.to(email))
        return [match[1] for match in found if match]

    def _request(self, path: str, fields: Values, file: Path | None) -> urllib.request.Request:
        if file is None:
            return urllib.request.Request(self.url + path, data=urlencode(fields, doseq=True).encode())
        boundary = secrets.token_hex(16)
        body = b"".join([*_parts(fields, file, boundary), f"--{boundary}--\r\n".encode()])
        kind = f"multipart/form-data; boundary={boundary}"
        return urllib.request.Request(self.url + path, data=body, headers={"Content-Type": kind})

    def _send(self, request: urllib.request.Request) -> Page:
        request.add_header("Accept-Language", "en")
        try:
            answer = self._browser.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            kind = answer.headers.get_content_type()
            path = urlsplit(answer.url).path
            return Page(path, status=answer.status or 0, content=answer.read(), kind=kind)


def _parts(fields: Values, file: Path, boundary: str) -> Iterator[bytes]:
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            yield f"{head}{one}\r\n".encode()
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="cv"; filename="{file.name}"\r\n'
    yield f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + file.read_bytes() + b"\r\n"
