"""Whether a process was stopped (SIGSTOP, a debugger): it is there, and does nothing."""

from pathlib import Path

STOPPED = {"T", "t"}


def is_frozen(pid: int) -> bool:
    """As proc(5) says it; False where there is no such folder, or no such process."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return said.rpartition(")")[2].split()[0] in STOPPED
