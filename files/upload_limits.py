"""How much of a request is kept. CSRF reads the body before any view, so the limits stand here.

An upload that is too big does not end the request: its bytes are counted and dropped, so that the other
fields before and after it are kept and the form comes back with a sentence at the file.
"""

import io
from collections.abc import Callable
from typing import Any, BinaryIO, NoReturn

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from files.temporary import nameless

Handler = Callable[[HttpRequest], HttpResponse]

DRAINED = 100 * 1024 * 1024  # a request that claims more is not read at all


class Upload(TemporaryUploadedFile):
    """Without a name, so that nothing is left of it when its process is killed."""

    def __init__(self, file: BinaryIO, handler: TemporaryFileUploadHandler) -> None:
        UploadedFile.__init__(
            self, file, handler.file_name, handler.content_type, 0, handler.charset,
            handler.content_type_extra,
        )  # fmt: skip

    def temporary_file_path(self) -> NoReturn:
        raise ValueError("this file has no name")


class UploadLimit(TemporaryFileUploadHandler):
    """Streams each file to a temporary one, up to 10 MiB a file and 12 MiB a request.

    A file over the limit arrives empty and marked: `over_limit` is true and `size` is what was sent.
    One that a full disk cut short is marked `broken`.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.kept = 0
        self.over_limit = False
        self.broken = False  # the disk is full

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.over_limit = self.broken = False
        FileUploadHandler.new_file(self, *args, **kwargs)
        try:
            file = nameless()
        except OSError:
            file, self.broken = io.BytesIO(), True
        self.file = Upload(file, self)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.over_limit or self.broken:
            return
        end = start + len(raw_data)
        if end > settings.UPLOAD_LIMIT or self.kept + len(raw_data) > settings.REQUEST_LIMIT:
            self.over_limit = True
            self.kept -= start
            self.file.seek(0)
            self.file.truncate()
            return
        self.kept += len(raw_data)
        try:
            self.file.write(raw_data)
        except OSError:
            self.broken = True

    def file_complete(self, file_size: int) -> Upload:
        upload: Any = super().file_complete(file_size)
        upload.over_limit = self.over_limit
        upload.broken = self.broken
        return upload

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()


class RefuseEndless:
    """A body without a length, or with an absurd one, is answered before a byte of it is read."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            said = _("Send this request with its length: a body without one is not read.")
            return HttpResponse(f"{said}\n", status=411, content_type="text/plain")
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length > DRAINED:
            limit = settings.UPLOAD_LIMIT // 1024 // 1024
            said = _(
                "What you sent is far too big. A file may have {limit} MB: go back and choose a smaller one."
            ).format(limit=limit)
            return render(request, "core/refused.html", {"sentence": said}, status=413)
        return self.get_response(request)
