"""The ledger: balances follow the entries, what was posted is final, a mistake is reversed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlmodel import Session, col, delete, func, select, update

from avk_app.errors import NotFound
from avk_app.models import LedgerEntry, Payment
from avk_app.models.payments import PaymentChannel
from avk_app.services.checks import check_books
from avk_app.services.database import reading, transaction
from avk_app.services.ledger import get_balance, receive_payment, reverse_entry
from tests.bills import OCTOBER, charge, make_metered_home, make_rules
from tests.factories import make_account

DAY = date(2026, 11, 5)


def _pay(session: Session, account_id: int, kopecks: int) -> LedgerEntry:
    payment = receive_payment(session, account_id, PaymentChannel.OFFICE, kopecks, DAY)
    return session.exec(select(LedgerEntry).where(col(LedgerEntry.payment_id) == payment.id)).one()


def test_an_account_without_entries_owes_nothing(session: Session) -> None:
    assert get_balance(session, make_account(session).id or 0).kopecks == 0


def test_a_payment_is_an_advance_until_something_is_owed(session: Session) -> None:
    account_id = make_account(session).id or 0
    _pay(session, account_id, 100_00)
    assert _pay(session, account_id, 50_00).balance_after_kopecks == -150_00
    assert get_balance(session, account_id).sequence == 2


def test_a_reversal_restores_the_balance_and_happens_once(session: Session) -> None:
    account_id = make_account(session).id or 0
    entry = _pay(session, account_id, 100_00)
    reverse_entry(session, entry.id or 0, DAY)
    assert get_balance(session, account_id).kopecks == 0
    with pytest.raises(DatabaseError), session.begin_nested():
        reverse_entry(session, entry.id or 0, DAY)


def test_a_reversal_is_not_reversed(session: Session) -> None:
    entry = _pay(session, make_account(session).id or 0, 100_00)
    reversal = reverse_entry(session, entry.id or 0, DAY)
    with pytest.raises(NotFound):
        reverse_entry(session, reversal.id or 0, DAY)


def test_what_a_bill_posted_is_not_reversed(session: Session) -> None:
    make_rules(session)
    account, *_meters = make_metered_home(session)
    charge(session, account, OCTOBER)
    before = get_balance(session, account.id or 0)
    for entry_id in session.exec(select(LedgerEntry.id)).all():
        with pytest.raises(NotFound):
            reverse_entry(session, entry_id or 0, DAY)
    assert get_balance(session, account.id or 0) == before


def test_the_database_refuses_to_change_a_posted_entry(session: Session) -> None:
    entry = _pay(session, make_account(session).id or 0, 100_00)
    with pytest.raises(DatabaseError, match="final"), session.begin_nested():
        session.exec(update(LedgerEntry).where(col(LedgerEntry.id) == entry.id).values(amount_kopecks=1))
    with pytest.raises(DatabaseError, match="final"), session.begin_nested():
        session.exec(delete(LedgerEntry).where(col(LedgerEntry.id) == entry.id))


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_or_less_is_not_a_payment(session: Session, amount: int) -> None:
    account_id = make_account(session).id or 0
    with pytest.raises(DatabaseError), session.begin_nested():
        _pay(session, account_id, amount)


def test_a_posted_payment_says_what_its_account_owed_after_it(session: Session) -> None:
    account_id = make_account(session).id or 0
    receive_payment(session, account_id, PaymentChannel.OFFICE, 100_00, DAY)
    paid = receive_payment(session, account_id, PaymentChannel.OFFICE, 50_00, DAY)
    assert paid.balance_after_kopecks == get_balance(session, account_id).kopecks == -150_00


def test_an_account_that_is_not_there_takes_no_payment(session: Session) -> None:
    with pytest.raises(NotFound):
        receive_payment(session, 0, PaymentChannel.OFFICE, 100_00, DAY)
    assert session.exec(select(Payment)).all() == []


def test_many_who_post_to_one_account_at_once_leave_an_unbroken_chain(fresh_engine: Engine) -> None:
    """Whoever waits for the account sees the entry it waited for: payments and reversals by turns."""
    with transaction(fresh_engine) as session:
        account_id = make_account(session).id or 0

    def post(_writer: int) -> None:
        for _time in range(10):
            with transaction(fresh_engine) as session:
                entry = _pay(session, account_id, 100)
                receive_payment(session, account_id, PaymentChannel.CARD, 7, DAY)
            with transaction(fresh_engine) as session:
                reverse_entry(session, entry.id or 0, DAY)

    with ThreadPoolExecutor(8) as writers:
        list(writers.map(post, range(8)))
    with reading(fresh_engine) as session:
        balance, sequences = get_balance(session, account_id), session.exec(select(LedgerEntry.sequence))
        assert sorted(sequences) == list(range(1, 241))
        assert balance == (-80 * 7, 240)
        assert check_books(session) == []


def _pay_while_the_server_goes(engine: Engine, account_id: int) -> None:
    with transaction(engine) as session, transaction(engine) as killer:
        receive_payment(session, account_id, PaymentChannel.CARD, 100, DAY)
        backend = session.connection().execute(select(func.pg_backend_pid())).scalar_one()
        killer.connection().execute(select(func.pg_terminate_backend(backend, 10_000)))
        receive_payment(session, account_id, PaymentChannel.CARD, 100, DAY)


def test_a_server_lost_halfway_is_an_error_and_the_next_payment_goes_on(fresh_engine: Engine) -> None:
    if fresh_engine.dialect.name == "sqlite":
        pytest.skip("a file has no server")
    with transaction(fresh_engine) as session:
        account_id = make_account(session).id or 0
    with pytest.raises(OperationalError):
        _pay_while_the_server_goes(fresh_engine, account_id)
    with transaction(fresh_engine) as session:
        assert receive_payment(session, account_id, PaymentChannel.CARD, 7, DAY).balance_after_kopecks == -7
