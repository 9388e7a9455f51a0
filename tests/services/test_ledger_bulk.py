"""Payments by the thousand post like payments one by one."""

from datetime import UTC, date, datetime

from sqlmodel import Session, col, select

from avk_app.models import LedgerEntry, Payment
from avk_app.models.payments import PaymentChannel
from avk_app.services.checks import check_books
from avk_app.services.ledger import ReceivedPayment, get_balance, receive_payment
from avk_app.services.ledger_bulk import receive_payments
from tests.factories import make_account

MOMENT = datetime(2026, 11, 5, 4, tzinfo=UTC)


def _paid(account_id: int, amount_kopecks: int) -> ReceivedPayment:
    return ReceivedPayment(account_id, PaymentChannel.CARD, amount_kopecks, date(2026, 11, 5), MOMENT)


def test_none_is_nothing(session: Session) -> None:
    receive_payments(session, [])
    assert session.exec(select(Payment)).all() == []


def test_each_account_keeps_its_own_count_and_balance(session: Session) -> None:
    one, two = (make_account(session).id or 0 for _ in range(2))
    receive_payment(session, one, PaymentChannel.OFFICE, 10_00, date(2026, 11, 1))
    receive_payments(session, [_paid(one, 50), _paid(two, 70), _paid(one, 25)])
    assert (get_balance(session, one).kopecks, get_balance(session, two).kopecks) == (-10_75, -70)
    sequences = session.exec(
        select(LedgerEntry.sequence)
        .where(col(LedgerEntry.account_id) == one)
        .order_by(col(LedgerEntry.sequence))
    ).all()
    assert sequences == [1, 2, 3]
    assert check_books(session) == []


def test_one_by_one_goes_on_afterwards(session: Session) -> None:
    account_id = make_account(session).id or 0
    receive_payments(session, [_paid(account_id, 50)])
    receive_payment(session, account_id, PaymentChannel.OFFICE, 10, date(2026, 11, 6))
    assert get_balance(session, account_id).kopecks == -60
