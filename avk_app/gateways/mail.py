"""Outgoing mail: to a server by SMTP, or into files that a person can open (demo and development)."""

import smtplib
import ssl
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from avk_app.config import Settings
from avk_app.errors import ConfigError, GatewayError

SMTP_TIMEOUT_SECONDS = 20
DEFAULT_PORTS = {"smtp": 25, "smtps": 465}
_PERMANENT = 500
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class OutgoingMail:
    """One letter to one recipient. `letter_id` makes its Message-ID: a letter sent twice is seen as one."""

    letter_id: int
    recipient: str
    subject: str
    body: str
    written_at: datetime


class MailTransport(Protocol):
    """Hands a letter over, or raises GatewayError."""

    def send(self, mail: OutgoingMail) -> None: ...


@dataclass(frozen=True)
class FileTransport:
    """One readable .eml file a letter. Sending a letter again replaces its file."""

    folder: Path
    sender: Address

    def send(self, mail: OutgoingMail) -> None:
        message = build_message(mail, self.sender, cte="8bit")
        path = self.folder / f"letter-{mail.letter_id:06d}.eml"
        unfinished = path.with_suffix(".part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished.write_bytes(message.as_bytes())
            unfinished.replace(path)
        except OSError as error:
            raise GatewayError(f"file: {error.strerror}", is_retryable=True) from error


@dataclass(frozen=True)
class SmtpTransport:
    """A mail server: `smtp://user:password@host:587?starttls=1` or `smtps://…`; certificates are checked."""

    address: SplitResult
    sender: Address
    own_name: str

    def send(self, mail: OutgoingMail) -> None:
        message = build_message(mail, self.sender, cte="base64")
        with _as_gateway_errors(), self._connect() as server:
            if _asks_starttls(self.address):
                server.starttls(context=ssl.create_default_context())
            if self.address.username:
                server.login(unquote(self.address.username), unquote(self.address.password or ""))
            server.send_message(message)

    def _connect(self) -> smtplib.SMTP:
        host, port = self.address.hostname or "", self.address.port or DEFAULT_PORTS[self.address.scheme]
        if self.address.scheme == "smtps":
            return smtplib.SMTP_SSL(
                host, port, self.own_name, timeout=SMTP_TIMEOUT_SECONDS, context=ssl.create_default_context()
            )
        return smtplib.SMTP(host, port, self.own_name, timeout=SMTP_TIMEOUT_SECONDS)


def transport_for(settings: Settings) -> MailTransport:
    """SMTP when AVK_SMTP_URL names a server, else files in the outbox folder. Raises ConfigError."""
    sender = _sender(settings)
    url = settings.smtp_url.get_secret_value()
    if not url:
        return FileTransport(settings.outbox_dir, sender)
    address = _parse_server(url)
    if address.username and not _is_encrypted(address) and address.hostname not in _THIS_MACHINE:
        raise ConfigError("AVK_SMTP_URL would send the password unencrypted: use smtps:// or ?starttls=1")
    return SmtpTransport(address, sender, urlsplit(settings.origin).hostname or "localhost")


def _parse_server(url: str) -> SplitResult:
    with suppress(ValueError):
        address = urlsplit(url)
        if address.scheme in DEFAULT_PORTS and address.hostname and address.port != 0:
            return address
    raise ConfigError("AVK_SMTP_URL must look like smtp://user:password@host:587?starttls=1 or smtps://…")


def _asks_starttls(address: SplitResult) -> bool:
    return parse_qs(address.query).get("starttls") == ["1"]


def _is_encrypted(address: SplitResult) -> bool:
    return address.scheme == "smtps" or _asks_starttls(address)


def build_message(mail: OutgoingMail, sender: Address, cte: Literal["8bit", "base64"]) -> EmailMessage:
    """A UTF-8 letter. No value can start a header of its own. GatewayError when the address is no address."""
    message = EmailMessage(policy=SMTP)
    try:
        message["To"] = Address(addr_spec=mail.recipient)
        message["From"] = sender
    except (MessageError, ValueError, IndexError) as error:
        raise GatewayError("the recipient's address is not an address", is_retryable=False) from error
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = mail.written_at
    message["Message-ID"] = f"<letter-{mail.letter_id}.{mail.written_at:%Y%m%d%H%M%S}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "ru"
    message.set_content(mail.body, cte=cte)
    return message


def _one_line(text: str) -> str:
    """Control characters, line ends among them, become spaces."""
    return " ".join("".join(" " if unicodedata.category(c)[0] == "C" else c for c in text).split())


def _sender(settings: Settings) -> Address:
    try:
        return Address(display_name=settings.mail_from_name, addr_spec=settings.mail_from)
    except (MessageError, ValueError, IndexError) as error:
        raise ConfigError("AVK_MAIL_FROM must be an e-mail address, AVK_MAIL_FROM_NAME one line") from error


@contextmanager
def _as_gateway_errors() -> Iterator[None]:
    """Only a refusal of this very letter is final; a server that is down or set up wrong may recover."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _text in error.recipients.values())
        raise GatewayError(f"recipient refused: {code}", is_retryable=code < _PERMANENT) from error
    except smtplib.SMTPDataError as error:
        is_retryable = error.smtp_code < _PERMANENT
        raise GatewayError(f"letter refused: {error.smtp_code}", is_retryable=is_retryable) from error
    except smtplib.SMTPResponseException as error:
        raise GatewayError(f"server refused: {error.smtp_code}", is_retryable=True) from error
    except (smtplib.SMTPException, OSError) as error:
        raise GatewayError(f"no connection: {type(error).__name__}", is_retryable=True) from error
