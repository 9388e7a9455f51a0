"""Whatever does not hold about a card payment, its refund and their receipts is found and named."""

import pytest
from sqlalchemy import text
from sqlmodel import Session

from avk_app import clock
from avk_app.domain.provider import CURRENCY, ProviderRefund, RefundState
from avk_app.models import Account, Checkout
from avk_app.models.checkouts import CheckoutStatus
from avk_app.models.payments import PaymentChannel
from avk_app.services.checks import check_books
from avk_app.services.refund_settlement import settle_refund
from tests.factories import make_account
from tests.payments import pay_with_receipt

NOW = "2026-11-22 10:00:00.000000"
REFUND_OUT = "a refund that is out is posted once with its amount"
TOO_MUCH_BACK = "no more goes back of a payment than came"
CHECKOUT = "a paid checkout has its payment with the same amount and fee"
RECEIPT = "a payment through the provider has its receipt with its amount and fee"
RETURN_RECEIPT = "a receipt of a return says what went back"
ANOTHER_REFUND = (
    "INSERT INTO refund (payment_id, origin, status, amount_kopecks, fee_kopecks, reason, key, created_at)"
    f" SELECT payment_id, origin, 'succeeded', 28370, 0, '', 'another', '{NOW}' FROM refund"
)


@pytest.fixture
def account(session: Session) -> Account:
    """Two card payments of 383.69 with 3.84 on top: 100.00 of one went back, the other whole."""
    account = make_account(session, email="")
    _pay(session, account, "1")
    _send_back(session, "1", 100_00)
    _pay(session, account, "2")
    for part in (383_69, 3_84):
        _send_back(session, "2", part)
    return account


def _pay(session: Session, account: Account, name: str) -> None:
    receipt = pay_with_receipt(session, account, 383_69, fee_kopecks=3_84)
    now = clock.now()
    session.add(
        Checkout(
            key=name,
            account_id=account.id or 0,
            channel=PaymentChannel.CARD,
            status=CheckoutStatus.PAID,
            amount_kopecks=383_69,
            fee_kopecks=3_84,
            payment_intent_id=f"pi_{name}",
            payment_id=receipt.payment_id,
            created_at=now,
            expires_at=now,
        )
    )
    session.flush()


def _send_back(session: Session, name: str, kopecks: int, state: RefundState = RefundState.SUCCEEDED) -> None:
    fact = ProviderRefund(f"re_{name}_{kopecks}", "", f"pi_{name}", state, kopecks, CURRENCY)
    settle_refund(session, fact, clock.now())


def _broken(session: Session) -> list[str]:
    return [broken.name for broken in check_books(session)]


def test_what_the_services_wrote_holds(session: Session, account: Account) -> None:
    assert _broken(session) == []
    _send_back(session, "1", 100_00, RefundState.FAILED)
    _send_back(session, "2", 3_84, RefundState.FAILED)
    _send_back(session, "1", 50_00, RefundState.FAILED)
    assert _broken(session) == []


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        (
            "UPDATE refund SET amount_kopecks = 9999 WHERE amount_kopecks = 10000",
            {REFUND_OUT, RETURN_RECEIPT},
        ),
        ("UPDATE refund SET status = 'failed' WHERE amount_kopecks = 10000", {REFUND_OUT}),
        ("UPDATE refund SET status = 'requested' WHERE amount_kopecks = 10000", {REFUND_OUT}),
        (f"{ANOTHER_REFUND} WHERE amount_kopecks = 10000", {REFUND_OUT, TOO_MUCH_BACK, RETURN_RECEIPT}),
        ("UPDATE refund SET fee_kopecks = 385 WHERE fee_kopecks = 384", {TOO_MUCH_BACK}),
        ("UPDATE checkout SET amount_kopecks = 1 WHERE key = '1'", {CHECKOUT}),
        ("UPDATE checkout SET fee_kopecks = 1 WHERE key = '1'", {CHECKOUT}),
        ("UPDATE checkout SET channel = 'e_wallet' WHERE key = '1'", {CHECKOUT}),
        ("UPDATE checkout SET status = 'open' WHERE key = '1'", {CHECKOUT}),
        ("UPDATE checkout SET payment_id = NULL WHERE key = '1'", {CHECKOUT}),
        ("UPDATE receipt SET amount_kopecks = 38370 WHERE part = 0", {RECEIPT}),
        ("UPDATE receipt SET fee_kopecks = 0 WHERE part = 0", {RECEIPT}),
        ("DELETE FROM receipt WHERE part = 0", {RECEIPT}),
        ("UPDATE receipt SET amount_kopecks = 10001 WHERE amount_kopecks = 10000", {RETURN_RECEIPT}),
        ("DELETE FROM receipt WHERE amount_kopecks = 10000", {RETURN_RECEIPT}),
    ],
)
def test_what_is_broken_is_named(session: Session, account: Account, statement: str, names: set[str]) -> None:
    session.connection().execute(text(statement))
    assert set(_broken(session)) == names
