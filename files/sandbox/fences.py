"""What stands between hostile bytes and everything else, in layers: each holds where the others are missing.

A layer is there or it is not, which a trial child finds out when the server starts; the system says which
(`/readyz`, the screen at the start, the log). A child in which a layer fails that the trial had does no work.
"""

import json
import os
import signal
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from files.sandbox import kernel, landlock, limits, namespaces, privileges, seccomp
from files.sandbox.limits import Limits

LAYERS = ("limits", "user", "privileges", "namespaces", "landlock", "seccomp")


@dataclass
class Fences:
    wanted: Collection[str] = LAYERS  # all of them, but for a test of one
    missing: dict[str, str] = field(default_factory=dict)  # layer: why it is not there
    last_capability: int = 0
    rules: int = -1
    filter: bytes = b""

    def raise_(self) -> None:
        """In the server, once everything that a child needs is loaded: afterwards there are no files."""
        for layer, prepare in {
            "privileges": self._learn_capabilities,
            "landlock": self._make_rules,
            "seccomp": self._make_filter,
            "namespaces": namespaces.move,
        }.items():
            if layer in self.wanted:
                self._try(layer, prepare)
        self._try_in_a_child()

    def confine(self, given: Limits) -> None:
        """In a child, before it looks at anything. Raises if a layer that should be there is not."""
        live_no_longer(given)
        for layer, step in self._steps(given):
            if layer in self.wanted and layer not in self.missing:
                step()

    def there(self) -> list[str]:
        return [layer for layer in LAYERS if layer in self.wanted and layer not in self.missing]

    def _steps(self, given: Limits) -> list[tuple[str, Callable[[], None]]]:
        """In an order in which none takes away what the next one needs."""
        return [
            ("namespaces", lambda: _begin_process_world(given)),
            ("privileges", lambda: privileges.lose_what_can_come_back(self.last_capability)),
            ("user", lambda: _become_own_user(given)),
            ("privileges", privileges.drop),
            ("landlock", lambda: landlock.restrict(self.rules)),
            ("limits", lambda: limits.keep(given)),
            ("seccomp", lambda: seccomp.install(self.filter)),
        ]

    def _learn_capabilities(self) -> None:
        self.last_capability = privileges.highest()

    def _make_rules(self) -> None:
        self.rules = landlock.ruleset()

    def _make_filter(self) -> None:
        self.filter = seccomp.program()

    def _try(self, layer: str, step: Callable[[], None]) -> None:
        try:
            step()
        except kernel.Missing as lack:
            self.missing[layer] = str(lack)
        except OSError as error:
            self.missing[layer] = (error.strerror or str(error)).lower()

    def _try_in_a_child(self) -> None:
        """Each step is tried; what fails there is missing everywhere."""
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(ours)
            trial = Fences(self.wanted, dict(self.missing), self.last_capability, self.rules, self.filter)
            for layer, step in trial._steps(limits.JUDGING):
                if layer in self.wanted and layer not in trial.missing:
                    trial._try(layer, step)
            os.write(theirs, json.dumps(trial.missing).encode())
            os._exit(0)
        os.close(theirs)
        with open(ours, "rb") as told:
            said = told.read()
        os.waitpid(child, 0)
        self.missing = json.loads(said) if said else dict.fromkeys(self.wanted, "the trial of it ended")


def live_no_longer(given: Limits) -> None:
    """Than the process that forked this one, and than its time."""
    if kernel.LINUX:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, given.wall)


def _begin_process_world(given: Limits) -> None:
    """The caller goes on as the first process of a world of its own, in which no alarm can end it.

    So this one stays behind, with the alarm, and takes it along when it ends.
    """
    namespaces.begin_process_world()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    first = os.fork()
    if first != 0:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(first, 0)[1]) & 0xFF)
    live_no_longer(given)


def _become_own_user(given: Limits) -> None:
    privileges.become_own_user()
    live_no_longer(given)  # a change of user takes that away
