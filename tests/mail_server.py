"""A real SMTP server for tests, that can be slow or refuse."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tests.databases import free_port

STARTUP_SECONDS = 60


@dataclass
class Mailbox:
    """What arrived. `answer` is what the server says to a letter; `delay_seconds` how long it thinks."""

    port: int
    answer: str = "250 taken"
    delay_seconds: float = 0
    letters: list[Envelope] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.delay_seconds)
        if self.answer.startswith("250"):
            self.letters.append(envelope)
        return self.answer

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@contextmanager
def mail_server(port: int | None = None, **behaviour: Any) -> Iterator[Mailbox]:
    mailbox = Mailbox(port or free_port(), **behaviour)
    controller = Controller(mailbox, "127.0.0.1", mailbox.port, ready_timeout=STARTUP_SECONDS)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
