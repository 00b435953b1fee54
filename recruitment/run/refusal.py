"""Why the house does not start, or stops: one line for a person."""


class Refusal(Exception):
    """Everything that was started is stopped, and the line is the last thing said."""
