"""The look: layouts, the form include, and what no template or stylesheet may hold."""

import re
from pathlib import Path

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from accounts.models import Organisation, User
from tests.conftest import make_user
from tests.source import ROOT

MESSAGE = ROOT / "templates/mail/message.html"  # becomes a mail, not a page: its style goes inline
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if path != MESSAGE)
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
NAMES = {"ids": lambda path: str(path.relative_to(ROOT))}


class Example(forms.Form):
    name = forms.CharField(
        label="Your name", help_text="As we shall write it", error_messages={"required": "Write your name"}
    )
    note = forms.CharField(label="A note", required=False)
    way = forms.ChoiceField(
        label="How", choices=[("a", "By bus"), ("b", "By train")], widget=forms.RadioSelect,
        error_messages={"required": "Choose how you come"},
    )  # fmt: skip
    cv = forms.FileField(label="CV", error_messages={"required": "Choose a file"})
    token = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Open the page again"})

    def clean(self) -> dict[str, object]:
        raise forms.ValidationError("Both cannot be true")


def page(template: str, *, path: str = "/desk/", user: object = None, **context: object) -> str:
    request = RequestFactory().get(path)
    request.user = user or AnonymousUser()
    return render_to_string(template, context, request=request)


# The form include


def test_error_summary_links_land_in_the_fields() -> None:
    """A3: each error of the summary is a link to its input, in the words that stand at the field."""
    html = render_to_string("includes/form.html", {"form": Example({})})

    assert (
        html.index('role="alert"')
        < html.index("Both cannot be true")
        < html.index('<a href="#id_name">Write your name</a>')
    )
    for field, words in (
        ("id_name", "Write your name"),
        ("id_way_0", "Choose how you come"),
        ("id_cv", "Choose a file"),
    ):
        assert f'<a href="#{field}">{words}</a>' in html
        assert f'id="{field}"' in html
        assert f"<p>{words}</p>" in html
    assert re.search(r"<li>\s*Open the page again\s*</li>", html)


def test_inputs_name_their_help_and_their_error() -> None:
    """A4: aria-describedby names elements that are there, aria-invalid stands on what is wrong."""
    html = render_to_string("includes/form.html", {"form": Example({})})
    named = {name for names in re.findall(r'aria-describedby="([^"]+)"', html) for name in names.split()}
    ids = re.findall(r'\bid="([^"]+)"', html)

    assert named == {"id_name_helptext", "id_name_error", "id_way_error", "id_cv_error"}
    assert named <= set(ids)
    assert len(ids) == len(set(ids))
    assert html.count('aria-invalid="true"') == 4
    assert re.search(r"<fieldset[^>]*>\s*<legend>How\s*</legend>", html)


def test_a_form_without_errors_has_no_summary_and_marks_what_is_optional() -> None:
    html = render_to_string("includes/form.html", {"form": Example()})

    assert "error-summary" not in html
    assert html.count("(optional)") == 1
    assert re.search(r"A note<span class=\"optional\"> \(optional\)</span>", html.replace("\n", ""))


# Layouts


@pytest.mark.django_db
@pytest.mark.parametrize("layout", ["public.html", "applicant.html", "plain.html", "desk.html"])
def test_title_says_error_first(layout: str, recruiter: User) -> None:
    """A3: the title starts with "Error:" when the page's form has errors."""
    assert "<title>Error: Recruitment" in page(layout, user=recruiter, form=Example({}))
    assert "<title>Recruitment" in page(layout, user=recruiter, form=Example())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "entries"),
    [
        ("administrator", "Today Postings Applications Interviews Outbox Settings"),
        ("recruiter", "Today Postings Applications Interviews Outbox"),
        ("hiring_manager", "Today Postings Applications Interviews Outbox"),
        ("interviewer", "Today Applications Interviews"),
    ],
)
def test_desk_shows_what_a_role_may_open(role: str, entries: str) -> None:
    user = make_user(role, "Ines Example")
    html = page("desk.html", user=user, path="/desk/applications/AB12/")
    side = html[html.index("desk-side") : html.index("desk-work")]

    shown = re.findall(r"</svg>(\w+)\s*</a>", side[: side.index("desk-who")])
    assert shown == entries.split()
    assert re.findall(r'href="([^"]+)" aria-current="page"', side) == ["/desk/applications/"]
    assert "Ines Example" in side


