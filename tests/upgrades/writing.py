"""What people at the desk do with postings and settings."""

from tests.upgrades.visitor import Visitor


def save_page(visitor: Visitor, slug: str, page: str, **fields: str) -> None:
    form = visitor.get(f"/desk/postings/{slug}/edit/{page}/").form(having="version")
    visitor.fill(form, **fields)


def rename_stage(visitor: Visitor, slug: str, *, now: str, to: str) -> None:
    form = visitor.get(f"/desk/postings/{slug}/edit/process/").form(having="version")
    [field] = [one for one, value in form.values().items() if one.endswith("-name") and value == now]
    visitor.fill(form, **{field: to})


def press(visitor: Visitor, slug: str, verb: str) -> None:
    """`verb`: publication, closing, reopening, archiving."""
    visitor.press(visitor.get(f"/desk/postings/{slug}/"), to=f"/{verb}/")


def copy(visitor: Visitor, slug: str, *, title: str, deadline: str) -> str:
    form = visitor.get(f"/desk/postings/{slug}/copies/").form(having="deadline")
    return _slug(visitor.fill(form, title=title, deadline=deadline).path)


def begin(visitor: Visitor, *, title: str) -> str:
    return _slug(visitor.fill(visitor.get("/desk/postings/new/").form(having="title"), title=title).path)


def _slug(path: str) -> str:
    assert path.startswith("/desk/postings/"), path
    return path.split("/")[3]


def invite(visitor: Visitor, *, name: str, email: str, role: str) -> None:
    form = visitor.get("/desk/settings/people/new/").form(having="role")
    page = visitor.fill(form, name=name, email=email, role=role)
    assert page.path == "/desk/settings/people/", page.main.text


def add_reason(visitor: Visitor, text: str) -> None:
    visitor.fill(visitor.get("/desk/settings/reasons/").form(having="text"), text=text)


def change_letter(visitor: Visitor, kind: str, *, subject: str, body: str) -> None:
    form = visitor.get(f"/desk/settings/letters/{kind}/").form(having="body")
    visitor.fill(form, subject=subject, body=body)
