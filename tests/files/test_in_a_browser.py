"""What Chromium does with a file that would like to be a page."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Error, Page

from files import store
from files.responses import attachment
from tests.factories import StoredFileFactory

HTML_IN_PDF = b"%PDF-1.7\n<html><script>document.title = 'it ran'; fetch('/it-ran')</script><h1>Hello</h1>"


@pytest.fixture
def address() -> Iterator[tuple[str, list[str]]]:
    """A server that says exactly what our response says; and every path that it was asked for."""
    response: Any = attachment(StoredFileFactory(key=store.keep(HTML_IN_PDF), name="cv.html"))
    body, head = b"".join(response.streaming_content), dict(response.items())
    response.close()
    asked: list[str] = []

    class Said(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            for name, value in head.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Said) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


@pytest.mark.browser
@pytest.mark.django_db
def test_html_inside_a_pdf_runs_nothing(
    address: tuple[str, list[str]], open_page: Callable[..., Page]
) -> None:
    """S38, V16: it is saved, not shown; nothing is asked for afterwards."""
    url, asked = address
    page = open_page()

    with page.expect_download() as download, pytest.raises(Error, match="Download is starting"):
        page.goto(f"{url}/cv")

    assert download.value.suggested_filename.startswith("cv")
    assert page.title() == ""
    assert asked == ["/cv"]
