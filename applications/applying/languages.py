"""The language in which an applicant reads, and is written to: that of the posting, until they choose."""

from applications.models import Application, Draft


def of_person(address: str) -> str:
    """What they sent last was read in it, else the draft that they saved last. `address` is canonical."""
    sent = Application.objects.filter(candidate__email_key=address).values_list("language", flat=True)
    unsent = Draft.objects.unsent().filter(email_key=address).order_by("-saved_at")
    return sent.first() or unsent.values_list("language", flat=True).first() or ""


def choose(address: str, *, language: str) -> None:
    """What is written to them from now on is written in it."""
    Application.objects.filter(candidate__email_key=address).update(language=language)
    Draft.objects.unsent().filter(email_key=address).exclude(email_key="").update(language=language)


def choose_for_draft(draft: Draft, *, language: str) -> None:
    draft.language = language
    Draft.objects.unsent().filter(pk=draft.pk).update(language=language)
