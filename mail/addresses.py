"""One mailbox per address, as the sender will write it and as two addresses are compared."""

import re
import unicodedata
from contextlib import suppress

import idna
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


def _refuse(sentence: str) -> ValidationError:
    return ValidationError(sentence, code="mailbox")


def _domain(domain: str) -> str:
    if domain.startswith("["):
        raise _refuse(_("Enter an address with a domain name after the @, not with numbers in brackets."))
    try:
        plain = idna.encode(domain, uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        raise _refuse(_("The part after the @ is not a domain name, such as example.com.")) from None
    if "." not in plain or plain.endswith(".") or re.fullmatch(r"[0-9.]+", plain):
        raise _refuse(_("The part after the @ is not a whole domain name, such as example.com."))
    return plain


def check(address: str) -> str:
    """The address as a mail carries it, its domain in punycode; `ValidationError` if it is none."""
    if any(unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"} for character in address):
        raise _refuse(_("The address has a line break or another hidden character in it."))
    address = address.strip()
    if re.search(r"[,;\s]", address) or address.count("@") > 1:
        raise _refuse(_("Enter one e-mail address, without spaces or commas."))
    local, at, domain = address.partition("@")
    if not (local and at and domain):
        raise _refuse(_("Enter an e-mail address, such as name@example.com."))
    if not local.isascii():
        raise _refuse(
            _(
                "The part before the @ has letters that many mail servers cannot take. "
                "Enter an address with the letters a to z there."
            )
        )
    if local.startswith("-") or not LOCAL.fullmatch(local):
        raise _refuse(_("The part before the @ is not one that mail can be sent to."))
    whole = f"{local}@{_domain(domain)}"
    if len(local) > 64 or len(whole) > 254:
        raise _refuse(_("The address is longer than an e-mail address can be."))
    return whole


def validate_mailbox(address: str) -> None:
    """For form and model fields."""
    check(address)


def canonical(address: str) -> str:
    """For comparing only: compatibility forms folded, lower case, domain in punycode."""
    local, at, domain = unicodedata.normalize("NFKC", address).strip().lower().rpartition("@")
    with suppress(idna.IDNAError, UnicodeError):
        domain = idna.encode(domain, uts46=True).decode().lower()
    return f"{local}{at}{domain}"
