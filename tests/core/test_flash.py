from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.test import RequestFactory

from core.flash import undo_href


def test_a_message_may_carry_the_way_to_undo_it() -> None:
    plain = Message(constants.SUCCESS, "Saved.")
    moved = Message(constants.SUCCESS, "Moved.", extra_tags="undo:/desk/applications/AB/moves/7/reversal/")

    html = render_to_string(
        "includes/messages.html", {"messages": [plain, moved]}, request=RequestFactory().get("/")
    )

    assert (undo_href(plain), undo_href(moved)) == ("", "/desk/applications/AB/moves/7/reversal/")
    assert html.count("<form") == 1
    assert 'action="/desk/applications/AB/moves/7/reversal/"' in html
    assert "notice-good" in html
