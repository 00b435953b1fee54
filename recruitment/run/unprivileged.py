"""PostgreSQL refuses to run as root; this is how root starts it all the same.

Best in a user namespace, in which it sees itself as an ordinary user while its files stay root's and private
folders stay private. Where namespaces are forbidden (the default of Docker), as the user nobody, who must
then be able to reach the programs and the data. It also refuses a user id that the system has no name for
(as of `docker run --user 1234`): the namespace lends it one.
"""

import os
import pwd
import signal
import subprocess
from functools import cache
from pathlib import Path

from recruitment.run.refusal import Refusal
from recruitment.run.tether import tethered

NOBODY = 65534
IN_NAMESPACE = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"]
AS_NOBODY = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


def unprivileged(command: list[str], *, data: Path) -> list[str]:
    """The command as it must be started to work on `data`, whose owner says how that was made."""
    if os.geteuid() != 0:
        return [*IN_NAMESPACE, *command] if _is_nameless(os.geteuid()) and namespaces_work() else command
    return [*(AS_NOBODY if _is_nobodys(data) else IN_NAMESPACE), *command]


def unprivileged_server(command: list[str], *, data: Path, by: signal.Signals) -> list[str]:
    """The same for a server that is ended by that signal when we are gone, however that went."""
    if os.geteuid() == 0 and _is_nobodys(data):  # who may not be able to run our Python
        return [*AS_NOBODY, "--pdeathsig", by.name.removeprefix("SIG"), *command]
    return unprivileged(tethered(command, by=by), data=data)


def make_private(folder: Path, *, like: Path | None = None, reaching: tuple[Path, ...] = ()) -> None:
    """A folder for that server alone; it belongs to whom `like` does, if that is there already."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() == 0 and (_is_nobodys(like) if like else not namespaces_work()):
        os.chown(folder, NOBODY, NOBODY)
        folder.parent.chmod(0o711)  # what stands beside it stays private by its own mode
        for place in (folder, *reaching):
            _refuse_out_of_reach(place)


@cache
def namespaces_work() -> bool:
    return _succeeds([*IN_NAMESPACE, "true"])


def _is_nameless(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return True
    return False


def _is_nobodys(data: Path) -> bool:
    return data.stat().st_uid == NOBODY


def _refuse_out_of_reach(place: Path) -> None:
    if not _succeeds([*AS_NOBODY, "test", "-x", str(place)]):
        raise Refusal(
            f"PostgreSQL refuses to run as root, user namespaces are forbidden here, and the user nobody "
            f"cannot reach {place}: start as an ordinary user, or move it to where everybody may reach it."
        )


def _succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
