"""The registry of kinds, and the kinds that the system itself registers."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy

from core import languages
from mail import kinds, rendering, rewording
from mail.wording import fill
from tests.mail.kinds import a_kind
from tests.tagged import tagged


def test_every_kind_says_what_follows_an_uncertain_end() -> None:
    for kind in kinds.all_kinds():
        assert kind.after_uncertain in {"resend", "wait"}


@pytest.mark.parametrize("language", languages.NAMES)
def test_every_default_letter_can_be_made(db: None, language: str) -> None:
    """The kinds that the system itself registers, each filled with its samples."""
    for kind in kinds.all_kinds():
        subject, body = rendering.letter(kind, language)
        values = rendering.values(kind, rewording.samples(kind, language=language))
        kinds.check(kind, subject=subject, body=body)
        assert fill(subject, values)
        assert fill(body, values)


def test_every_default_letter_is_said_in_the_language_that_is_asked_for(db: None) -> None:
    ours = [kind for kind in kinds.all_kinds() if not kind.code.startswith("test_")]
    assert len(ours) > 10

    with tagged("en"):
        for kind in ours:
            assert str(kind.label).endswith("[en]")
            assert all(text.endswith("[da]") for text in rendering.letter(kind, "da"))


def test_the_words_of_the_house_around_a_letter_are_in_its_language() -> None:
    with tagged("en"):
        page = rendering.html("http://localhost:8000/my/", subject="x", sender="y", language="da")

    assert "Open the page [da]" in page
    assert "Or copy this address: [da]" in page


def test_a_wrong_default_letter_is_a_mistake_though_it_is_lazy() -> None:
    with pytest.raises(ImproperlyConfigured, match="no placeholder"):
        kinds.register(a_kind("test_bad", subject=gettext_lazy("A letter for {nobody}")))


def test_two_kinds_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ImproperlyConfigured, match="twice"):
        kinds.register(a_kind("test_resend", label="Another"))


def test_nobody_can_decide_about_a_secret_letter() -> None:
    with pytest.raises(ImproperlyConfigured, match="secret"):
        kinds.register(a_kind("test_bad", secret=True, after_uncertain="wait"))


def test_a_letter_outlives_the_lease_of_a_killed_sender() -> None:
    """Else what a killed sender held would be too late whenever it is taken up again."""
    with pytest.raises(ImproperlyConfigured, match="killed"):
        kinds.register(a_kind("test_bad", useful_for=timedelta(seconds=90)))


def test_a_link_to_sign_in_goes_first() -> None:
    assert "sign_in_link" in kinds.brief()
    assert "rejection" not in kinds.brief()
