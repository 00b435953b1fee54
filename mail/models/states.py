from django.db import models
from django.utils.translation import gettext_lazy


class State(models.TextChoices):
    QUEUED = "queued", gettext_lazy("Queued")
    SENDING = "sending", gettext_lazy("Being sent")
    SENT = "sent", gettext_lazy("Sent")
    RETRY = "retry", gettext_lazy("Tried, will be tried again")
    FAILED = "failed", gettext_lazy("Failed")
    CANCELLED = "cancelled", gettext_lazy("Cancelled")
    UNCERTAIN = "uncertain", gettext_lazy("Not known whether it arrived")


WAITING = (State.QUEUED, State.RETRY)
ON_ITS_WAY = (*WAITING, State.SENDING)
GONE = (State.SENDING, State.SENT, State.UNCERTAIN)
ENDED = (State.SENT, State.FAILED, State.CANCELLED)
