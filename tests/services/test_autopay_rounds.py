"""Autopay against the provider's stand-in with the official SDK, and many rounds at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select, update

from avk_app import clock
from avk_app.domain.provider import ChargeOrder, SavedMethod
from avk_app.models import Autopay, AutopayNotice, Checkout, Letter, Payment, PaymentDifference
from avk_app.models.autopay import AutopayStatus
from avk_app.models.checkouts import CheckoutStatus
from avk_app.sandbox.faults import AnswerFault, Switch, WebhookFault
from avk_app.services.access import Actor
from avk_app.services.autopay import get_setup_page, start_autopay, switch_off
from avk_app.services.autopay_charge import charge_due
from avk_app.services.autopay_notices import announce_due
from avk_app.services.autopay_setup import confirm_autopay, reconcile_autopays
from avk_app.services.checks import check_books
from avk_app.services.database import reading, transaction
from avk_app.services.ledger import get_balance
from avk_app.services.reconciliation import compare_with_provider, reconcile
from tests.autopay import TERMS, make_billed_payer, on_day, send_letters, switch_on
from tests.cashdesk import AT_ONCE, Cashdesk, open_cashdesk
from tests.provider import FakeProvider

pytestmark = pytest.mark.slow

PAYERS, WORKERS = 8, 6
WHOLE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Payer:
    account_id: int
    owner: Actor


@pytest.fixture
def desk(fresh_engine: Engine, tmp_path: Path) -> Iterator[Cashdesk]:
    with on_day(11, 5), open_cashdesk(fresh_engine, tmp_path) as opened:
        yield opened


@pytest.fixture
def payer(desk: Cashdesk) -> Payer:
    with desk.transactions() as session:
        account, owner = make_billed_payer(session)
        return Payer(account.id or 0, owner)


def _save_card(desk: Cashdesk, payer: Payer, card: str = "paid") -> str:
    key = start_autopay(payer.owner, TERMS, "2026-11", desk.provider, desk.transactions)
    with reading(desk.engine) as session:
        page = get_setup_page(session, payer.owner, key)
    desk.sandbox.provider.act("pay", session=page.rpartition("/")[2], card=card)
    return key


def _announced_for_today(desk: Cashdesk) -> None:
    """As it is two days after the letter left."""
    assert announce_due(desk.transactions) == 1
    with desk.transactions() as session:
        session.exec(update(AutopayNotice).values(charge_on=clock.today()))
        session.exec(update(Letter).values(sent_at=clock.now() - 2 * WHOLE_DAY))


def _switched_on(desk: Cashdesk, payer: Payer, card: str = "paid") -> str:
    key = _save_card(desk, payer, card)
    confirm_autopay(payer.owner, key, desk.provider, desk.transactions)
    _announced_for_today(desk)
    return key


def _owed(desk: Cashdesk, payer: Payer) -> int:
    with reading(desk.engine) as session:
        return get_balance(session, payer.account_id).kopecks


def _charges(desk: Cashdesk) -> list[str]:
    """The payments that the provider took."""
    found = desk.sandbox.stripe.v1.payment_intents.list({"limit": 100}).data
    return [intent.id for intent in found if intent.status == "succeeded"]


def _status(desk: Cashdesk) -> CheckoutStatus:
    with reading(desk.engine) as session:
        return session.exec(select(Checkout.status)).one()


def _autopay(desk: Cashdesk) -> Autopay:
    with reading(desk.engine) as session:
        return session.exec(select(Autopay)).one()


def test_a_card_is_saved_charged_once_and_forgotten(desk: Cashdesk, payer: Payer) -> None:
    _switched_on(desk, payer)
    saved = _autopay(desk)
    assert (saved.status, saved.card_brand, saved.card_last4) == (AutopayStatus.ACTIVE, "visa", "4242")
    assert charge_due(desk.provider, desk.transactions) == 1
    desk.wait_for_messages()
    reconcile(desk.provider, desk.transactions, AT_ONCE)
    assert (_owed(desk, payer), len(_charges(desk))) == (0, 1)
    switch_off(payer.owner, desk.provider, desk.transactions)
    assert _autopay(desk).forgotten_at is not None
    assert desk.sandbox.stripe.v1.payment_methods.retrieve(saved.method_id).customer is None
    desk.provider.forget_method(saved.method_id)
    with reading(desk.engine) as session:
        assert session.exec(select(PaymentDifference)).all() == []
        assert check_books(session) == []


def test_what_goes_out_is_our_own_ids_and_a_sum(desk: Cashdesk, payer: Payer) -> None:
    _switched_on(desk, payer)
    charge_due(desk.provider, desk.transactions)
    customer = desk.sandbox.stripe.v1.customers.retrieve(_autopay(desk).customer_id)
    assert (customer.name, customer.email, customer.phone) == (None, None, None)
    (intent,) = desk.sandbox.stripe.v1.payment_intents.list({"limit": 10}).data
    with reading(desk.engine) as session:
        key = session.exec(select(Checkout.key)).one()
    assert (intent.metadata.to_dict(), intent.description) == ({"checkout": key}, None)


def test_the_provider_tells_of_a_saved_card_and_no_money_is_missed(desk: Cashdesk, payer: Payer) -> None:
    _save_card(desk, payer)
    desk.wait_for_messages()
    reconcile_autopays(desk.provider, desk.transactions)
    assert _autopay(desk).status is AutopayStatus.ACTIVE
    with reading(desk.engine) as session:
        assert session.exec(select(PaymentDifference)).all() == []


@pytest.mark.parametrize("fault", [AnswerFault.FAIL_AFTER_WORK, AnswerFault.FAIL_BEFORE_WORK])
def test_an_answer_that_fails_is_repeated_and_takes_once(
    desk: Cashdesk, payer: Payer, fault: AnswerFault
) -> None:
    _switched_on(desk, payer)
    desk.sandbox.faults.switch_on(Switch(fault, times=3, matching="/v1/payment_intents"))
    desk.sandbox.faults.switch_on(Switch(WebhookFault.LOSE, times=20))
    charge_due(desk.provider, desk.transactions)
    desk.sandbox.faults.clear()
    reconcile(desk.provider, desk.transactions, AT_ONCE)
    assert (_owed(desk, payer), len(_charges(desk))) == (0, 1)


def test_a_card_that_wants_its_owner_is_declined_whatever_comes_first(desk: Cashdesk, payer: Payer) -> None:
    _switched_on(desk, payer, "confirm-always")
    charge_due(desk.provider, desk.transactions)
    assert _status(desk) is CheckoutStatus.FAILED
    desk.wait_for_messages()
    reconcile(desk.provider, desk.transactions, AT_ONCE)
    with reading(desk.engine) as session:
        told = session.exec(select(Letter.subject).where(col(Letter.subject).contains("не прошёл"))).all()
    assert (_status(desk), len(told), _charges(desk)) == (CheckoutStatus.FAILED, 1, [])


def test_that_a_payment_was_begun_is_no_decline(desk: Cashdesk, payer: Payer) -> None:
    """The provider tells of a new payment before the card was tried: it looks like a declined one."""
    _switched_on(desk, payer)
    desk.sandbox.faults.switch_on(Switch(WebhookFault.LOSE, matching="payment_intent.succeeded"))
    desk.sandbox.faults.switch_on(Switch(AnswerFault.FAIL_AFTER_WORK, 3, "/v1/payment_intents"))
    charge_due(desk.provider, desk.transactions)
    desk.wait_for_messages()
    assert _status(desk) is CheckoutStatus.NEW
    compare_with_provider(desk.provider, clock.now() - WHOLE_DAY, desk.transactions)
    assert _status(desk) is CheckoutStatus.PAID


def test_a_forgotten_card_cannot_be_charged(desk: Cashdesk, payer: Payer) -> None:
    _switched_on(desk, payer)
    saved = _autopay(desk)
    switch_off(payer.owner, desk.provider, desk.transactions)
    order = ChargeOrder("0" * 32, SavedMethod(saved.customer_id, saved.method_id), 100_00)
    with pytest.raises(Exception, match="provider"):
        desk.provider.charge_saved(order)
    assert _charges(desk) == []


def _at_once(work: Callable[[], object], times: int) -> None:
    with ThreadPoolExecutor(WORKERS) as pool:
        for done in [pool.submit(work) for _ in range(times)]:
            done.result()


def _count(session: Session, table: type) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def test_many_rounds_at_once_tell_once_and_charge_once(fresh_engine: Engine) -> None:
    provider = FakeProvider()

    def transactions() -> AbstractContextManager[Session]:
        return transaction(fresh_engine)

    with transactions() as session:
        people = [make_billed_payer(session) for _ in range(PAYERS)]
    for _account, owner in people:
        switch_on(owner, provider, transactions)
    with on_day(11, 3):
        _at_once(lambda: announce_due(transactions), 2 * WORKERS)
        send_letters(transactions)
    with on_day(11, 5):
        provider.loses_answers = True
        _at_once(lambda: charge_due(provider, transactions), 2 * WORKERS)
        provider.loses_answers = False
        _at_once(lambda: reconcile(provider, transactions, AT_ONCE), WORKERS)
    with reading(fresh_engine) as session:
        counted = [_count(session, table) for table in (AutopayNotice, Checkout, Payment)]
        told = session.exec(select(Letter.recipient).where(col(Letter.subject).contains("05.11"))).all()
        balances = [get_balance(session, account.id or 0).kopecks for account, _owner in people]
    assert counted == [PAYERS] * 3
    assert (len(told), len(provider.charges), balances) == (PAYERS, PAYERS, [0] * PAYERS)
