"""Letters keep their Russian text, cannot be made to carry foreign headers, and fail in two known ways."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.config import Settings
from avk_app.errors import ConfigError, GatewayError
from avk_app.gateways import mail
from avk_app.gateways.mail import FileTransport, OutgoingMail, SmtpTransport, transport_for
from tests.databases import free_port
from tests.mail_server import mail_server

BODY = "Здравствуйте, Пётр Сергеевич!\n\nКод подтверждения: 123456\nОн действует 15 минут.\n"


def _mail(**values: Any) -> OutgoingMail:
    defaults: dict[str, Any] = {
        "letter_id": 7,
        "recipient": "ivanov@example.ru",
        "subject": "Код подтверждения",
        "body": BODY,
        "written_at": datetime(2026, 11, 22, 13, 0, tzinfo=UTC),
    }
    return OutgoingMail(**(defaults | values))


def _files(folder: Path) -> FileTransport:
    transport = transport_for(Settings(data_dir=folder))
    assert isinstance(transport, FileTransport)
    return transport


def _smtp(port: int) -> SmtpTransport:
    transport = transport_for(Settings(smtp_url=f"smtp://127.0.0.1:{port}"))
    assert isinstance(transport, SmtpTransport)
    return transport


def _parse(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def _only_file(folder: Path) -> Path:
    (path,) = (folder / "outbox").iterdir()
    return path


def test_a_file_can_be_read_by_mail_programs_and_by_people(tmp_path: Path) -> None:
    _files(tmp_path).send(_mail())
    raw = _only_file(tmp_path).read_bytes()
    message = _parse(raw)
    assert message["Subject"] == "Код подтверждения"
    assert str(message["From"]) == "Ангарский водоканал <uchet@avk.irtel.ru>"
    assert message.get_content().splitlines() == BODY.splitlines()
    assert "Код подтверждения: 123456" in raw.decode()


def test_a_letter_written_twice_is_one_file(tmp_path: Path) -> None:
    transport = _files(tmp_path)
    transport.send(_mail())
    transport.send(_mail())
    assert _only_file(tmp_path).name == "letter-000007.eml"


def test_a_server_gets_the_same_text() -> None:
    with mail_server() as mailbox:
        _smtp(mailbox.port).send(_mail())
    message = _parse(mailbox.letters[0].original_content or b"")
    assert message.get_content().splitlines() == BODY.splitlines()
    assert mailbox.letters[0].rcpt_tos == ["ivanov@example.ru"]
    assert message["Message-ID"] == "<letter-7.20261122130000@avk.irtel.ru>"


@given(subject=st.text(), body=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_no_subject_or_text_adds_a_header(subject: str, body: str) -> None:
    message = mail.build_message(
        _mail(subject=f"Счёт\r\nBcc: x@y.ru {subject}", body=body), _files(Path()).sender, "8bit"
    )
    received = _parse(message.as_bytes())
    assert received["Bcc"] is None
    assert len(received.items()) == len(message.items())


@pytest.mark.parametrize("address", ["", "no-at", "a@b.ru\r\nBcc: c@d.ru", "a@b.ru, c@d.ru", "\x00@b.ru"])
def test_what_is_no_address_is_never_tried_again(tmp_path: Path, address: str) -> None:
    with pytest.raises(GatewayError) as refused:
        _files(tmp_path).send(_mail(recipient=address))
    assert not refused.value.is_retryable


def test_a_server_that_is_down_may_be_tried_again() -> None:
    with pytest.raises(GatewayError) as refused:
        _smtp(free_port()).send(_mail())
    assert refused.value.is_retryable


@pytest.mark.parametrize(("answer", "is_retryable"), [("451 later", True), ("554 spam", False)])
def test_a_refusal_says_whether_to_try_again(answer: str, is_retryable: bool) -> None:
    with mail_server(answer=answer) as mailbox, pytest.raises(GatewayError) as refused:
        _smtp(mailbox.port).send(_mail())
    assert refused.value.is_retryable is is_retryable


def test_an_unknown_mailbox_is_final() -> None:
    with mail_server() as mailbox, pytest.raises(GatewayError) as refused:
        _smtp(mailbox.port).send(_mail(recipient="nobody@example.ru"))
    assert not refused.value.is_retryable


def test_a_server_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "SMTP_TIMEOUT_SECONDS", 0.2)
    with mail_server(delay_seconds=2) as mailbox, pytest.raises(GatewayError) as refused:
        _smtp(mailbox.port).send(_mail())
    assert refused.value.is_retryable


def test_a_password_never_goes_over_an_unencrypted_line_when_starttls_is_asked() -> None:
    with mail_server() as mailbox:
        transport = transport_for(Settings(smtp_url=f"smtp://u:p@127.0.0.1:{mailbox.port}?starttls=1"))
        with pytest.raises(GatewayError, match="SMTPNotSupportedError"):
            transport.send(_mail())
    assert mailbox.letters == []


@pytest.mark.parametrize(
    "url",
    [
        "http://mail",
        "smtp://",
        "mail.example.ru",
        "smtp://mail.example.ru:no",
        "smtp://[mail",
        "smtp://u:p@mail.example.ru",
    ],
)
def test_an_address_of_another_kind_or_a_password_in_the_open_stops_the_start(url: str) -> None:
    with pytest.raises(ConfigError):
        transport_for(Settings(smtp_url=url))
