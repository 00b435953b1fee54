"""Without a relay: files instead of sending."""

import os
import time
from typing import Any

from mail import tasks
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


def test_what_a_killed_sender_had_not_finished_goes(db: None, settings: Any, tmp_path: Any) -> None:
    """The task runs every hour, so it is never two hours old."""
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "mail"
    folder.mkdir()
    for name, minutes in (("old.making", 61), ("young.making", 59), ("written.eml", 61)):
        (folder / name).write_text("Dear Amina Example")
        os.utime(folder / name, (time.time() - minutes * 60,) * 2)

    tasks.erase_old_bodies()

    assert {path.name for path in folder.iterdir()} == {"young.making", "written.eml"}
    beat = settings.CELERY_BEAT_SCHEDULE
    assert [one["schedule"] for one in beat.values() if one["task"] == "mail.tasks.erase_old_bodies"] == [
        3600
    ]
