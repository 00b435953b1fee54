"""Every sentence for people is marked for translation, in Python, in templates and in scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bare_sentences import in_file, in_python, in_script, in_template
from tests.source import FLOORS, ROOT

# Words that look as if they were for people: headers and their values, names of people in samples, codes of
# groups, and what is written for operators.
NOT_SAID = {
    "Cookie", "Lax", "Location", "X-Requested-With", "private, no-store", "noopener noreferrer nofollow",
    '"prefetchCache", "prerenderCache"',
    "sandbox; default-src 'none'",
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    "Amina Example", "Rita Recruiter", "Ada Administrator", "Mads Manager, Ines Interviewer",
    "Applicants", "Staff", "Recruitment", "claim mails", "tidy files", "read files",
    "other bytes came than were stored", "another folder lies where the files were",
    "{} MB left of {} MB",
    "the bucket refused: {}", "the bucket did not answer: {}", "the bucket holds no such file",
    "the folder {} cannot be written",
    "Edg", "Edge", "Opera", "Firefox", "Chrome", "Safari",  # what browsers and systems are called
    "iPhone", "iPad", "Android", "Windows", "Macintosh", "Mac", "CrOS", "ChromeOS", "Linux",
    "Our organisation",  # stored, until somebody gives it another name
}  # fmt: skip
# Of the top floor only this speaks to visitors; the rest, commands and the sandbox speak to operators.
TOP = ("recruitment/languages.py", "recruitment/middleware.py")


def everything() -> Iterator[Path]:
    for app in FLOORS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if app != "recruitment" and not {"migrations", "management", "sandbox"} & set(path.parts):
                yield path
    yield from (ROOT / name for name in TOP)
    for ending in ("html", "txt"):
        yield from sorted((ROOT / "templates").rglob(f"*.{ending}"))
    yield from sorted((ROOT / "static" / "js").glob("*.js"))


@pytest.mark.parametrize(
    "path",
    list(everything()),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_nothing_is_said_in_one_language_only(path: Path) -> None:
    assert [text for text in in_file(path) if text not in NOT_SAID] == []


@pytest.mark.parametrize(
    "source, found",
    [
        ('raise DomainError("It is closed.")', ["It is closed."]),
        ('raise DomainError(f"{who} was first.")', ["{} was first."]),
        ('raise DomainError(_("{who} was first.").format(who=who))', []),
        ('raise ValueError("it is not one of ours")', []),
        ('messages.success(request, "saved")', ["saved"]),
        ('messages.success(request, f"{name} is invited")', ["{} is invited"]),
        ('field = CharField(label="name", help_text=gettext_lazy("as it is"))', ["name"]),
        ('class Meta:\n    labels = {"name": "navn"}', ["navn"]),
        ('error_messages = {"required": "nothing"}', ["nothing"]),
        ('class State(TextChoices):\n    OPEN = "open", "Open"', ["Open"]),
        ('NONE = "Nobody has applied"', ["Nobody has applied"]),
        (
            'def say():\n    return "closes today" if today else ngettext("{n} day", "{n} days", n)',
            ["closes today"],
        ),
        ('"""What this module is for."""\n\ndef say():\n    """A contract, in words."""', []),
        ('log.warning("nothing is sent today")', []),
        ('def ask(rows: "QuerySet[Posting]", name: "Posting") -> "Posting": ...', []),
        ('if text == "Not for people": pass', []),
        ('headers["Retry-After"] = "5"', []),
        ('row = {"First name": 1}', []),
    ],
)
def test_what_counts_in_python(source: str, found: list[str]) -> None:
    assert in_python(source) == found


@pytest.mark.parametrize(
    "source, found",
    [
        ("<p>Nothing here</p>", ["Nothing here"]),
        ("<p>{{ count }} left</p>", ["… left"]),
        ('{% load i18n %}<p>{% translate "Nothing here" %}</p>', []),
        ("<p>{% blocktranslate %}Ask {{ name }}{% endblocktranslate %}: {{ address }}.</p>", []),
        ('<img alt="A page">', ["A page"]),
        ('<a title="{{ name }}, in full" href="/desk/">{{ name }}</a>', ["… , in full"]),
        ('<nav aria-label="{% translate "Pages" %}" class="one line"></nav>', []),
        ('{% include "a.html" with title="No letters" icon="sun" href="/desk/" %}', ["No letters"]),
        ('{% include "a.html" with title=_("No letters") %}', []),
        ('{{ name|default:"Nobody" }}{{ word|default:"none" }}', ["Nobody"]),
        ('{{ at|date:"j M Y" }}{{ at|date:"c" }}{{ at|date:"SHORT_DATE_FORMAT" }}', ["j M Y"]),
        ("{# a comment #}{% comment %}Words{% endcomment %}<script>const a = 'Some words'</script>", []),
        ("<kbd>Esc</kbd>", []),
    ],
)
def test_what_counts_in_a_template(source: str, found: list[str]) -> None:
    assert in_template(source) == found


@pytest.mark.parametrize(
    "source, found",
    [
        ('say("The server did not answer.");', ["The server did not answer."]),
        ("say(`Sending ${name}: it takes a while`);", ["Sending {}: it takes a while"]),
        ("say(words.late); // It is late now.", []),
        ("document.querySelector(`${mark}:not([data-card] *)`);", []),
        ('document.querySelector("form[data-upload] input");', []),
    ],
)
def test_what_counts_in_a_script(source: str, found: list[str]) -> None:
    assert in_script(source) == found
