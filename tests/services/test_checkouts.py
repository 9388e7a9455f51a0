"""Paying through the provider: started once, credited once, whatever is said how often in what order."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.provider import ProviderPayment, ProviderSession
from avk_app.errors import GatewayError, InvalidInput, NotFound, TooManyAttempts
from avk_app.models import Account, Checkout, Payment, PaymentDifference
from avk_app.models.checkouts import CheckoutStatus
from avk_app.models.payments import PaymentChannel
from avk_app.services.access import Actor
from avk_app.services.checkout_settlement import Outcome, settle_payment, settle_session
from avk_app.services.checkouts import (
    MOST_AN_HOUR,
    StartCheckout,
    get_checkout_page,
    get_checkout_state,
    start_checkout,
)
from avk_app.services.ledger import get_balance
from avk_app.services.reconciliation import compare_with_provider, reconcile
from avk_app.services.rules import load_rules
from tests.actors import actor_for
from tests.factories import make_account
from tests.provider import FakeProvider

CARD = StartCheckout(PaymentChannel.CARD, 383_69)
NOW = timedelta()
Transactions = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def account(session: Session) -> Account:
    load_rules(session)
    return make_account(session)


@pytest.fixture
def actor(session: Session, account: Account) -> Actor:
    return actor_for(session, account)


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider()


@pytest.fixture
def transactions(session: Session) -> Transactions:
    @contextmanager
    def nested() -> Iterator[Session]:
        with session.begin_nested():
            yield session

    return nested


def _checkout(session: Session, key: str) -> Checkout:
    return session.exec(select(Checkout).where(col(Checkout.key) == key)).one()


def _payments(session: Session, account: Account) -> list[Payment]:
    return list(session.exec(select(Payment).where(col(Payment.account_id) == account.id)))


def _differences(session: Session) -> list[str]:
    return list(session.exec(select(PaymentDifference.code).order_by(col(PaymentDifference.id))))


def _paid(provider: FakeProvider, key: str) -> ProviderSession:
    return provider.pay(key)


def test_a_checkout_is_opened_with_the_fee_on_top(
    session: Session, actor: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    key = start_checkout(actor, CARD, provider, transactions)
    checkout = _checkout(session, key)
    assert checkout.status is CheckoutStatus.OPEN
    assert (checkout.amount_kopecks, checkout.fee_kopecks) == (383_69, 3_84)
    assert provider.sessions[key].total_kopecks == 387_53
    assert get_checkout_page(session, actor, key) == f"https://pay.example/{key}"


def test_a_closed_account_without_a_debt_is_paid_nothing(
    session: Session, actor: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    session.get_one(Account, actor.account_id).closed_on = clock.today() - timedelta(days=1)
    with pytest.raises(InvalidInput) as refusal:
        start_checkout(actor, CARD, provider, transactions)
    assert [problem.code for problem in refusal.value.problems] == ["account_closed"]
    assert provider.asked == 0


def test_a_payment_started_twice_goes_on_with_the_open_page(
    session: Session, actor: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    first = start_checkout(actor, CARD, provider, transactions)
    assert start_checkout(actor, CARD, provider, transactions) == first
    other = start_checkout(actor, StartCheckout(PaymentChannel.CARD, 100_00), provider, transactions)
    assert other != first
    assert provider.asked == 2


def test_a_page_with_another_fee_is_not_gone_on_with(
    session: Session, actor: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    first = start_checkout(actor, CARD, provider, transactions)
    _checkout(session, first).fee_kopecks += 1
    assert start_checkout(actor, CARD, provider, transactions) != first


def test_a_provider_that_is_down_loses_nothing_and_makes_nothing_twice(
    session: Session, actor: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    provider.is_down = True
    with pytest.raises(GatewayError):
        start_checkout(actor, CARD, provider, transactions)
    provider.is_down = False
    start_checkout(actor, CARD, provider, transactions)
    assert len(provider.sessions) == 1


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (StartCheckout(PaymentChannel.CARD, 0), "amount_zero"),
        (StartCheckout(PaymentChannel.CARD, -5), "amount_zero"),
        (StartCheckout(PaymentChannel.CARD, 100_000_001), "amount_over_cap"),
        (StartCheckout(PaymentChannel.OFFICE, 100), "channel_not_online"),
        (StartCheckout(PaymentChannel.CARD, 100, shown_account_id=10**9), "form_stale"),
    ],
)
def test_what_cannot_be_paid_is_refused_before_anything_moves(
    session: Session,
    actor: Actor,
    provider: FakeProvider,
    transactions: Transactions,
    command: StartCheckout,
    code: str,
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        start_checkout(actor, command, provider, transactions)
    assert refusal.value.problems[0].code == code
    assert provider.asked == 0


def test_a_foreign_checkout_looks_like_none(
    session: Session, actor: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    key = start_checkout(actor, CARD, provider, transactions)
    stranger = actor_for(session, make_account(session))
    for look in (get_checkout_page, get_checkout_state):
        with pytest.raises(NotFound):
            look(session, stranger, key)
        with pytest.raises(NotFound):
            look(session, actor, "0" * 32)


def test_somebody_who_starts_payments_without_end_is_slowed_down(
    session: Session, actor: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    for kopecks in range(1, MOST_AN_HOUR + 1):
        start_checkout(actor, StartCheckout(PaymentChannel.CARD, kopecks), provider, transactions)
    with pytest.raises(TooManyAttempts):
        start_checkout(actor, CARD, provider, transactions)


def test_paid_is_credited_once_however_often_it_is_said(
    session: Session, account: Account, actor: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    key = start_checkout(actor, CARD, provider, transactions)
    page = provider.pay(key)
    outcomes = [settle_session(session, page, clock.now()) for _ in range(3)]
    assert outcomes == [Outcome.CREDITED, Outcome.KNOWN, Outcome.KNOWN]
    (payment,) = _payments(session, account)
    assert (payment.amount_kopecks, payment.fee_kopecks) == (383_69, 3_84)
    assert get_balance(session, account.id or 0).kopecks == -383_69
    assert get_checkout_state(session, actor, key).status is CheckoutStatus.PAID


def test_paid_outranks_expired_whatever_comes_first(
    session: Session, account: Account, actor: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    key = start_checkout(actor, CARD, provider, transactions)
    settle_session(session, provider.expire(key), clock.now())
    assert _checkout(session, key).status is CheckoutStatus.EXPIRED
    assert settle_session(session, provider.pay(key), clock.now()) is Outcome.CREDITED
    settle_session(session, provider.expire(key), clock.now())
    assert _checkout(session, key).status is CheckoutStatus.PAID
    assert len(_payments(session, account)) == 1


@pytest.mark.parametrize("change", [{"total_kopecks": 387_52}, {"currency": "usd"}])
def test_another_sum_or_currency_is_put_aside_for_people(
    session: Session,
    account: Account,
    actor: Actor,
    provider: FakeProvider,
    transactions: Transactions,
    change: dict[str, object],
) -> None:
    key = start_checkout(actor, CARD, provider, transactions)
    page = replace(provider.pay(key), **change)  # type: ignore[arg-type]
    assert settle_session(session, page, clock.now()) is Outcome.DIFFERENCE
    assert settle_session(session, page, clock.now()) is Outcome.DIFFERENCE
    assert _payments(session, account) == []
    assert _differences(session) == ["other_amount"]
    assert _checkout(session, key).status is CheckoutStatus.REVIEW


def test_money_nobody_asked_for_goes_on_the_list(session: Session, provider: FakeProvider) -> None:
    page = ProviderSession("cs_x", "f" * 32, "complete", True, 100, "rub", "", "pi_x")  # type: ignore[arg-type]
    assert settle_session(session, page, clock.now()) is Outcome.DIFFERENCE
    assert _differences(session) == ["unknown_payment"]


def test_a_second_payment_of_one_checkout_goes_on_the_list_and_leaves_the_first(
    session: Session, actor: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    key = start_checkout(actor, CARD, provider, transactions)
    page = provider.pay(key)
    settle_session(session, page, clock.now())
    again = ProviderPayment("pi_2", key, True, False, page.total_kopecks, page.currency)
    assert settle_payment(session, again, clock.now()) is Outcome.DIFFERENCE
    second_page = replace(page, session_id="cs_2", intent_id="pi_2")
    assert settle_session(session, second_page, clock.now()) is Outcome.DIFFERENCE
    assert _differences(session) == ["unknown_payment"]
    assert _checkout(session, key).payment_intent_id == page.intent_id


def test_a_payment_that_cannot_be_asked_about_does_not_keep_back_the_others(
    session: Session, account: Account, actor: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    broken, paid = (
        start_checkout(actor, StartCheckout(PaymentChannel.CARD, kopecks), provider, transactions)
        for kopecks in (100_00, 200_00)
    )
    provider.pay(paid)
    del provider.sessions[broken]
    done = reconcile(provider, transactions, NOW)
    assert (done.failed, done.credited) == (1, 1)


def test_reconciliation_settles_what_a_lost_message_left(
    session: Session, account: Account, actor: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    paid, open_one = (
        start_checkout(actor, StartCheckout(PaymentChannel.CARD, kopecks), provider, transactions)
        for kopecks in (100_00, 200_00)
    )
    provider.pay(paid)
    done = reconcile(provider, transactions, NOW)
    assert (done.asked, done.credited) == (2, 1)
    assert reconcile(provider, transactions, NOW).credited == 0
    assert _checkout(session, open_one).status is CheckoutStatus.OPEN
    assert [payment.amount_kopecks for payment in _payments(session, account)] == [100_00]


def test_reconciliation_finishes_what_died_before_the_provider_answered(
    session: Session, actor: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    provider.is_down = True
    with pytest.raises(GatewayError):
        start_checkout(actor, CARD, provider, transactions)
    payment_and_messages = 2
    assert reconcile(provider, transactions, NOW).failed == payment_and_messages
    provider.is_down = False
    reconcile(provider, transactions, NOW)
    (checkout,) = session.exec(select(Checkout)).all()
    assert checkout.status is CheckoutStatus.OPEN


def test_one_round_credits_what_was_paid_on_a_page_we_never_heard_of(
    session: Session, account: Account, actor: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    key = start_checkout(actor, CARD, provider, transactions)
    provider.pay(key)
    checkout = _checkout(session, key)
    checkout.status, checkout.provider_session_id = CheckoutStatus.NEW, None
    assert reconcile(provider, transactions, NOW).credited == 1
    assert len(_payments(session, account)) == 1


def test_a_round_leaves_payments_alone_that_have_just_begun(
    session: Session, actor: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    start_checkout(actor, CARD, provider, transactions)
    assert reconcile(provider, transactions).asked == 0


def test_what_the_provider_took_and_what_was_credited_are_compared(
    session: Session, account: Account, actor: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    key = start_checkout(actor, CARD, provider, transactions)
    provider.pay(key)
    before = clock.now() - timedelta(days=1)
    assert compare_with_provider(provider, before, transactions).credited == 1
    assert compare_with_provider(provider, before, transactions).differences == 0
    provider.sessions.clear()
    assert compare_with_provider(provider, before, transactions).differences == 1
    assert _differences(session) == ["not_at_provider"]
    assert len(_payments(session, account)) == 1
