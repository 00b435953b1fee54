"""S48: one mailbox per address; the table of 25."""

import pytest
from django.core.exceptions import ValidationError

from mail.addresses import canonical, check, validate_mailbox

TABLE = {
    "amina@example.com": "amina@example.com",
    "  amina@example.com ": "amina@example.com",
    "Amina.Example+jobs@Example.COM": "Amina.Example+jobs@example.com",
    "o'brien@example.ie": "o'brien@example.ie",
    "a@b-c.example.dk": "a@b-c.example.dk",
    "anna@københavn.dk": "anna@xn--kbenhavn-54a.dk",
    "anna@xn--kbenhavn-54a.dk": "anna@xn--kbenhavn-54a.dk",
    f"{'a' * 64}@example.com": f"{'a' * 64}@example.com",
    "søren@københavn.dk": "before the @",
    f"{'a' * 65}@example.com": "longer",
    f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 60}.dk": "longer",
    f"a@{'b' * 63}.{'c' * 63}.{'d' * 63}.{'e' * 60}.dk": "domain name",
    "": "Enter an e-mail address",
    "amina": "Enter an e-mail address",
    "@example.com": "Enter an e-mail address",
    "amina@": "Enter an e-mail address",
    "a@[127.0.0.1]": "brackets",
    "a@127.0.0.1": "whole domain",
    "a@localhost": "whole domain",
    "-oQ/tmp@x.dk": "before the @",
    "a..b@example.com": "before the @",
    '"a b"@example.com': "without spaces",
    "a@example.com,b@example.com": "one e-mail address",
    "a,b@example.com": "one e-mail address",
    "a@example.com,": "one e-mail address",
    "a@example.com@example.org": "one e-mail address",
    "a@example.com\nBcc: b@example.com": "line break",
    "a@exa\x00mple.com": "hidden character",
    "a@-example-.com": "domain name",
    "Amina <a@example.com>": "without spaces",
}


@pytest.mark.parametrize("address, outcome", TABLE.items(), ids=repr)
def test_the_table(address: str, outcome: str) -> None:
    if "@" in outcome and "before" not in outcome:
        assert check(address) == outcome
        return
    with pytest.raises(ValidationError) as refused:
        validate_mailbox(address)
    assert outcome in refused.value.messages[0]


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 25


@pytest.mark.parametrize(
    "one, other",
    [
        ("Amina@Example.com", "amina@example.COM"),
        ("anna@KØBENHAVN.dk", "anna@xn--kbenhavn-54a.dk"),
        ("ａｎｎａ@example.com", "anna@example.com"),
        (" anna@example.com", "anna@example.com "),
    ],
)
def test_canonical_forms_of_one_mailbox_are_equal(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)
