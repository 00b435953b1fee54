from mail.models.attempt import DeliveryAttempt
from mail.models.letter import Letter
from mail.models.mail import OutgoingMail, OutgoingMailQuerySet
from mail.models.states import ENDED, GONE, WAITING, State

__all__ = [
    "ENDED",
    "GONE",
    "WAITING",
    "DeliveryAttempt",
    "Letter",
    "OutgoingMail",
    "OutgoingMailQuerySet",
    "State",
]
