"""What the requirements*.txt pin, for every Python and system that they speak of."""

import re
from dataclasses import dataclass
from pathlib import Path

PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[^\s;]+)(?: ; [^\\\n]*[^\\\s])?"
    r"(?P<hashes>(?: \\\n +--hash=\S+)*)$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Pin:
    name: str
    version: str
    hashes: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def line(self) -> str:
        return " ".join([f"{self.name}=={self.version}", *(f"--hash={each}" for each in self.hashes)])


def pins(file: Path) -> list[Pin]:
    found = PIN.finditer(file.read_text())
    return [
        Pin(each["name"], each["version"], tuple(re.findall(r"--hash=(\S+)", each["hashes"])))
        for each in found
    ]
