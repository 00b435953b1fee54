"""Keeps a database of this version as test data, filled by its own pages, with what each role sees in it.

Every issue adds one before its code changes. From a checkout of the version that is about to be superseded:

    python -m tests.upgrades.make_dump 0002-what-the-version-brought

It starts the house in a folder of its own with a relay behind it, lets `story.py` happen, writes down by
`seen.py` what each role sees, stops the house, and leaves `tests/data/upgrades/<name>/`. Where the pages
have changed since the last dump, the story and its verbs change with them; the dumps that are there do not.
`test_upgrade.py` then starts every later version on it.
"""

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.mail.sink import Sink
from tests.stack import Stack
from tests.upgrades import dumps, seen
from tests.upgrades.story import (
    CARLA,
    DORA,
    ELLEN,
    MEETING,
    OFFERING,
    READING,
    STAFF,
    Story,
    wait_until_quiet,
)  # fmt: skip

SMALL = 1_000_000  # bytes; a dump is read by everybody who clones this


def main(name: str) -> None:
    folder = dumps.FOLDER / name
    assert not folder.exists(), f"{name} is there already, and dumps that are there do not change"
    with Sink() as sink, tempfile.TemporaryDirectory(prefix="dump-") as place:
        stack = Stack(Path(place) / "data", EMAIL_URL=sink.url, DEMO_PASSWORD=dumps.PASSWORD)
        stack.start()
        try:
            stack.wait_until_started()
            facts = told(f"http://127.0.0.1:{stack.port}", sink=sink)
        finally:
            stack.stop()
        dumps.write(stack.data_dir, folder)
    (folder / dumps.SEEN).write_text(json.dumps(facts, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    assert size < SMALL, f"{folder} has {size} bytes; take smaller CVs"


def told(url: str, *, sink: Sink) -> seen.Facts:
    story = Story(url, sink=sink)
    story.happens()
    wait_until_quiet(story)
    words = words_of(story)
    applicants = sorted({email for email, _ in story.codes} | {DORA.email, ELLEN.email})
    by_address = {email: applicant_sees(story, email, words) for email in applicants}
    # Her letter leaves as soon as the house starts again, and then she knows.
    carla = by_address.pop(CARLA.email)
    assert not carla["applications"][story.it(CARLA)]["has_an_answer"]
    return {
        "words": asdict(words),
        "staff": {email: seen.facts_for(story.staff(email), words) for email in STAFF},
        "applicants": by_address,
        "everybody": seen.facts_for_everybody(story.visitor()),
        "waits": {"email": CARLA.email, "code": story.it(CARLA), "before": carla},
    }


def applicant_sees(story: Story, email: str, words: seen.Words) -> seen.Facts:
    visitor = story.visitor()
    visitor.sign_in_by_link(email)
    return seen.facts_for_applicant(visitor, words)


def words_of(story: Story) -> seen.Words:
    """Several words, so that they stand nowhere by chance."""
    facts = seen.settings(story.admin)
    names = [person["name"] for person in facts["people"].values()]
    reasons = [reason["text"] for reason in facts["reasons"].values()]
    terms = sorted([*names, *reasons, READING, MEETING, OFFERING])
    wrote = {word for word in story.wrote if (" " in word or "@" in word) and "{" not in word}
    return seen.Words(typed=sorted(wrote - set(terms)), terms=terms)


if __name__ == "__main__":
    main(sys.argv[1])
