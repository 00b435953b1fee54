"""The pages of the posting editor: which forms and rows stand on each, and what they say together."""

from copy import copy
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.several_forms import SeveralForms
from postings.editing import Part
from postings.forms.fields import AskingForm, BasicsForm, ContactForm, LettersForm, TimesForm
from postings.forms.parts import CRITERIA, FAQS, QUESTIONS, STAGES, TEXTS, PartKind
from postings.forms.team import TeamForm
from postings.models import Posting


@dataclass(frozen=True)
class FormKind:
    is_rows: ClassVar[bool] = False
    form: Any  # a ModelForm of the posting, or one that takes it as `instance` all the same
    label: str | Promise = ""


@dataclass(frozen=True)
class EditorPage:
    label: str | Promise
    kinds: tuple[FormKind | PartKind, ...]


PAGES = {
    "position": EditorPage(
        _("Position"), (FormKind(BasicsForm), FormKind(ContactForm, _("Contact and pay")))
    ),
    "dates": EditorPage(_("Dates"), (FormKind(TimesForm),)),
    "texts": EditorPage(_("Texts"), (TEXTS, FAQS)),
    "questions": EditorPage(
        _("Questions and criteria"), (FormKind(AskingForm, _("What is asked")), QUESTIONS, CRITERIA)
    ),
    "process": EditorPage(
        _("Stages and team"), (STAGES, FormKind(TeamForm, _("Team")), FormKind(LettersForm, _("Letters")))
    ),
}


class EditorForm(SeveralForms):
    """All of one page, to be saved at once."""

    def __init__(self, *, posting: Posting, page: EditorPage, data: Any = None, files: Any = None) -> None:
        judged = copy(posting)  # the forms write on what they judge
        self.blocks = [(kind, _made(kind, judged, data)) for kind in page.kinds]
        super().__init__(*(part for _kind, part in self.blocks), files=files)

    @property
    def values(self) -> dict[str, Any]:
        """Of the plain fields that are right."""
        found: dict[str, Any] = {}
        for part in self.parts:
            if isinstance(part, forms.ModelForm):
                found |= getattr(part, "values", part.cleaned_data)
        return found

    @property
    def rows(self) -> list[Part]:
        blocks = [(kind, part) for kind, part in self.blocks if isinstance(kind, PartKind)]
        return [Part(kind.model, part.rows, part.removed) for kind, part in blocks]

    @property
    def team(self) -> list[User] | None:
        """None where the page does not ask for it."""
        found = [part.cleaned_data["users"] for part in self.parts if isinstance(part, TeamForm)]
        return list(found[0]) if found else None


def _made(kind: FormKind | PartKind, posting: Posting, data: Any) -> Any:
    if isinstance(kind, FormKind):
        return kind.form(data=data, instance=posting)
    rows = list(kind.model._default_manager.filter(posting=posting))
    name = str(kind.model._meta.model_name)
    return kind.rows(name, kind.form, rows=rows, new=lambda: kind.model(posting=posting), data=data)
