"""Where the desk's pages of a posting are."""

from postings.models import Posting


def page(posting: Posting, path: str = "") -> str:
    return f"/desk/postings/{posting.slug}/{path}"