@pytest.mark.django_db
def test_public_page_reads_neither_session_nor_user() -> None:
    Organisation.objects.create(pk=1, name="Example House", privacy_contact="privacy@example.com")
    request = RequestFactory().get("/jobs/")  # no session, no user, no messages on it

    html = render_to_string("public.html", request=request)

    assert "Example House" in html
    assert "mailto:privacy@example.com" in html
    assert "csrf" not in html
    assert "messages" not in html


def test_the_page_for_what_broke_needs_nothing() -> None:
    html = render_to_string("500.html")

    assert "Something broke on our side" in html
    assert "Recruitment" in html


@pytest.mark.django_db
@pytest.mark.parametrize("template", ["400.html", "403.html", "404.html", "core/refused.html"])
@pytest.mark.parametrize("path", ["/desk/x/", "/jobs/x/"])
def test_refusals_lead_back(template: str, path: str) -> None:
    html = page(template, path=path, sentence="Rita moved it at 14:02.")

    assert html.count("<h1>") == 1
    assert ('class="house" href="/desk/"' in html) == (path.startswith("/desk/") and template != "400.html")


# What may not stand in templates, styles and scripts


@pytest.mark.parametrize("path", TEMPLATES, **NAMES)
def test_no_inline_script_or_style(path: Path) -> None:
    """S14: the policy allows no inline script or style, so none is written."""
    text = path.read_text()

    assert not re.search(r"<style|\sstyle=", text)
    assert not re.search(r"\son[a-z]+=\"", text)
    assert not re.search(r"hx-on|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


@pytest.mark.parametrize("path", [*TEMPLATES, *SCRIPTS], **NAMES)
def test_nobody_stops_a_paste(path: Path) -> None:
    """S3: a password comes out of a manager."""
    assert "paste" not in path.read_text()


@pytest.mark.parametrize("path", [*TEMPLATES, *STYLES, *SCRIPTS], **NAMES)
def test_nothing_is_loaded_from_another_host(path: Path) -> None:
    text = path.read_text()

    assert not re.search(r"(src|srcset|action)=[\"']?(https?:)?//", text)
    assert not re.search(r"<link[^>]+href=[\"']?(https?:)?//", text)
    assert not re.search(r"url\(|@import|\bfrom [\"']https?:|import\([\"']https?:", text)


def test_the_stylesheets_stay_small_and_layered() -> None:
    layers = ["reset", "tokens", "base", "layout", "components", "pages"]

    assert [path.stem for path in STYLES] == sorted(layers)
    assert f"@layer {', '.join(layers)};" in (ROOT / "static/css/reset.css").read_text()
    assert sum(len(path.read_text().splitlines()) for path in STYLES) < 1500
    for path in STYLES:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        assert re.search(rf"@layer {path.stem} \{{", text)
        assert "!important" not in text
        assert not re.search(
            r"[^-](left|right|top|bottom)\s*:|(margin|padding|border)-(left|right|top|bottom)", text
        )
        if path.stem != "tokens":
            assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", re.sub(r"light-dark\([^)]*\)", "", text))) <= {
                "#fff"
            }


# Contrast


def tokens() -> dict[str, tuple[str, str]]:
    text = (ROOT / "static/css/tokens.css").read_text()
    found = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", text)
    return {name: (light, dark) for name, light, dark in found}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


GROUNDS = ["page", "surface", "surface-2"]
TEXT_PAIRS = [
    *[(ink, ground) for ink in ("text", "text-quiet", "accent", "accent-strong") for ground in GROUNDS],
    *[(ink, ground) for ink in ("good", "warn", "bad") for ground in GROUNDS],
    *[("text", f"{wash}-wash") for wash in ("accent", "good", "warn", "bad")],
    *[(ink, f"{ink}-wash") for ink in ("accent", "good", "warn", "bad")],
    ("accent-strong", "accent-wash"), ("text-quiet", "accent-wash"),
    ("accent-ink", "accent"), ("accent-ink", "accent-strong"), ("page", "text"),
]  # fmt: skip
PART_PAIRS = [(part, ground) for part in ("line-strong", "focus", "bad", "accent") for ground in GROUNDS]


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_stands_out(ink: str, ground: str, mode: int) -> None:
    """A8: 4.5:1 for text, in both modes."""
    assert contrast(tokens()[ink][mode], tokens()[ground][mode]) >= 4.5


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("part", "ground"), PART_PAIRS)
def test_parts_stand_out(part: str, ground: str, mode: int) -> None:
    """A8: 3:1 for the edges of controls and for focus, in both modes."""
    assert contrast(tokens()[part][mode], tokens()[ground][mode]) >= 3


def test_contrast_is_computed_as_the_guidelines_say() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
