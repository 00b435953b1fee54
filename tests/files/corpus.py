"""The sample CVs, and the files that only exist while a test runs."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from files.models import StoredFile
from files.uploading import take

FOLDER = Path(__file__).resolve().parent.parent / "data" / "cvs"


@dataclass(frozen=True)
class Sample:
    file: str
    verdict: str
    why: str
    must_contain: list[str]
    upload_name: str = ""
    pages: int = 0
    text_layer: bool = True
    sha256: str = ""

    def __str__(self) -> str:
        return self.file

    @property
    def content(self) -> bytes:
        return (FOLDER / self.file).read_bytes()

    def upload(self, content_type: str = "application/octet-stream") -> SimpleUploadedFile:
        return SimpleUploadedFile(self.upload_name or self.file, self.content, content_type)


SAMPLES = [Sample(**entry) for entry in json.loads((FOLDER / "manifest.json").read_text())]
ACCEPTED = [sample for sample in SAMPLES if sample.verdict == "accept"]
REFUSED = [sample for sample in SAMPLES if sample.verdict == "reject"]


def sample(start: str) -> Sample:
    return next(s for s in SAMPLES if s.file.startswith(start))


def taken(start: str = "s35") -> StoredFile:
    return take(sample(start).upload())
