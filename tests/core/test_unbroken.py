"""No line of a public page ends at the hyphen of "e-mail"."""

import pytest
from django.test import Client

from core.unbroken import unbroken
from tests.factories import PostingFactory

MARKED = '<span class="unbroken">e-mail</span>'


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("<p>by e-mail.</p>", '<p>by <span class="unbroken">e-mail</span>.</p>'),
        ("E-mailadresse", '<span class="unbroken">E-mailadresse</span>'),
        ('<a href="/e-mail/" title="e-mail">x</a>', '<a href="/e-mail/" title="e-mail">x</a>'),
        ("<textarea>e-mail</textarea>", "<textarea>e-mail</textarea>"),
        ("<option>e-mail</option>", "<option>e-mail</option>"),
        ("e-mail@example.com my.e-mail@example.com", "e-mail@example.com my.e-mail@example.com"),
        ("<option selected>e-mail</option> e-mail", f"<option selected>e-mail</option> {MARKED}"),
        ("<textarea>&lt;b&gt; e-mail</textarea>e-mail", f"<textarea>&lt;b&gt; e-mail</textarea>{MARKED}"),
        ("<textarea>e-mail<b>e-mail</b>", f"<textarea>{MARKED}<b>{MARKED}</b>"),
        ("a < b: <b>e-mail</b>", f"a < b: <b>{MARKED}</b>"),
        ("e-mail.x@example.com", "e-mail.x@example.com"),
        ("a home-made e-mailer", 'a home-made <span class="unbroken">e-mailer</span>'),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_marked(html: str, marked: str) -> None:
    assert unbroken(html) == marked


@pytest.mark.django_db
def test_public_and_applicant_pages_are_marked(client: Client) -> None:
    posting = PostingFactory()
    for path in (f"/jobs/{posting.slug}/", "/my/", f"/jobs/{posting.slug}/apply/"):
        page = client.get(path).text

        assert '<span class="unbroken">' in page
        assert unbroken(page.replace('<span class="unbroken">', "<span>")).count("unbroken") == page.count(
            "unbroken"
        )
