"""Everything that a child could need is loaded before it is fenced in: it cannot open a file of our code."""

import encodings
import pkgutil
import time
import warnings
from contextlib import suppress
from importlib import import_module
from types import ModuleType

import defusedxml
import mammoth
import PIL.Image
import pypdf
import pypdfium2

PACKAGES: tuple[ModuleType, ...] = (encodings, pypdf, pypdfium2, mammoth, defusedxml)


PIXELS = 50_000_000


def load() -> None:
    """The parsers with all that they import only when a file asks for it."""
    for package in PACKAGES:
        for found in pkgutil.walk_packages(
            package.__path__, f"{package.__name__}.", onerror=lambda name: None
        ):
            if not found.name.endswith("__main__") and "._cli" not in found.name:
                # Of another system, or for a package that is not installed: nothing here needs it.
                with suppress(ImportError), warnings.catch_warnings(action="ignore"):
                    import_module(found.name)
    import_module("PIL.WebPImagePlugin")
    PIL.Image.preinit()
    PIL.Image.MAX_IMAGE_PIXELS = PIXELS // 2  # twice as many are refused before anything is decoded
    time.localtime()
