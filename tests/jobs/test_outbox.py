"""The outbox sends each letter once, waits for a server that is down, and gives up at last."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import Engine
from sqlmodel import select

from avk_app import clock
from avk_app.config import Settings
from avk_app.domain.retries import CLAIM_LIFETIME, MAX_ATTEMPTS, retry_delay
from avk_app.errors import GatewayError, NotFound
from avk_app.gateways.mail import MailTransport, OutgoingMail, transport_for
from avk_app.jobs import outbox
from avk_app.jobs.polling import repeat
from avk_app.models import Letter
from avk_app.services import outbox as queue
from avk_app.services.database import reading, transaction
from avk_app.services.letters import queue_letter
from tests.databases import free_port
from tests.mail_server import mail_server


@dataclass
class Recorder:
    """A transport that counts, and fails as long as it is told to."""

    error: Exception | None = None
    letter_ids: list[int] = field(default_factory=list)

    def send(self, mail: OutgoingMail) -> None:
        if self.error:
            raise self.error
        self.letter_ids.append(mail.letter_id)


def _queue(engine: Engine, letters: int = 1) -> None:
    with transaction(engine) as session:
        for number in range(letters):
            queue_letter(session, f"reader{number}@example.ru", "Тема", "Текст")


def _only_letter(engine: Engine) -> Letter:
    with reading(engine) as session:
        return session.exec(select(Letter)).one()


def _smtp(port: int) -> MailTransport:
    return transport_for(Settings(smtp_url=f"smtp://127.0.0.1:{port}"))


def _send_all(engine: Engine, transport: MailTransport) -> None:
    while outbox.send_next_letter(engine, transport):
        pass


def test_an_empty_outbox_sends_nothing(shared_engine: Engine) -> None:
    assert not outbox.send_next_letter(shared_engine, Recorder())


def test_a_letter_of_a_rolled_back_deed_is_never_sent(shared_engine: Engine) -> None:
    def fail_after_writing() -> None:
        with transaction(shared_engine) as session:
            queue_letter(session, "reader@example.ru", "Тема", "Текст")
            raise NotFound("account")

    with pytest.raises(NotFound):
        fail_after_writing()
    assert not outbox.send_next_letter(shared_engine, Recorder())


def test_a_letter_is_sent_and_never_again(shared_engine: Engine) -> None:
    _queue(shared_engine)
    with mail_server() as mailbox:
        _send_all(shared_engine, _smtp(mailbox.port))
        _send_all(shared_engine, _smtp(mailbox.port))
    assert len(mailbox.letters) == 1
    assert _only_letter(shared_engine).sent_at is not None


def test_two_workers_at_once_send_every_letter_once(shared_engine: Engine) -> None:
    _queue(shared_engine, letters=30)
    recorder = Recorder()
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda _: _send_all(shared_engine, recorder), range(4)))
    assert len(recorder.letter_ids) == 30
    assert set(Counter(recorder.letter_ids).values()) == {1}


def test_a_letter_waits_for_a_server_that_is_down(shared_engine: Engine) -> None:
    _queue(shared_engine)
    port = free_port()
    _send_all(shared_engine, _smtp(port))
    waiting = _only_letter(shared_engine)
    assert (waiting.sent_at, waiting.attempts) == (None, 1)
    assert "ConnectionRefusedError" in waiting.last_error
    with mail_server(port) as mailbox, time_machine.travel(clock.now() + timedelta(seconds=31)):
        _send_all(shared_engine, _smtp(port))
    assert len(mailbox.letters) == 1
    assert _only_letter(shared_engine).last_error == ""


def test_a_worker_that_died_is_replaced_after_its_claim_ends(shared_engine: Engine) -> None:
    _queue(shared_engine)
    with transaction(shared_engine) as session:
        assert queue.claim_letter(session) is not None
    recorder = Recorder()
    _send_all(shared_engine, recorder)
    assert recorder.letter_ids == []
    with time_machine.travel(clock.now() + CLAIM_LIFETIME + timedelta(seconds=1)):
        _send_all(shared_engine, recorder)
    assert len(recorder.letter_ids) == 1


def test_a_late_failure_does_not_undo_what_another_worker_did(shared_engine: Engine) -> None:
    _queue(shared_engine)
    with transaction(shared_engine) as session:
        slow = queue.claim_letter(session)
    assert slow is not None
    with time_machine.travel(clock.now() + CLAIM_LIFETIME + timedelta(seconds=1)):
        _send_all(shared_engine, Recorder())
        with transaction(shared_engine) as session:
            queue.mark_failed(session, slow, "too slow", is_retryable=True)
    assert _only_letter(shared_engine).next_attempt_at is None


def test_a_final_refusal_is_given_up_with_its_reason(shared_engine: Engine) -> None:
    _queue(shared_engine)
    _send_all(shared_engine, Recorder(GatewayError("recipient refused: 550", is_retryable=False)))
    given_up = _only_letter(shared_engine)
    assert (given_up.next_attempt_at, given_up.sent_at) == (None, None)
    assert given_up.last_error == "recipient refused: 550"


def test_every_letter_is_given_up_after_the_last_attempt(shared_engine: Engine) -> None:
    _queue(shared_engine)
    recorder = Recorder(GatewayError("down", is_retryable=True))
    for day in range(MAX_ATTEMPTS + 2):
        with time_machine.travel(clock.now() + timedelta(days=day)):
            _send_all(shared_engine, recorder)
    assert _only_letter(shared_engine).attempts == MAX_ATTEMPTS
    assert _only_letter(shared_engine).next_attempt_at is None


def test_a_defect_in_one_letter_does_not_stop_the_others(shared_engine: Engine) -> None:
    _queue(shared_engine)
    _send_all(shared_engine, Recorder(ValueError("odd")))
    assert _only_letter(shared_engine).last_error == "defect: ValueError"


def test_waiting_grows_and_ends() -> None:
    delays = [retry_delay(attempts) for attempts in range(1, MAX_ATTEMPTS + 1)]
    assert delays[-1] is None
    kept = [delay for delay in delays if delay is not None]
    assert kept == sorted(kept)
    assert kept[0] == timedelta(seconds=30)


def test_the_task_sends_what_is_due_and_stops_when_cancelled() -> None:
    async def watch() -> None:
        sent = asyncio.Event()
        loop = asyncio.get_running_loop()

        def send_next() -> bool:
            loop.call_soon_threadsafe(sent.set)
            return False

        task = asyncio.create_task(repeat(send_next))
        await sent.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(watch())
