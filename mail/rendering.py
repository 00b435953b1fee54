"""What a mail says, made once when it is queued: what was decided is what is sent."""

import re
from collections.abc import Mapping

import css_inline
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.languages import speaking
from mail import wording
from mail.kinds import Kind
from mail.models import Letter

URL = re.compile(r"https?://[^\s<>\"'\ue000]+[^\s<>\"'.,;:!?)\]]")
ALONE = re.compile(rf"(?:(?P<label>[^\n:]{{2,60}}):[ \n])?(?P<url>{URL.pattern})")
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)


def letter(kind: Kind, language: str) -> tuple[str, str]:
    """Subject and body with their placeholders: the changed letter where there is one."""
    changed = Letter.objects.filter(kind=kind.code, language=language).first()
    return (changed.subject, changed.body) if changed else default(kind, language)


def default(kind: Kind, language: str) -> tuple[str, str]:
    with speaking(language):
        return str(kind.subject), str(kind.body)


def values(kind: Kind, context: Mapping[str, str]) -> dict[str, str]:
    """The values as they may stand in a mail. Names must be exactly those of the kind."""
    if set(context) != set(kind.placeholders):
        odd = sorted(set(context) ^ set(kind.placeholders))
        raise ValueError(f"the mail {kind.code} was queued with other names than its own: {', '.join(odd)}")
    trusted = set(kind.trusted)
    return {name: v if name in trusted else wording.plain(name, v) for name, v in context.items()}


def _linked(line: str) -> SafeString:
    """The line, escaped; its addresses are links."""
    out: list[str] = []
    at = 0
    for found in URL.finditer(line):
        out += [line[at : found.start()], format_html('<a href="{0}">{0}</a>', found.group())]
        at = found.end()
    return format_html_join("", "{}", [[part] for part in [*out, line[at:]]])


def _paragraph(text: str) -> SafeString:
    return format_html_join(SafeString("<br>\n"), "{}", [[_linked(line)] for line in text.split("\n")])


def blocks(text: str) -> list[dict[str, str]]:
    """Paragraphs for the template. One that is only an address, or `Label: address`, is a button."""
    made = []
    for paragraph in re.split(r"\n[ \t]*\n+", text.strip()):
        alone = ALONE.fullmatch(paragraph.strip())
        if alone:
            made.append({"url": alone["url"], "label": alone["label"] or _("Open the page")})
        else:
            made.append({"html": _paragraph(paragraph.strip())})
    return made


SIGNATURE = "\n\n-- \n"


def signed(body: str, *, sender: str) -> str:
    return f"{body.strip()}{SIGNATURE}{sender}\n"


def unsigned(text: str) -> str:
    return text.rpartition(SIGNATURE)[0] or text


def html(body: str, *, subject: str, sender: str, language: str) -> str:
    with speaking(language):
        context = {"blocks": blocks(body), "subject": subject, "sender": sender, "language": language}
        return _inliner.inline(render_to_string("mail/message.html", context))
