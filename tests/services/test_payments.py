"""The payment page: what is owed adds up to the ledger, and each payment says where it went."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.debts import replay
from avk_app.domain.owed import Owed
from avk_app.domain.payments import FeeTerms
from avk_app.domain.period import Period
from avk_app.domain.receipts import ReceiptStatus
from avk_app.domain.settlement import Debt, Settled, Settlement
from avk_app.errors import NotFound
from avk_app.models import Account, Checkout, LedgerEntry, Refund
from avk_app.models.checkouts import CheckoutStatus
from avk_app.models.payments import PaymentChannel, RefundOrigin, RefundStatus
from avk_app.services.access import Actor
from avk_app.services.billing_charged import Before
from avk_app.services.billing_penalties import _load_bills, _load_payments
from avk_app.services.ledger import post_refund, receive_payment, reverse_entry
from avk_app.services.payments import MAX_ROWS, ROWS_A_PAGE, get_payments_page
from avk_app.services.payments_result import MadePayment, PaymentsPage, StartedPayment
from avk_app.services.rules import load_rules
from tests.actors import actor_for
from tests.bills import OCTOBER, SEPTEMBER, charge, make_metered_home
from tests.factories import make_account, make_user
from tests.payments import pay_with_receipt
from tests.queries import recorded_statements

MOST_QUERIES = 10
SEPTEMBER_KOPECKS, OCTOBER_KOPECKS = 333_19, 421_25


@pytest.fixture
def account(session: Session) -> Account:
    """Billed for September and October, nothing paid yet."""
    load_rules(session)
    account, *_ = make_metered_home(session)
    charge(session, account, SEPTEMBER, OCTOBER)
    return account


@pytest.fixture
def actor(session: Session, account: Account) -> Actor:
    return actor_for(session, account)


def _pay(session: Session, account: Account, kopecks: int, day: date, named: Period | None = None) -> int:
    return receive_payment(session, account.id or 0, PaymentChannel.CARD, kopecks, day, named).id


def _made(page: PaymentsPage) -> list[MadePayment]:
    return [row for row in page.rows if isinstance(row, MadePayment)]


def _started(page: PaymentsPage) -> list[StartedPayment]:
    return [row for row in page.rows if isinstance(row, StartedPayment)]


def _checkout(session: Session, account: Account, status: CheckoutStatus, **values: object) -> Checkout:
    now = clock.now()
    number = len(session.exec(select(Checkout.id)).all())
    checkout = Checkout(
        **{
            "key": f"{number:032x}",
            "account_id": account.id,
            "channel": PaymentChannel.CARD,
            "status": status,
            "amount_kopecks": 100_00,
            "fee_kopecks": 1_00,
            "created_at": now,
            "expires_at": now + timedelta(hours=2),
            **values,
        }
    )
    session.add(checkout)
    session.flush()
    return checkout


def test_what_is_not_yours_does_not_exist(session: Session, account: Account) -> None:
    user = make_user(session, account)
    lost = actor_for(session, account, user)
    stranger = actor_for(session, make_account(session), make_user(session))
    with pytest.raises(NotFound):
        get_payments_page(session, stranger)
    assert get_payments_page(session, lost).terms.account_id == account.id


def test_the_payments_of_others_stay_out(session: Session, account: Account, actor: Actor) -> None:
    other = make_account(session)
    _pay(session, other, 5_00, date(2026, 11, 5))
    _checkout(session, other, CheckoutStatus.OPEN)
    assert get_payments_page(session, actor).rows == ()


def test_debts_stand_by_month_and_add_up_to_the_balance(
    session: Session, account: Account, actor: Actor
) -> None:
    terms = get_payments_page(session, actor).terms
    assert terms.owed == Owed((Debt(SEPTEMBER, SEPTEMBER_KOPECKS, 0), Debt(OCTOBER, OCTOBER_KOPECKS, 0)))
    assert terms.balance_kopecks == SEPTEMBER_KOPECKS + OCTOBER_KOPECKS
    assert terms.pay_by_on == date(2026, 11, 10)


def test_fees_and_the_cap_are_those_of_today(session: Session, actor: Actor) -> None:
    terms = get_payments_page(session, actor).terms
    assert terms.fees[PaymentChannel.CARD] == FeeTerms(100, 0, is_sample=True)
    assert terms.fees[PaymentChannel.OFFICE] == FeeTerms(0, 0)
    assert terms.cap_kopecks == 100_000_000


def test_an_account_without_bills_owes_nothing_and_may_pay_in_advance(session: Session) -> None:
    load_rules(session)
    account = make_account(session)
    actor = actor_for(session, account)
    _pay(session, account, 50_00, date(2026, 11, 5))
    page = get_payments_page(session, actor)
    assert (page.terms.balance_kopecks, page.terms.owed, page.terms.pay_by_on) == (-50_00, Owed(()), None)
    assert [row.settlement for row in _made(page)] == [Settlement((), 50_00)]


def test_each_payment_names_its_paper_and_what_became_of_it(
    session: Session, account: Account, actor: Actor
) -> None:
    transfer = pay_with_receipt(session, account, 100_00, channel=PaymentChannel.BANK_TRANSFER)
    card = pay_with_receipt(session, account, 200_00)
    _pay(session, account, 300_00, date(2026, 11, 5))
    made = _made(get_payments_page(session, actor))
    papers = {row.amount_kopecks: (row.receipt_number, row.receipt_status) for row in made}
    assert papers == {
        100_00: (transfer.number, ReceiptStatus.CONFIRMATION),
        200_00: (card.number, ReceiptStatus.TO_REGISTER),
        300_00: ("", None),
    }


def test_each_payment_says_what_it_settled(session: Session, account: Account, actor: Actor) -> None:
    _pay(session, account, 400_00, date(2026, 11, 5))
    _pay(session, account, 500_00, date(2026, 11, 6))
    page = get_payments_page(session, actor)
    first_rest = 400_00 - SEPTEMBER_KOPECKS
    assert [row.settlement for row in _made(page)] == [
        Settlement(
            (Settled(OCTOBER, OCTOBER_KOPECKS - first_rest, 0),), 900_00 - SEPTEMBER_KOPECKS - OCTOBER_KOPECKS
        ),
        Settlement((Settled(SEPTEMBER, SEPTEMBER_KOPECKS, 0), Settled(OCTOBER, first_rest, 0)), 0),
    ]
    assert page.terms.balance_kopecks == -(900_00 - SEPTEMBER_KOPECKS - OCTOBER_KOPECKS)
    assert page.terms.owed == Owed(())


def test_the_named_month_is_settled_first(session: Session, account: Account, actor: Actor) -> None:
    _pay(session, account, 100_00, date(2026, 11, 5), OCTOBER)
    page = get_payments_page(session, actor)
    assert page.terms.owed.debts[1] == Debt(OCTOBER, OCTOBER_KOPECKS - 100_00, 0)
    assert _made(page)[0].settlement == Settlement((Settled(OCTOBER, 100_00, 0),), 0)


def test_a_cancelled_payment_settles_nothing(session: Session, account: Account, actor: Actor) -> None:
    payment_id = _pay(session, account, 100_00, date(2026, 11, 5))
    entry_id = session.exec(select(LedgerEntry.id).where(col(LedgerEntry.payment_id) == payment_id)).one()
    reverse_entry(session, entry_id or 0, date(2026, 11, 6))
    page = get_payments_page(session, actor)
    (row,) = _made(page)
    assert (row.is_cancelled, row.settlement) == (True, Settlement((), 0))
    assert page.terms.balance_kopecks == SEPTEMBER_KOPECKS + OCTOBER_KOPECKS


def test_what_was_refunded_is_owed_again(session: Session, account: Account, actor: Actor) -> None:
    payment_id = _pay(session, account, 100_00, date(2026, 11, 5))
    refund = Refund(
        payment_id=payment_id,
        origin=RefundOrigin.STAFF,
        status=RefundStatus.SUCCEEDED,
        amount_kopecks=30_00,
        key="refund-1",
        created_at=clock.now(),
    )
    session.add(refund)
    session.flush()
    entry = post_refund(session, refund, account.id or 0, date(2026, 11, 7))
    page = get_payments_page(session, actor)
    assert (_made(page)[0].refunded_kopecks, _made(page)[0].settlement.settled) == (
        30_00,
        (Settled(SEPTEMBER, 70_00, 0),),
    )
    assert page.terms.owed.debts[0] == Debt(SEPTEMBER, SEPTEMBER_KOPECKS - 70_00, 0)
    reverse_entry(session, entry.id or 0, date(2026, 11, 8))
    assert _made(get_payments_page(session, actor))[0].refunded_kopecks == 0


def test_page_and_penalty_agree_on_what_a_refund_leaves_owed(
    session: Session, account: Account, actor: Actor
) -> None:
    first, _second = (
        _pay(session, account, kopecks, date(2026, 11, 5), named)
        for named, kopecks in ((SEPTEMBER, SEPTEMBER_KOPECKS), (OCTOBER, OCTOBER_KOPECKS))
    )
    refund = Refund(
        payment_id=first,
        origin=RefundOrigin.STAFF,
        status=RefundStatus.SUCCEEDED,
        amount_kopecks=SEPTEMBER_KOPECKS,
        key="refund-1",
        created_at=clock.now(),
    )
    session.add(refund)
    session.flush()
    account_id, november = account.id or 0, OCTOBER.plus(1)
    post_refund(session, refund, account_id, date(2026, 11, 7))
    assert get_payments_page(session, actor).terms.owed.debts == (Debt(SEPTEMBER, SEPTEMBER_KOPECKS, 0),)
    bills = _load_bills(session, [account_id], Before(november, is_posted=False))[account_id]
    paid = _load_payments(session, [account_id], november, clock.now())[account_id]
    assert [state.principal_kopecks for state in replay(bills, paid)] == [SEPTEMBER_KOPECKS, 0]


def test_an_unfinished_payment_can_be_gone_on_with_until_its_page_closes(
    session: Session, account: Account, actor: Actor
) -> None:
    past = clock.now() - timedelta(minutes=1)
    _checkout(session, account, CheckoutStatus.OPEN)
    _checkout(session, account, CheckoutStatus.OPEN, expires_at=past, named_period=OCTOBER.code)
    _checkout(session, account, CheckoutStatus.PAID)
    rows = _started(get_payments_page(session, actor))
    assert sorted((row.is_open, row.named_period) for row in rows) == [(False, OCTOBER), (True, None)]


def test_what_was_abandoned_goes_out_of_sight_and_what_is_looked_into_stays(
    session: Session, account: Account, actor: Actor
) -> None:
    long_ago = clock.now() - timedelta(days=30)
    _checkout(session, account, CheckoutStatus.EXPIRED, created_at=long_ago)
    _checkout(session, account, CheckoutStatus.REVIEW, created_at=long_ago)
    _checkout(session, account, CheckoutStatus.FAILED)
    statuses = [row.status for row in _started(get_payments_page(session, actor))]
    assert statuses == [CheckoutStatus.FAILED, CheckoutStatus.REVIEW]


def test_rows_come_by_the_page_newest_first(session: Session, account: Account, actor: Actor) -> None:
    for day in range(1, ROWS_A_PAGE + 2):
        _pay(session, account, day, date(2026, 11, day))
    first = get_payments_page(session, actor)
    assert (len(first.rows), first.has_more) == (ROWS_A_PAGE, True)
    assert [row.amount_kopecks for row in first.rows] == list(range(ROWS_A_PAGE + 1, 1, -1))
    whole = get_payments_page(session, actor, MAX_ROWS * 100)
    assert (len(whole.rows), whole.has_more) == (ROWS_A_PAGE + 1, False)


def test_a_long_history_takes_no_more_queries(session: Session, account: Account, actor: Actor) -> None:
    with recorded_statements(session) as few:
        get_payments_page(session, actor)
    for day in range(1, 29):
        _pay(session, account, day, date(2026, 11, day))
        _checkout(session, account, CheckoutStatus.OPEN)
    session.expire_all()
    with recorded_statements(session) as many:
        get_payments_page(session, actor, MAX_ROWS)
    assert len(many) == len(few) <= MOST_QUERIES
