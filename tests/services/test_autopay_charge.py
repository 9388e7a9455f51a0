"""A bill is announced two days before, charged once, and never more than was said, owed and allowed."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select, update

from avk_app.domain.payments import FeeTerms, fee_kopecks
from avk_app.models import Account, AutopayNotice, UserAccount
from avk_app.models.autopay import NoticeStatus
from avk_app.models.checkouts import CheckoutStatus
from avk_app.models.payments import PaymentChannel
from avk_app.services.access import Actor
from avk_app.services.autopay import AutopayTerms, change_autopay, get_autopay, switch_off
from avk_app.services.autopay_charge import charge_due
from avk_app.services.autopay_notices import announce_due
from avk_app.services.checkouts import StartCheckout, start_checkout
from avk_app.services.ledger import get_balance, receive_payment
from avk_app.services.reconciliation import reconcile
from tests.actors import letters_to
from tests.autopay import (
    TERMS,
    autopay_row,
    charges_of,
    make_billed_payer,
    on_day,
    payments_of,
    send_letters,
    switch_on,
)
from tests.provider import FakeProvider

AT_ONCE = timedelta()
FEE = FeeTerms(100, 0)
Transactions = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def transactions(session: Session) -> Transactions:
    @contextmanager
    def nested() -> Iterator[Session]:
        with session.begin_nested():
            yield session

    return nested


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider()


@pytest.fixture
def payer(session: Session) -> tuple[Account, Actor]:
    return make_billed_payer(session)


@pytest.fixture
def account(payer: tuple[Account, Actor]) -> Account:
    return payer[0]


@pytest.fixture
def owner(payer: tuple[Account, Actor]) -> Actor:
    return payer[1]


@pytest.fixture
def on(owner: Actor, provider: FakeProvider, transactions: Transactions) -> str:
    return switch_on(owner, provider, transactions)


def _owed(session: Session, account: Account) -> int:
    return get_balance(session, account.id or 0).kopecks


def _announce(transactions: Transactions, day: int = 3) -> int:
    with on_day(11, day):
        announced = announce_due(transactions)
        send_letters(transactions)
    return announced


def _charge(provider: FakeProvider, transactions: Transactions, day: int = 5) -> int:
    with on_day(11, day):
        return charge_due(provider, transactions)


def _notice(session: Session) -> AutopayNotice:
    return session.exec(select(AutopayNotice).execution_options(populate_existing=True)).one()


def _last_subject(session: Session, account: Account) -> str:
    return letters_to(session, account.email)[-1].subject


def test_nothing_happens_to_who_asked_for_nothing(
    session: Session, account: Account, provider: FakeProvider, transactions: Transactions
) -> None:
    assert _announce(transactions) == 0
    assert _charge(provider, transactions) == 0
    assert provider.asked == 0
    assert _owed(session, account) > 0


def test_a_bill_is_announced_two_days_before_and_paid_on_the_day(
    session: Session, account: Account, on: str, provider: FakeProvider, transactions: Transactions
) -> None:
    owed = _owed(session, account)
    assert _announce(transactions, 2) == 0
    assert _announce(transactions) == 1
    letter = letters_to(session, account.email)[-1]
    assert "05.11.2026" in letter.subject
    assert "•• 4242" in letter.body
    assert "/payments/autopay" in letter.body
    assert _charge(provider, transactions, 4) == 0
    assert _charge(provider, transactions) == 1
    (paid,) = payments_of(session, account)
    assert (paid.amount_kopecks, paid.fee_kopecks) == (owed, fee_kopecks(owed, FEE))
    assert _owed(session, account) == 0
    assert charges_of(session, account)[0].status is CheckoutStatus.PAID


def test_rounds_without_end_announce_and_charge_once(
    session: Session, account: Account, on: str, provider: FakeProvider, transactions: Transactions
) -> None:
    assert [_announce(transactions) for _ in range(3)] == [1, 0, 0]
    assert [_charge(provider, transactions) for _ in range(3)] == [1, 0, 0]
    for day in (6, 7, 28):
        assert (_announce(transactions, day), _charge(provider, transactions, day)) == (0, 0)
    assert len(provider.charges) == len(payments_of(session, account)) == 1


def test_without_a_letter_that_left_two_days_before_nothing_is_charged(
    session: Session, account: Account, on: str, provider: FakeProvider, transactions: Transactions
) -> None:
    with on_day(11, 3):
        announce_due(transactions)
    assert _charge(provider, transactions) == 0
    with on_day(11, 5):
        send_letters(transactions)
    assert _charge(provider, transactions, 6) == 0
    assert _charge(provider, transactions, 7) == 1


def test_a_letter_that_never_left_ends_it(
    session: Session, account: Account, on: str, provider: FakeProvider, transactions: Transactions
) -> None:
    with on_day(11, 3):
        announce_due(transactions)
    assert _charge(provider, transactions, 8) == 0
    assert _notice(session).status is NoticeStatus.MISSED
    assert "не прошёл" in _last_subject(session, account)
    assert provider.charges == {}


def test_an_email_that_was_taken_away_means_no_charge(
    session: Session, account: Account, on: str, provider: FakeProvider, transactions: Transactions
) -> None:
    account.email = ""
    session.flush()
    assert _announce(transactions) == 0
    assert _charge(provider, transactions) == 0
    assert _notice(session).status is NoticeStatus.MISSED


def test_a_bill_that_comes_after_the_day_moves_the_charge(
    session: Session, account: Account, on: str, provider: FakeProvider, transactions: Transactions
) -> None:
    assert _announce(transactions, 9) == 1
    assert _notice(session).charge_on == date(2026, 11, 11)
    assert _charge(provider, transactions, 10) == 0
    assert _charge(provider, transactions, 11) == 1


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize(("paid_part", "left"), [(1, 0), (2, 1)])
def test_what_was_paid_meanwhile_is_not_taken_again(
    session: Session,
    account: Account,
    provider: FakeProvider,
    transactions: Transactions,
    paid_part: int,
    left: int,
) -> None:
    owed = _owed(session, account)
    _announce(transactions)
    receive_payment(session, account.id or 0, PaymentChannel.OFFICE, owed // paid_part, date(2026, 11, 4))
    _charge(provider, transactions)
    assert _owed(session, account) == 0
    assert [paid.channel for paid in payments_of(session, account)].count(PaymentChannel.CARD) == left


def test_more_than_was_announced_is_never_taken(
    session: Session, account: Account, on: str, provider: FakeProvider, transactions: Transactions
) -> None:
    owed = _owed(session, account)
    _announce(transactions)
    session.exec(update(AutopayNotice).values(amount_kopecks=100_00, fee_kopecks=50))
    _charge(provider, transactions)
    (paid,) = payments_of(session, account)
    assert (paid.amount_kopecks, paid.fee_kopecks) == (100_00, 50)
    assert _owed(session, account) == owed - 100_00


def test_above_the_limit_nothing_is_announced_and_nothing_charged(
    session: Session, account: Account, owner: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    owed = _owed(session, account)
    switch_on(owner, provider, transactions, AutopayTerms(5, owed))
    assert _announce(transactions) == 0
    assert "не прошёл" in _last_subject(session, account)
    assert _charge(provider, transactions) == 0
    assert [_announce(transactions, day) for day in (4, 20)] == [0, 0]
    assert len(letters_to(session, account.email)) == 2


def test_a_limit_that_was_lowered_after_the_letter_holds(
    session: Session,
    account: Account,
    owner: Actor,
    on: str,
    provider: FakeProvider,
    transactions: Transactions,
) -> None:
    _announce(transactions)
    with on_day(11, 4):
        change_autopay(session, owner, AutopayTerms(5, 100))
    assert _charge(provider, transactions) == 0
    assert _notice(session).status is NoticeStatus.OVER_LIMIT
    assert provider.charges == {}


def test_switched_off_between_the_letter_and_the_day_takes_nothing(
    session: Session,
    account: Account,
    owner: Actor,
    on: str,
    provider: FakeProvider,
    transactions: Transactions,
) -> None:
    _announce(transactions)
    assert get_autopay(session, owner).plan is not None
    provider.is_down = True
    with on_day(11, 4):
        switch_off(owner, provider, transactions)
    provider.is_down = False
    assert _charge(provider, transactions) == 0
    assert _notice(session).status is NoticeStatus.SWITCHED_OFF
    assert provider.charges == {}


def test_who_has_the_account_no_more_pays_for_it_no_more(
    session: Session, account: Account, on: str, provider: FakeProvider, transactions: Transactions
) -> None:
    _announce(transactions)
    session.delete(session.exec(select(UserAccount).where(UserAccount.account_id == account.id)).one())
    session.flush()
    assert _charge(provider, transactions) == 0
    assert autopay_row(session, on).ended_at is not None


def test_while_somebody_is_paying_on_the_page_the_charge_waits(
    session: Session,
    account: Account,
    owner: Actor,
    on: str,
    provider: FakeProvider,
    transactions: Transactions,
) -> None:
    _announce(transactions)
    with on_day(11, 5):
        command = StartCheckout(PaymentChannel.CARD, _owed(session, account))
        page = start_checkout(owner, command, provider, transactions)
        assert charge_due(provider, transactions) == 0
        provider.pay(page)
        reconcile(provider, transactions, AT_ONCE)
        assert charge_due(provider, transactions) == 0
    assert len(payments_of(session, account)) == 1


def test_a_declined_card_is_told_of_once_and_not_tried_again(
    session: Session, account: Account, on: str, provider: FakeProvider, transactions: Transactions
) -> None:
    provider.is_declining = True
    _announce(transactions)
    assert _charge(provider, transactions) == 1
    assert charges_of(session, account)[0].status is CheckoutStatus.FAILED
    provider.is_declining = False
    with on_day(11, 5, 20):
        reconcile(provider, transactions, AT_ONCE)
    assert _charge(provider, transactions, 6) == 0
    subjects = [letter.subject for letter in letters_to(session, account.email)]
    assert [subject for subject in subjects if "не прошёл" in subject] == subjects[-1:]
    assert payments_of(session, account) == []


@pytest.mark.parametrize("is_taken", [True, False])
def test_a_lost_answer_is_asked_for_again_and_charges_once(
    session: Session,
    account: Account,
    on: str,
    provider: FakeProvider,
    transactions: Transactions,
    is_taken: bool,
) -> None:
    _announce(transactions)
    provider.loses_answers, provider.is_down = is_taken, not is_taken
    assert _charge(provider, transactions) == 1
    assert payments_of(session, account) == []
    provider.loses_answers = provider.is_down = False
    with on_day(11, 5, 13):
        assert reconcile(provider, transactions, AT_ONCE).credited == 1
    assert _owed(session, account) == 0
    assert len(provider.charges) == 1


@pytest.mark.parametrize("is_taken", [True, False])
def test_after_a_day_the_provider_is_asked_what_it_took_and_nothing_is_placed(
    session: Session,
    account: Account,
    on: str,
    provider: FakeProvider,
    transactions: Transactions,
    is_taken: bool,
) -> None:
    _announce(transactions)
    provider.loses_answers, provider.is_down = is_taken, not is_taken
    _charge(provider, transactions)
    provider.loses_answers = provider.is_down = False
    with on_day(11, 7):
        reconcile(provider, transactions, AT_ONCE)
    assert len(provider.charges) == len(payments_of(session, account)) == is_taken
    (checkout,) = charges_of(session, account)
    assert checkout.status is (CheckoutStatus.PAID if is_taken else CheckoutStatus.FAILED)
    assert ("не прошёл" in _last_subject(session, account)) is not is_taken


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize("is_taken", [True, False])
def test_switched_off_while_the_answer_is_lost_places_nothing_new(
    session: Session,
    account: Account,
    owner: Actor,
    provider: FakeProvider,
    transactions: Transactions,
    is_taken: bool,
) -> None:
    _announce(transactions)
    provider.loses_answers, provider.is_down = is_taken, not is_taken
    _charge(provider, transactions)
    provider.loses_answers, provider.is_down = False, True
    with on_day(11, 5, 13):
        switch_off(owner, provider, transactions)
        provider.is_down = False
        reconcile(provider, transactions, AT_ONCE)
    assert len(provider.charges) == len(payments_of(session, account)) == is_taken
    (checkout,) = charges_of(session, account)
    assert checkout.status is (CheckoutStatus.PAID if is_taken else CheckoutStatus.EXPIRED)


def test_a_card_that_the_provider_does_not_know_is_told_of(
    session: Session, account: Account, on: str, provider: FakeProvider, transactions: Transactions
) -> None:
    _announce(transactions)
    provider.forget_method(autopay_row(session, on).method_id)
    _charge(provider, transactions)
    with on_day(11, 5, 13):
        reconcile(provider, transactions, AT_ONCE)
    assert charges_of(session, account)[0].status is CheckoutStatus.FAILED
    assert "не прошёл" in _last_subject(session, account)


def test_a_day_chosen_when_it_is_over_is_for_the_next_bill(
    session: Session, owner: Actor, on: str, provider: FakeProvider, transactions: Transactions
) -> None:
    with on_day(11, 1):
        change_autopay(session, owner, AutopayTerms(28, TERMS.limit_kopecks))
    with on_day(11, 6):
        change_autopay(session, owner, AutopayTerms(5, TERMS.limit_kopecks))
    assert _announce(transactions, 7) == 0
