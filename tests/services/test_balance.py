"""The balance of an account: what its ledger says, with the last two bills and the last payment."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlmodel import Session, col, select

from avk_app.domain.period import Period
from avk_app.errors import NotFound
from avk_app.models import Account, LedgerEntry
from avk_app.models.payments import PaymentChannel
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services.access import Actor
from avk_app.services.balance import NO_BALANCE, AccountBalance, PaymentSummary, load_account_balance
from avk_app.services.dashboard import get_dashboard
from avk_app.services.ledger import receive_payment, reverse_entry
from avk_app.services.rules import load_rules
from tests.billing import bill_month
from tests.factories import make_account, make_history, make_meter

OCTOBER = Period(2026, 10)
PENALTY_FIRST_DAY = 31


@pytest.fixture(autouse=True)
def _rules(session: Session) -> None:
    load_rules(session)


def _billed_account(session: Session) -> Account:
    account = make_account(session)
    make_history(session, make_meter(session, account), OCTOBER, 0, 7_412, 14_824)
    bill_month(session, account, OCTOBER.plus(-1))
    bill_month(session, account, OCTOBER)
    return account


def _balance(session: Session, account: Account) -> AccountBalance:
    return load_account_balance(session, account.id or 0, PENALTY_FIRST_DAY)


def test_nobody_is_shown_a_balance(session: Session) -> None:
    _billed_account(session)
    nobody = Actor(1, SessionKind.SURNAME, Role.SUBSCRIBER, None, None)
    with pytest.raises(NotFound):
        get_dashboard(session, nobody)


def test_somebody_elses_bills_and_payments_count_nowhere(session: Session) -> None:
    account, other = make_account(session), _billed_account(session)
    receive_payment(session, other.id or 0, PaymentChannel.CARD, 1_000, date(2026, 11, 5))
    assert _balance(session, account) == NO_BALANCE
    with time_machine.travel(datetime(2026, 11, 22, 4, tzinfo=UTC), tick=False):
        actor = Actor(1, SessionKind.SURNAME, Role.SUBSCRIBER, None, account.id)
        assert get_dashboard(session, actor).balance == NO_BALANCE


def test_two_bills_are_compared_and_the_day_of_penalty_is_known(session: Session) -> None:
    balance = _balance(session, _billed_account(session))
    assert balance.bill is not None
    assert balance.previous is not None
    assert (balance.bill.period, balance.previous.period) == (OCTOBER, OCTOBER.plus(-1))
    assert balance.bill.asked_kopecks == 154_54 + 187_97
    assert balance.bill.opening_kopecks == balance.previous.asked_kopecks
    assert balance.kopecks == balance.bill.asked_kopecks + balance.previous.asked_kopecks
    assert (balance.bill.pay_by_on, balance.bill.penalty_from) == (date(2026, 11, 10), date(2026, 12, 16))


def test_a_payment_lowers_the_balance_and_is_told(session: Session) -> None:
    account = _billed_account(session)
    owed = _balance(session, account).kopecks
    receive_payment(session, account.id or 0, PaymentChannel.CARD, owed + 500, date(2026, 11, 5))
    balance = _balance(session, account)
    assert balance.kopecks == -500
    assert balance.last_payment == PaymentSummary(date(2026, 11, 5), owed + 500)


def test_a_reversed_payment_is_not_the_last_one(session: Session) -> None:
    account = _billed_account(session)
    receive_payment(session, account.id or 0, PaymentChannel.CARD, 100_00, date(2026, 11, 5))
    mistaken = receive_payment(session, account.id or 0, PaymentChannel.OFFICE, 900_00, date(2026, 11, 6))
    entry_id = session.exec(select(LedgerEntry.id).where(col(LedgerEntry.payment_id) == mistaken.id)).one()
    reverse_entry(session, entry_id or 0, date(2026, 11, 7))
    assert _balance(session, account).last_payment == PaymentSummary(date(2026, 11, 5), 100_00)
