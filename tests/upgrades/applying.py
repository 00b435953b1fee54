"""What applicants do on the pages of applying and on /my/."""

from dataclasses import dataclass
from pathlib import Path

from tests.upgrades.page import Form, Page, Values
from tests.upgrades.visitor import Visitor

CVS = Path(__file__).resolve().parents[1] / "data" / "cvs"


@dataclass(frozen=True)
class Applicant:
    name: str
    email: str
    cv: str  # the name of a file in tests/data/cvs; a small one
    phone: str = "+45 12 34 56 78"

    @property
    def motivation(self) -> str:
        return f"Nobody asked {self.name} twice: production that never sleeps is where I belong."


def apply(visitor: Visitor, slug: str, who: Applicant, *, motivation: str = "") -> str:
    """The four steps; the reference on the receipt."""
    write_details(visitor, slug, who)
    write_background(visitor, slug, motivation=motivation or who.motivation)
    upload(visitor, slug, who)
    return send(visitor, slug)


def write_details(visitor: Visitor, slug: str, who: Applicant, *, leaving: bool = False) -> Page:
    form = visitor.get(f"/jobs/{slug}/apply/").form(having="phone")
    leave = {"leave": "yes"} if leaving else {}
    return visitor.fill(form, name=who.name, email=who.email, phone=who.phone, **leave)


def write_background(visitor: Visitor, slug: str, *, motivation: str) -> Page:
    form = visitor.get(f"/jobs/{slug}/apply/background/").form(having="version")
    return visitor.fill(form, **answers_to(form, motivation=motivation))


def answers_to(form: Form, *, motivation: str) -> Values:
    """Whatever the posting asks: each field gets a sensible answer."""
    answers: Values = {}
    for field in form.fields():
        name = field.get("name")
        if field.get("type") == "hidden" or name in answers:
            continue
        if field.get("type") == "radio":
            answers[name] = field.get("value")
        elif field.tag == "textarea":
            answers[name] = (
                motivation if name == "motivation" else "Two sites, around the clock, for nine years."
            )
        else:
            answers[name] = "9" if field.get("inputmode") else "Operations manager at a dairy"
    return answers


def upload(visitor: Visitor, slug: str, who: Applicant) -> Page:
    form = visitor.get(f"/jobs/{slug}/apply/cv/").form(having="version")
    return visitor.fill(form, file=CVS / who.cv)


def send(visitor: Visitor, slug: str) -> str:
    page = visitor.fill(visitor.get(f"/jobs/{slug}/apply/review/").form(having="draft"))
    assert "/apply/receipt/" in page.path, (page.path, page.main.text)
    return page.path.rstrip("/").rpartition("/")[2]


def withdraw(visitor: Visitor, who: Applicant, code: str) -> None:
    visitor.sign_in_by_link(who.email)
    visitor.press(visitor.get(f"/my/applications/{code}/withdrawal/"), to="/withdrawal/")
