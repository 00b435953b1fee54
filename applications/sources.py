"""Where an application came from, in words for colleagues and for whom it is about."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Source(models.TextChoices):
    SITE = "site", gettext_lazy("Careers site")
    REFERRAL = "referral", gettext_lazy("Referral")
    AGENCY = "agency", gettext_lazy("Agency")
    FORWARDED = "forwarded", gettext_lazy("Forwarded CV")
    OTHER = "other", gettext_lazy("Other")


BY_HAND = [source for source in Source if source != Source.SITE]


def told(source: str, *, who: str | Promise) -> str:
    """As the person is told: the whole sentence of whom we have their name, address and CV from."""
    said = {
        Source.REFERRAL: _("{who} recommended you to us and gave us your CV."),
        Source.AGENCY: _("{who}, an agency, proposed you to us and gave us your CV."),
        Source.FORWARDED: _("{who} forwarded your CV to us."),
        Source.OTHER: _("We have it from: {who}."),
    }
    return said[Source(source)].format(who=who)
