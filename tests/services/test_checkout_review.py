"""A payment of another sum than was asked for: staff credit what was really taken, once and for the books."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import pytest
from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.errors import GatewayError, InvalidInput, NotFound
from avk_app.models import Account, AuditRecord, Checkout, Payment, PaymentDifference, Receipt
from avk_app.models.checkouts import CheckoutStatus
from avk_app.models.payments import PaymentChannel
from avk_app.models.users import Role
from avk_app.services.access import Actor
from avk_app.services.checkout_review import CreditedCheckout, credit_put_aside
from avk_app.services.checkout_settlement import Outcome, settle_session
from avk_app.services.checkouts import StartCheckout, start_checkout
from avk_app.services.checks import check_books
from avk_app.services.database import reading
from avk_app.services.ledger import get_balance
from avk_app.services.payment_differences import resolve_difference
from avk_app.services.rules import load_rules
from tests.actors import actor_for, staff_actor
from tests.cashdesk import Cashdesk
from tests.factories import make_account
from tests.provider import FakeProvider
from tests.sandbox.server import DAY

ASKED, FEE, TAKEN = 383_69, 3_84, 380_00
Transactions = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def account(session: Session) -> Account:
    load_rules(session)
    return make_account(session)


@pytest.fixture
def cashier(session: Session) -> Actor:
    return staff_actor(session, Role.CASHIER)


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


@pytest.fixture
def difference(
    session: Session, account: Account, provider: FakeProvider, transactions: Transactions
) -> PaymentDifference:
    """The provider took 380.00 where 387.53 was asked for."""
    payer = actor_for(session, account)
    key = start_checkout(payer, StartCheckout(PaymentChannel.CARD, ASKED), provider, transactions)
    provider.sessions[key] = replace(provider.pay(key), total_kopecks=TAKEN)
    assert settle_session(session, provider.sessions[key], clock.now()) is Outcome.DIFFERENCE
    return session.exec(select(PaymentDifference)).one()


def _change_at_provider(provider: FakeProvider, **changes: object) -> None:
    (key,) = provider.sessions
    provider.sessions[key] = replace(provider.sessions[key], **changes)  # type: ignore[arg-type]


def test_nobody_but_money_staff_credits(
    session: Session,
    account: Account,
    provider: FakeProvider,
    transactions: Transactions,
    difference: PaymentDifference,
) -> None:
    for actor in (
        actor_for(session, account),
        staff_actor(session, Role.OPERATOR),
        staff_actor(session, Role.CASHIER, is_active=False),
    ):
        with pytest.raises(NotFound):
            credit_put_aside(actor, difference.id or 0, "по выписке", provider, transactions)


def test_what_was_really_taken_is_credited_once_with_receipt_and_reason(
    session: Session,
    account: Account,
    cashier: Actor,
    provider: FakeProvider,
    transactions: Transactions,
    difference: PaymentDifference,
) -> None:
    done = credit_put_aside(cashier, difference.id or 0, "по выписке", provider, transactions)
    payment = session.exec(select(Payment)).one()
    assert done == CreditedCheckout(payment.id or 0, TAKEN - FEE, FEE)
    assert (payment.amount_kopecks, payment.fee_kopecks) == (TAKEN - FEE, FEE)
    assert get_balance(session, account.id or 0).kopecks == FEE - TAKEN
    assert session.exec(select(Receipt.amount_kopecks)).all() == [TAKEN - FEE]
    assert session.exec(select(Checkout.status)).all() == [CheckoutStatus.PAID]
    assert (difference.resolution, difference.resolved_by) == ("по выписке", cashier.user_id)
    said = session.exec(select(AuditRecord).where(col(AuditRecord.action) == "checkout.credit")).one()
    assert (said.user_id, said.details) == (cashier.user_id, "по выписке")
    assert check_books(session) == []
    with pytest.raises(InvalidInput, match="credit_done"):
        credit_put_aside(cashier, difference.id or 0, "ещё раз", provider, transactions)
    (page,) = provider.sessions.values()
    assert settle_session(session, page, clock.now()) is Outcome.KNOWN


def test_what_was_struck_off_the_list_may_still_be_credited(
    session: Session,
    cashier: Actor,
    provider: FakeProvider,
    transactions: Transactions,
    difference: PaymentDifference,
) -> None:
    resolve_difference(session, cashier, difference.id or 0, "видели")
    credit_put_aside(cashier, difference.id or 0, "по выписке", provider, transactions)
    assert difference.resolution == "видели"
    assert len(session.exec(select(Payment)).all()) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"is_paid": False}, "credit_not_taken"),
        ({"currency": "usd"}, "credit_currency"),
        ({"total_kopecks": FEE}, "credit_fee_only"),
    ],
)
def test_what_the_provider_did_not_take_in_roubles_is_not_credited(
    cashier: Actor,
    provider: FakeProvider,
    transactions: Transactions,
    difference: PaymentDifference,
    changes: dict[str, object],
    code: str,
) -> None:
    _change_at_provider(provider, **changes)
    with pytest.raises(InvalidInput, match=code):
        credit_put_aside(cashier, difference.id or 0, "по выписке", provider, transactions)
    assert difference.resolved_at is None


def test_a_reason_and_an_answer_are_needed(
    session: Session,
    cashier: Actor,
    provider: FakeProvider,
    transactions: Transactions,
    difference: PaymentDifference,
) -> None:
    with pytest.raises(InvalidInput, match="reason_empty"):
        credit_put_aside(cashier, difference.id or 0, " ", provider, transactions)
    provider.is_down = True
    with pytest.raises(GatewayError):
        credit_put_aside(cashier, difference.id or 0, "по выписке", provider, transactions)
    assert session.exec(select(Payment)).all() == []


@pytest.mark.slow
def test_money_that_went_back_to_the_payer_is_not_credited(desk: Cashdesk) -> None:
    with desk.transactions() as session:
        load_rules(session)
        payer = actor_for(session, make_account(session))
        cashier = staff_actor(session, Role.CASHIER)
    key = desk.start(payer, StartCheckout(PaymentChannel.CARD, ASKED))
    with desk.transactions() as session:
        checkout = session.exec(select(Checkout)).one()
        page_id, checkout.amount_kopecks = checkout.provider_session_id, ASKED + 1
    desk.sandbox.provider.act("pay", session=page_id)
    desk.wait_for_messages()
    (taken,) = desk.provider.list_payments_since(clock.now() - DAY)
    assert (taken.key, taken.has_returned) == (key, False)
    desk.sandbox.provider.act("refund", payment_intent=taken.intent_id)
    desk.wait_for_messages()
    with reading(desk.engine) as session:
        difference = session.exec(select(PaymentDifference.id)).one()
    with pytest.raises(InvalidInput, match="credit_returned"):
        credit_put_aside(cashier, difference or 0, "по выписке", desk.provider, desk.transactions)
