"""Why the system does not start, or stops: one line for a person."""


class Refusal(Exception):
    """Everything that was started is stopped, and the line is the last thing said."""


def first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
