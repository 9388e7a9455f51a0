"""What the provider says of refunds that we lost sight of: the ledger follows what really went back."""

from dataclasses import replace

import pytest
from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.provider import CURRENCY, DisputeState, ProviderDispute, ProviderRefund, RefundState
from avk_app.models import Account, Checkout, Refund
from avk_app.models.checkouts import CheckoutStatus
from avk_app.models.payments import PaymentChannel, RefundOrigin, RefundStatus
from avk_app.services.checkout_settlement import Outcome
from avk_app.services.ledger import get_balance, receive_payment
from avk_app.services.refund_settlement import settle_dispute, settle_refund
from avk_app.services.rules import load_rules
from tests.factories import make_account

PAID, BACK = 383_69, 100_00
FACT = ProviderRefund("re_1", "ours", "pi_1", RefundState.SUCCEEDED, BACK, CURRENCY)


@pytest.fixture
def account(session: Session) -> Account:
    load_rules(session)
    return make_account(session)


@pytest.fixture
def refund(session: Session, account: Account) -> Refund:
    """Asked for by staff, of a card payment, and not named by the provider yet."""
    account_id, now = account.id or 0, clock.now()
    payment = receive_payment(session, account_id, PaymentChannel.CARD, PAID, clock.today())
    checkout = Checkout(
        key="c" * 32,
        account_id=account_id,
        channel=PaymentChannel.CARD,
        status=CheckoutStatus.PAID,
        amount_kopecks=PAID,
        fee_kopecks=0,
        payment_intent_id="pi_1",
        payment_id=payment.id,
        created_at=now,
        expires_at=now,
    )
    asked = Refund(
        payment_id=payment.id,
        origin=RefundOrigin.STAFF,
        status=RefundStatus.REQUESTED,
        amount_kopecks=BACK,
        key="ours",
        created_at=now,
    )
    session.add_all([checkout, asked])
    session.flush()
    return asked


def _balance(session: Session, account: Account) -> int:
    return get_balance(session, account.id or 0).kopecks


def test_a_refund_that_we_gave_up_counts_when_the_provider_made_it_after_all(
    session: Session, account: Account, refund: Refund
) -> None:
    refund.status = RefundStatus.FAILED
    settle_refund(session, FACT, clock.now())
    assert refund.status is RefundStatus.SUCCEEDED
    assert _balance(session, account) == BACK - PAID


def test_a_refund_that_the_provider_itself_called_failed_stays_so(
    session: Session, account: Account, refund: Refund
) -> None:
    settle_refund(session, replace(FACT, state=RefundState.FAILED), clock.now())
    settle_refund(session, FACT, clock.now())
    assert refund.status is RefundStatus.FAILED
    assert _balance(session, account) == -PAID


def test_money_that_went_back_twice_under_one_key_is_owed_twice(
    session: Session, account: Account, refund: Refund
) -> None:
    settle_refund(session, FACT, clock.now())
    settle_refund(session, replace(FACT, refund_id="re_2"), clock.now())
    rows = session.exec(select(Refund).order_by(col(Refund.id))).all()
    assert [row.provider_id for row in rows] == ["re_1", "re_2"]
    assert _balance(session, account) == 2 * BACK - PAID


def test_a_dispute_in_another_currency_goes_on_the_list_and_holds_no_money(
    session: Session, account: Account, refund: Refund
) -> None:
    fact = ProviderDispute("dp_1", "pi_1", DisputeState.OPEN, BACK, "usd")
    assert settle_dispute(session, fact, clock.now()) is Outcome.DIFFERENCE
    assert session.exec(select(Refund)).all() == [refund]
