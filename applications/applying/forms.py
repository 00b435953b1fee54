"""One form a step. Each shows a draft (`shown`) and writes what is clean back into it (`store`)."""

import hashlib
import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from applications.applying.fields import Mailbox, OneLine, Paragraphs, question_field
from applications.models import Draft
from files.forms import CVField
from files.uploading import forget, take
from mail.addresses import canonical
from postings.models import Posting, Question

WHY_REQUIRED = "Say in a few sentences why you are applying."


class StepForm(forms.Form):
    """`leaving`: the applicant stops here for now, so what is missing may stay missing."""

    step: Draft.Step

    def __init__(
        self, *args: Any, posting: Posting, draft: Draft | None, leaving: bool = False, **kwargs: Any
    ) -> None:
        self.posting, self.draft = posting, draft
        super().__init__(*args, **kwargs)
        self.add_fields()
        if leaving:
            self.allow_gaps()

    def add_fields(self) -> None:
        """Those that depend on the posting."""

    def allow_gaps(self) -> None:
        for field in self.fields.values():
            field.required = False

    @classmethod
    def shown(cls, draft: Draft) -> dict[str, Any]:
        """What the draft holds, by field name."""
        raise NotImplementedError

    @classmethod
    def held(cls, draft: Draft) -> dict[str, str]:
        """What a save of this step would replace."""
        return cls.shown(draft)

    @classmethod
    def version_of(cls, draft: Draft | None) -> str:
        """What a form is made from: names all that the draft holds for this step, and nothing else."""
        held = {name: value for name, value in cls.held(draft).items() if value} if draft else {}
        return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()[:32]

    def changes(self, draft: Draft) -> bool:
        """Whether what was sent, clean, differs from what the draft holds."""
        held = self.held(draft)
        return any(held.get(name, "") != self.cleaned_data[name] for name in self.fields)

    def store(self, draft: Draft) -> None:
        """Called in the transaction that locks the draft, after `is_valid()`."""
        raise NotImplementedError


class DetailsForm(StepForm):
    step = Draft.Step.DETAILS

    name = OneLine(
        limit=120,
        label="Your name",
        missing="Write your name.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = Mailbox(
        label="E-mail address",
        help_text="We write to it: a receipt, and the answer.",
        error_messages={"required": "Write your e-mail address."},
    )
    phone = OneLine(
        limit=40,
        label="Phone number",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )

    def allow_gaps(self) -> None:
        """The address is still needed: the link to the draft goes there."""
        self.fields["name"].required = False

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if phone and sum(sign.isdigit() for sign in phone) < 4:
            raise ValidationError("Write a phone number, such as +45 12 34 56 78, or leave this empty.")
        return phone

    @classmethod
    def shown(cls, draft: Draft) -> dict[str, Any]:
        return {"name": draft.name, "email": draft.email, "phone": draft.phone}

    def store(self, draft: Draft) -> None:
        draft.name, draft.phone = self.cleaned_data["name"], self.cleaned_data["phone"]
        draft.email = self.cleaned_data["email"]
        draft.email_key = canonical(draft.email)


class BackgroundForm(StepForm):
    """Current position and motivation as the posting asks for them, then its own questions."""

    step = Draft.Step.BACKGROUND

    def __init__(self, *args: Any, questions: list[Question], **kwargs: Any) -> None:
        self.questions = questions
        super().__init__(*args, **kwargs)

    def add_fields(self) -> None:
        self.fields.update(self._asked())

    def _asked(self) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        if self.posting.asks_current_position != Posting.Ask.OFF:
            fields["current_position"] = OneLine(
                limit=200,
                label="Your current position",
                help_text="What you do now, or did last.",
                missing="Write your current position, or the last one that you had.",
                required=self.posting.asks_current_position == Posting.Ask.REQUIRED,
                widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
            )
        if self.posting.asks_motivation != Posting.Motivation.OFF:
            must = self.posting.asks_motivation == Posting.Motivation.REQUIRED
            fields["motivation"] = Paragraphs(
                limit=10_000,
                label="Why are you applying?",
                help_text="A few sentences are enough."
                if must
                else "Or write it in your CV and leave this empty.",
                missing=WHY_REQUIRED,
                required=must,
            )
        return fields | {f"question_{q.pk}": question_field(q) for q in self.questions}

    @classmethod
    def shown(cls, draft: Draft) -> dict[str, Any]:
        answers = {f"question_{pk}": value for pk, value in draft.answers.items()}
        return {"current_position": draft.current_position, "motivation": draft.motivation, **answers}

    def store(self, draft: Draft) -> None:
        draft.current_position = self.cleaned_data.get("current_position", "")
        draft.motivation = self.cleaned_data.get("motivation", "")
        draft.answers = {str(q.pk): self.cleaned_data[f"question_{q.pk}"] for q in self.questions}


class CvForm(StepForm):
    step = Draft.Step.CV

    cv = CVField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.draft and self.draft.cv_id:
            self.fields["cv"].required = False
            self.fields["cv"].label = "Another CV, in its place"

    @classmethod
    def shown(cls, draft: Draft) -> dict[str, Any]:
        return {}

    @classmethod
    def held(cls, draft: Draft) -> dict[str, str]:
        return {"cv": draft.cv.sha256 if draft.cv else ""}

    def changes(self, draft: Draft) -> bool:
        upload = self.cleaned_data["cv"]
        return bool(upload) and _sha256(upload) != self.held(draft)["cv"]

    def store(self, draft: Draft) -> None:
        """Raises `files.verdicts.Refused`; the draft keeps the file that it had."""
        upload = self.cleaned_data["cv"]
        if not upload:
            return
        before = draft.cv
        draft.cv = take(upload)
        if before:
            draft.save(update_fields=["cv"])
            forget(before, by="applicant")


def _sha256(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()
