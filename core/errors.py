"""What the house says when it refuses."""


class DomainError(Exception):
    """A rule says no. The text is a whole sentence that can be shown to the person who asked.

    `status` is the HTTP status that the refusal answers with when no view catches it.
    """

    status = 409

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Conflict(DomainError):
    """Somebody else changed the thing first; the sentence says who and when."""


class TooMany(DomainError):
    """A limit on how often something may be done was reached."""

    status = 429
    retry_after = 3600  # seconds; what is limited is limited by the hour
