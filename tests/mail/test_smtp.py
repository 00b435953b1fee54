"""The dialogue itself: encryption that is checked (P14), sign-in, and what goes wrong before the data."""

import datetime
import ipaddress
import ssl
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mail import draining
from mail.models import OutgoingMail, State
from mail.smtp import SmtpRelay
from tests.mail.kinds import TO, queued
from tests.mail.sink import Fault, Sink


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that vouches for itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return path


@pytest.fixture
def server_side(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def sent_through(sink: Sink, settings: Any) -> OutgoingMail:
    settings.EMAIL_URL = sink.url
    mail: OutgoingMail = queued()
    draining.drain()
    mail.refresh_from_db()
    return mail


@pytest.mark.parametrize("implicit", [True, False], ids=["smtps", "smtp+tls"])
def test_a_relay_that_is_who_it_says(
    db: None, settings: Any, server_side: ssl.SSLContext, trusted: None, implicit: bool
) -> None:
    with Sink(tls=server_side, implicit_tls=implicit) as sink:
        assert sent_through(sink, settings).state == State.SENT


@pytest.mark.parametrize("implicit", [True, False], ids=["smtps", "smtp+tls"])
def test_an_answer_is_waited_for_without_reading_it(
    settings: Any, server_side: ssl.SSLContext, trusted: None, implicit: bool
) -> None:
    """Under TLS too, where a socket may have what it does not show."""
    with Sink(tls=server_side, implicit_tls=implicit) as sink:
        sink.script(TO, Fault("after_dot", wait=0.5, accepted=True))
        relay = SmtpRelay(sink.url)
        relay.start(sender="jobs@example.com", receiver=TO)
        relay.transmit(b"Subject: one\r\nMessage-ID: <1@example.com>\r\n\r\ntext\r\n", name="one")

        assert not relay.answers_within(0.1)
        aside = relay.set_aside()
        assert aside.answers_within(10)
        assert aside.answer(patience=1) == (250, "OK taken")
        aside.close()


@pytest.mark.parametrize("implicit", [True, False], ids=["smtps", "smtp+tls"])
def test_a_relay_that_nobody_vouches_for_gets_nothing(
    db: None, settings: Any, server_side: ssl.SSLContext, implicit: bool
) -> None:
    """P14: refused, visible, and tried again."""
    with Sink(tls=server_side, implicit_tls=implicit) as sink:
        mail = sent_through(sink, settings)

        assert (mail.state, sink.accepted, sink.dialogues) == (State.RETRY, [], [])
    assert "certificate is not trusted" in mail.error


def test_smtp_tls_without_starttls_gets_nothing(db: None, settings: Any) -> None:
    """Encryption that is asked for is required: an answer without STARTTLS is no downgrade."""
    with Sink() as sink:
        settings.EMAIL_URL = sink.url.replace("smtp://", "smtp+tls://")
        mail = queued()
        draining.drain()

        assert sink.dialogues == []
    mail.refresh_from_db()
    assert mail.state == State.RETRY
    assert "does not offer" in mail.error


@pytest.mark.parametrize(
    "login, state", [("user:p%40ss", State.SENT), ("user:wrong", State.RETRY)], ids=["right", "wrong"]
)
def test_sign_in_at_the_relay(
    db: None, settings: Any, server_side: ssl.SSLContext, trusted: None, login: str, state: str
) -> None:
    """A wrong password is ours to mend: the mails wait instead of failing."""
    with Sink(tls=server_side, login="user:p@ss") as sink:
        settings.EMAIL_URL = sink.url.replace("user:p@ss", login)
        mail = queued()
        draining.drain()

    mail.refresh_from_db()
    assert mail.state == state
    assert "p@ss" not in mail.error
    if state == State.RETRY:
        assert "name and password" in mail.error
