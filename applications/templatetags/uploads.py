import json

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


def script_words() -> dict[str, str]:
    """What static/js/upload.js says, in the reader's language, by the name of its data- attribute."""
    return {
        "chosen": _("{name} ({size}) is chosen. It is sent when you go on."),
        "too-big": _(
            "This file is {size} MB; the limit is {limit} MB. "
            "Save a smaller copy, for example with smaller pictures, and choose that."
        ),
        "sending": _("Sending {name}: {percent} %"),
        "arrived": _("{name} has arrived and is being checked."),
        "refused": _("{name} was not taken."),
        "broken-off": _(
            "The connection broke off, so your file did not arrive. Nothing else is lost: "
            "press the button once more."
        ),
        "bytes": json.dumps([ngettext("{count} byte", "{count} bytes", count) for count in (1, 2)]),
    }


@register.simple_tag
def upload_words() -> SafeString:
    """Attributes of a form that sends one file: the words of static/js/upload.js."""
    return format_html_join(" ", 'data-words-{}="{}"', script_words().items())
