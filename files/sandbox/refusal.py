class Unacceptable(Exception):
    """The file must not be taken. The reason is one of the words of `files.verdicts.SENTENCES`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
