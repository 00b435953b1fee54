from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: Any) -> Path:
    """The store of one test."""
    where = tmp_path / "files"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": where, "base_url": None}},
    }
    return where
