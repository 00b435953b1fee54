"""Refusals: what a verb raises when it does not do what was asked."""


class DomainError(Exception):
    """A rule says no. The text is a whole sentence that can be shown to the person who asked.

    `status` is the HTTP status of the answer. `field` names the field of the form that it is about; without
    one the sentence stands above the form.
    """

    status = 409

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = str(sentence)
        self.field = field


class Conflict(DomainError):
    """Somebody else changed the thing first; the sentence says who and when."""


class Invalid(DomainError):
    """What was sent is wrong in itself, whenever and by whomever it is sent."""

    status = 400


class NotAllowed(DomainError):
    """Who asks may do this, but not to this one."""

    status = 403


class TooMany(DomainError):
    """A limit on how often something may be done was reached."""

    status = 429
    retry_after = 3600  # seconds; what is limited is limited by the hour
