"""Which Python runs the system. Also a script of its own: the image is not built on one with known holes."""

import sys

OLDEST = {(3, 11): 15, (3, 12): 13}  # their last releases that closed holes which reach us


def complaint(version: tuple[int, int, int]) -> str:
    """Empty for a Python without known holes. A distribution may have closed them without a new number."""
    major, minor, patch = version
    oldest = OLDEST.get((major, minor), 0)
    if patch >= oldest:
        return ""
    return (
        f"this is Python {major}.{minor}.{patch}, in which holes are known that {major}.{minor}.{oldest} "
        "closed; take that one, unless your distribution closed them by itself"
    )


if __name__ == "__main__":
    sys.exit(complaint(sys.version_info[:3]) or 0)
