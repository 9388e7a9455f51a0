"""Each receipt is registered once, whoever dies on the way, and its letter is written once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import time_machine
from sqlalchemy import Engine
from sqlmodel import select

from avk_app import clock
from avk_app.domain.receipts import ReceiptStatus
from avk_app.domain.retries import CLAIM_LIFETIME, LONGEST_DELAY, MAX_ATTEMPTS
from avk_app.errors import GatewayError
from avk_app.gateways.fiscal import DemoRegister, FiscalDocument, FiscalReceipt
from avk_app.jobs.receipts import register_next_receipt
from avk_app.models import Letter, Receipt
from avk_app.models.users import Role
from avk_app.services import receipt_registration as registration
from avk_app.services.console import CONSOLE
from avk_app.services.database import reading, transaction
from avk_app.services.policy import load_policy
from avk_app.services.receipt_review import list_refused_receipts, retry_refused_receipts
from tests.actors import staff_actor
from tests.factories import make_account
from tests.payments import pay_with_receipt


@dataclass
class Recorder:
    """A register that remembers what it was asked, and fails as long as it is told to."""

    error: Exception | None = None
    asked: list[FiscalReceipt] = field(default_factory=list)

    def register(self, receipt: FiscalReceipt) -> FiscalDocument:
        self.asked.append(receipt)
        if self.error:
            raise self.error
        return DemoRegister().register(receipt)


def _issue(engine: Engine, payments: int = 1) -> None:
    with transaction(engine) as session:
        load_policy(session)
        account = make_account(session)
        for _ in range(payments):
            pay_with_receipt(session, account, 100_00, fee_kopecks=1_00)


def _receipts(engine: Engine) -> list[Receipt]:
    with reading(engine) as session:
        return list(session.exec(select(Receipt)))


def _letters(engine: Engine) -> list[Letter]:
    with reading(engine) as session:
        return list(session.exec(select(Letter)))


def _register_all(engine: Engine, register: Recorder) -> None:
    while register_next_receipt(engine, register):
        pass


def test_nothing_to_register_asks_nobody(fresh_engine: Engine) -> None:
    assert not register_next_receipt(fresh_engine, Recorder())


def test_a_registered_receipt_has_its_marks_and_its_letter_and_is_not_fiscal(fresh_engine: Engine) -> None:
    _issue(fresh_engine)
    register = Recorder()
    _register_all(fresh_engine, register)
    (asked,), (receipt,), (letter,) = register.asked, _receipts(fresh_engine), _letters(fresh_engine)
    assert [item.amount_kopecks for item in asked.items] == [100_00, 1_00]
    assert (receipt.status, receipt.is_fiscal, receipt.attempts) == (ReceiptStatus.REGISTERED, False, 1)
    assert receipt.fiscal_sign
    assert letter.subject == f"Электронный чек № {receipt.number}"
    assert "Демонстрационный чек, не фискальный документ." in letter.body


def test_workers_at_once_register_every_receipt_once(fresh_engine: Engine) -> None:
    _issue(fresh_engine, payments=20)
    register = Recorder()
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda _: _register_all(fresh_engine, register), range(4)))
    assert set(Counter(asked.number for asked in register.asked).values()) == {1}
    assert len(register.asked) == len(_letters(fresh_engine)) == 20


def test_who_died_after_the_register_answered_is_replaced_under_the_same_number(fresh_engine: Engine) -> None:
    _issue(fresh_engine)
    register = Recorder()
    with transaction(fresh_engine) as session:
        claimed = registration.claim_receipt(session)
    assert claimed is not None
    lost = register.register(claimed.receipt)
    _register_all(fresh_engine, register)
    assert len(register.asked) == 1
    with time_machine.travel(clock.now() + CLAIM_LIFETIME + timedelta(seconds=1)):
        _register_all(fresh_engine, register)
    first, second = register.asked
    assert first == second
    assert _receipts(fresh_engine)[0].fiscal_sign == lost.marks.sign
    with transaction(fresh_engine) as session:
        registration.mark_registered(session, claimed, lost)
    assert len(_letters(fresh_engine)) == 1


def test_a_register_that_is_down_is_asked_again_until_it_answers(fresh_engine: Engine) -> None:
    _issue(fresh_engine)
    register = Recorder(GatewayError("down", is_retryable=True))
    for step in range(MAX_ATTEMPTS + 2):
        with time_machine.travel(clock.now() + step * (LONGEST_DELAY + timedelta(minutes=1))):
            _register_all(fresh_engine, register)
    waiting = _receipts(fresh_engine)[0]
    assert (waiting.status, waiting.attempts) == (ReceiptStatus.TO_REGISTER, MAX_ATTEMPTS + 2)
    assert _letters(fresh_engine) == []
    register.error = None
    with time_machine.travel(clock.now() + timedelta(days=10)):
        _register_all(fresh_engine, register)
    assert _receipts(fresh_engine)[0].status is ReceiptStatus.REGISTERED


def test_a_refused_receipt_is_kept_with_its_reason_and_the_payment_is_confirmed(fresh_engine: Engine) -> None:
    _issue(fresh_engine)
    _register_all(fresh_engine, Recorder(GatewayError("wrong INN", is_retryable=False)))
    refused = _receipts(fresh_engine)[0]
    assert (refused.status, refused.next_attempt_at) == (ReceiptStatus.FAILED, None)
    assert refused.last_error == "wrong INN"
    assert "касса не приняла чек" in _letters(fresh_engine)[0].body


def test_refused_receipts_are_sent_again_by_those_who_may(fresh_engine: Engine) -> None:
    _issue(fresh_engine)
    register = Recorder(GatewayError("wrong INN", is_retryable=False))
    _register_all(fresh_engine, register)
    with transaction(fresh_engine) as session:
        operator = staff_actor(session, Role.OPERATOR)
        assert list_refused_receipts(session, operator) == []
        assert retry_refused_receipts(session, operator) == 0
        cashier = staff_actor(session, Role.CASHIER)
        assert [one.reason for one in list_refused_receipts(session, cashier)] == ["wrong INN"]
        assert retry_refused_receipts(session, CONSOLE) == 1
    register.error = None
    _register_all(fresh_engine, register)
    assert len({asked.number for asked in register.asked}) == 1
    assert _receipts(fresh_engine)[0].status is ReceiptStatus.REGISTERED
    subjects = [letter.subject.split(" №")[0] for letter in _letters(fresh_engine)]
    assert subjects == ["Подтверждение платежа", "Электронный чек"]


def test_a_defect_in_one_receipt_does_not_stop_the_others(fresh_engine: Engine) -> None:
    _issue(fresh_engine)
    _register_all(fresh_engine, Recorder(ValueError("odd")))
    assert _receipts(fresh_engine)[0].last_error == "defect: ValueError"
