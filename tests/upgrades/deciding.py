"""What people at the desk do with applications, interviews and letters."""

from tests.stack import wait_for
from tests.upgrades.page import Form, Page, Values
from tests.upgrades.visitor import Visitor

ONE_LETTER = r"/desk/outbox/(\d+)/"


class Desk(Visitor):
    """A member of staff who is signed in."""

    def application(self, code: str) -> Page:
        return self.get(f"/desk/applications/{code}/")

    def move(self, code: str, *, to: str) -> None:
        form = self.application(code).form(to="/moves/")
        [select] = form.element.all("select")
        [stage] = [option.get("value") for option in select.all("option") if option.typed == to]
        self.fill(form, to=stage)

    def note(self, code: str, text: str) -> None:
        self.fill(self.application(code).form(to="/notes/"), body=text)

    def propose(self, code: str, *, reason: str, comment: str) -> None:
        form = self.get(f"/desk/applications/{code}/proposals/").form(having="reason")
        self.fill(form, **self._reason(form, reason), comment=comment)

    def decline_proposal(self, code: str) -> None:
        self.press(self.application(code), to="/refusal/")

    def reject(self, code: str, *, reason: str, comment: str = "") -> None:
        form = self.get(f"/desk/applications/{code}/decisions/rejected/").form(having="reason")
        page = self.fill(form, **self._reason(form, reason), comment=comment)
        assert reason in page.main.text, page.main.text

    def _reason(self, form: Form, reason: str) -> Values:
        [select] = form.element.all("select")
        return {"reason": next(one.get("value") for one in select.all("option") if one.typed == reason)}

    def undo(self, code: str) -> None:
        self.press(self.application(code), to="/reversal/")

    def tell(self, code: str, *, how: str) -> None:
        self.fill(self.get(f"/desk/applications/{code}/decision/telling/").form(having="how"), how=how)

    def decide(self, code: str, kind: str, *, comment: str = "") -> None:
        """`kind`: hired, reserve, declined; its letter is held."""
        form = self.get(f"/desk/applications/{code}/decisions/{kind}/").form(having="comment")
        self.fill(form, comment=comment)
        assert self.application(code).leading_to(rf"/desk/applications/{code}/decisions/(\d+)/reversal/")

    def letter(self, email: str, *, tab: str = "waiting", kind: str = "rejection") -> Page:
        """The page of the newest letter of this kind to this address."""
        listed = self.get(f"/desk/outbox/?tab={tab}&kind={kind}&to={email}")
        newest = max(listed.leading_to(ONE_LETTER), key=int)
        return self.get(f"/desk/outbox/{newest}/")

    def hold(self, email: str) -> None:
        self.press(self.letter(email), to="/holds/")

    def release(self, email: str, *, tab: str = "waiting", kind: str = "rejection") -> None:
        self.press(self.letter(email, tab=tab, kind=kind), to="/releases/")

    def cancel_letter(self, email: str, *, why: str) -> None:
        self.fill(self.letter(email).form(to="/cancellations/"), why=why)

    def wait_for_letter(self, email: str, *, tab: str, kind: str = "rejection") -> None:
        listed = f"/desk/outbox/?tab={tab}&kind={kind}&to={email}"
        wait_for(lambda: self.get(listed).leading_to(ONE_LETTER))

    def set_interview(self, code: str, *, panel: list[str], **plan: str) -> str:
        """Its number. `plan`: day, at, room, place, link, message. The panel by their names."""
        form = self.get(f"/desk/applications/{code}/interviews/new/").form(having="panel")
        labels = {label.get("for"): label.text for label in form.element.all("label")}
        boxes = [one for one in form.fields() if one.get("name") == "panel"]
        chosen = [b.get("value") for b in boxes if any(name in labels[b.get("id")] for name in panel)]
        assert len(chosen) == len(panel), labels
        page = self.fill(form, panel=chosen, **plan)
        assert page.path.startswith("/desk/interviews/"), page.main.text
        return page.path.rstrip("/").rpartition("/")[2]

    def move_interview(self, number: str, **plan: str) -> None:
        page = self.fill(self.get(f"/desk/interviews/{number}/change/").form(having="panel"), **plan)
        assert page.path == f"/desk/interviews/{number}/", page.main.text

    def cancel_interview(self, number: str) -> None:
        self.press(self.get(f"/desk/interviews/{number}/cancellation/"), to="/cancellation/")

    def is_cancelled(self, number: str) -> bool:
        return not self.get(f"/desk/interviews/{number}/").leads_to(
            f"/desk/interviews/{number}/cancellation/"
        )
