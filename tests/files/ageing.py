"""Files that have lain there for three days."""

import os
import time
from pathlib import Path


def age(root: Path) -> None:
    for path in root.rglob("*"):
        if path.is_file():
            os.utime(path, (time.time() - 3 * 86400,) * 2)
