"""Kept files in a bucket that speaks S3. Imported only where FILES_URL names one.

A file is streamed to a temporary one of this machine, hashed, and sent by a single PUT, which a bucket
takes whole or not at all. Whatever a bucket does not do is an OSError, like that of a full disk.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from shutil import copyfileobj
from typing import Any, BinaryIO, NoReturn

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

from files.store.incoming import KEY, Incoming, pour
from files.temporary import nameless_twice

CONNECTING, ANSWERING = 2, 5  # seconds; somebody waits for the page
ONE_PUT = TransferConfig(multipart_threshold=64 * 1024 * 1024, use_threads=False)


class Unreachable(OSError):
    """The bucket did not answer, or refused."""


class Bucket(S3Storage):
    """Keys and access come from the usual AWS variables, or from the machine's role."""

    def __init__(self, *, bucket_name: str, endpoint_url: str | None, region_name: str | None) -> None:
        super().__init__(
            bucket_name=bucket_name,
            endpoint_url=endpoint_url,
            region_name=region_name,
            client_config=_config(is_elsewhere=bool(endpoint_url)),
            transfer_config=ONE_PUT,
        )

    @contextmanager
    def incoming(self, chunks: Iterable[bytes]) -> Iterator[Incoming]:
        sink, source = nameless_twice()
        with sink, source:
            size, sha256 = pour(chunks, sink)
            yield Incoming(source, size=size, sha256=sha256, admit=partial(self._admit, sink))

    def fetch(self, key: str) -> BinaryIO:
        """All of it, into a temporary file: the sandbox needs a descriptor, a browser no half answers.

        One GET; `self.open` would ask HEAD twice before it, and could not tell a missing bucket.
        """
        sink, source = nameless_twice()
        with sink:
            try:
                with _os_errors(), closing(self.bucket.Object(key).get()["Body"]) as body:
                    copyfileobj(body, sink)
                sink.flush()
            except BaseException:  # not swallowed: nobody will close what nobody gets
                source.close()
                raise
        return source

    def remove(self, *keys: str) -> None:
        """One by one: not every bucket knows how to delete many. The rest of a failure is tidied away."""
        with _os_errors():
            for key in keys:
                self.delete(key)

    def older_than(self, age: timedelta) -> Iterator[str]:
        before = datetime.now(UTC) - age
        with _os_errors():
            for found in self.bucket.objects.all():
                if KEY.fullmatch(found.key) and found.last_modified < before:
                    yield found.key

    def reach(self) -> None:
        with _os_errors():
            self.bucket.meta.client.head_bucket(Bucket=self.bucket_name)

    def url(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ValueError("a kept file has no address")

    def _admit(self, file: BinaryIO, key: str) -> None:
        with _os_errors():
            self.save(key, File(file))


def _config(*, is_elsewhere: bool) -> Config:
    """`is_elsewhere`: not at Amazon. There a bucket's name is part of the path: `bucket.host` needs DNS."""
    return Config(
        connect_timeout=CONNECTING,
        read_timeout=ANSWERING,
        retries={"total_max_attempts": 2, "mode": "standard"},
        s3={"addressing_style": "path" if is_elsewhere else "auto"},
        # Others than Amazon refuse checksums at the end of a body; the signature covers the body then.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


@contextmanager
def _os_errors() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") == "NoSuchKey":
            raise FileNotFoundError("the bucket holds no such file") from error
        raise Unreachable(f"the bucket refused: {error}") from error
    except BotoCoreError as error:
        raise Unreachable(f"the bucket did not answer: {error}") from error
