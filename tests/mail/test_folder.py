"""Without a relay: files instead of sending."""

from typing import Any

from mail.models import State
from tests.mail.kinds import queued, sent


def test_without_a_relay_each_mail_is_one_file(db: None, settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL, settings.DATA_DIR = "", tmp_path

    mail = sent(queued())

    assert mail.state == State.SENT
    assert [path.name for path in (tmp_path / "mail").iterdir()] == [f"{mail.message_id.strip('<>')}.eml"]
    assert b"Dear Amina Example" in next((tmp_path / "mail").iterdir()).read_bytes()


def test_a_folder_that_cannot_be_written_is_tried_again(db: None, settings: Any, tmp_path: Any) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    settings.EMAIL_URL, settings.DATA_DIR = "", tmp_path

    assert sent(queued()).state == State.RETRY
