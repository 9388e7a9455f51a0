"""Autopay: who may switch it on, and that only the provider's word does; off at once, whatever is down."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session, col, select

from avk_app.domain.provider import SessionStatus
from avk_app.errors import GatewayError, InvalidInput, NotAllowed, NotFound, TooManyAttempts
from avk_app.models import Account, Autopay
from avk_app.models.autopay import AutopayStatus
from avk_app.services.access import Actor
from avk_app.services.autopay import (
    MOST_AN_HOUR,
    AutopayTerms,
    change_autopay,
    get_autopay,
    get_setup_page,
    start_autopay,
    switch_off,
)
from avk_app.services.autopay_setup import confirm_autopay, reconcile_autopays
from avk_app.services.rules import load_rules
from tests.actors import actor_for, letters_to
from tests.factories import make_account, make_user
from tests.provider import FakeProvider

TERMS = AutopayTerms(pay_on_day=5, limit_kopecks=2_000_00)
VERSION = "2026-11"
Transactions = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def account(session: Session) -> Account:
    load_rules(session)
    return make_account(session)


@pytest.fixture
def owner(session: Session, account: Account) -> Actor:
    return actor_for(session, account, make_user(session, account), "10.1.2.3")


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


def _row(session: Session, key: str) -> Autopay:
    return session.exec(select(Autopay).where(col(Autopay.key) == key)).one()


def _switch_on(actor: Actor, provider: FakeProvider, transactions: Transactions) -> str:
    key = start_autopay(actor, TERMS, VERSION, provider, transactions)
    provider.save_card(key)
    confirm_autopay(actor, key, provider, transactions)
    return key


def test_who_only_knows_the_surname_may_not_save_a_card_or_change_the_terms(
    session: Session, account: Account, provider: FakeProvider, transactions: Transactions
) -> None:
    finder_of_a_bill = actor_for(session, account)
    with pytest.raises(NotAllowed):
        start_autopay(finder_of_a_bill, TERMS, VERSION, provider, transactions)
    with pytest.raises(NotAllowed):
        change_autopay(session, finder_of_a_bill, TERMS)
    assert not get_autopay(session, finder_of_a_bill).may_change
    assert provider.asked == 0


def test_a_stranger_sees_opens_and_switches_off_nothing(
    session: Session, owner: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    key = start_autopay(owner, TERMS, VERSION, provider, transactions)
    other = make_account(session)
    stranger = actor_for(session, other, make_user(session, other))
    with pytest.raises(NotFound):
        get_setup_page(session, stranger, key)
    provider.save_card(key)
    confirm_autopay(stranger, key, provider, transactions)
    assert _row(session, key).status is AutopayStatus.SETUP_PENDING
    confirm_autopay(owner, key, provider, transactions)
    with pytest.raises(NotFound):
        switch_off(stranger, provider, transactions)
    assert get_autopay(session, stranger).terms is None


def test_the_account_of_somebody_else_looks_like_none(
    session: Session, owner: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    other = make_account(session)
    with pytest.raises(NotFound):
        start_autopay(replace(owner, account_id=other.id), TERMS, VERSION, provider, transactions)


def test_it_is_on_once_the_provider_says_that_the_card_is_saved(
    session: Session, owner: Actor, account: Account, provider: FakeProvider, transactions: Transactions
) -> None:
    key = start_autopay(owner, TERMS, VERSION, provider, transactions)
    assert get_setup_page(session, owner, key) == f"https://pay.example/{key}"
    confirm_autopay(owner, key, provider, transactions)
    assert get_autopay(session, owner).terms is None, "coming back proves nothing"
    provider.save_card(key)
    confirm_autopay(owner, key, provider, transactions)
    state = get_autopay(session, owner)
    assert (state.terms, state.card_brand, state.card_last4) == (TERMS, "visa", "4242")
    row = _row(session, key)
    assert (row.consent_version, row.consent_address) == (VERSION, "10.1.2.3")
    assert (row.user_id, row.session_id) == (owner.user_id, owner.session_id)
    assert "включён" in letters_to(session, account.email)[-1].subject


def test_who_never_comes_back_has_it_switched_on_by_reconciliation(
    session: Session, owner: Actor, account: Account, provider: FakeProvider, transactions: Transactions
) -> None:
    key = start_autopay(owner, TERMS, VERSION, provider, transactions)
    provider.save_card(key)
    assert reconcile_autopays(provider, transactions) == 1
    assert reconcile_autopays(provider, transactions) == 0
    confirm_autopay(owner, key, provider, transactions)
    assert get_autopay(session, owner).terms == TERMS
    assert len(letters_to(session, account.email)) == 1


def test_a_page_that_expired_is_over(
    session: Session, owner: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    key = start_autopay(owner, TERMS, VERSION, provider, transactions)
    provider.setups[key] = replace(provider.setups[key], status=SessionStatus.EXPIRED)
    reconcile_autopays(provider, transactions)
    assert _row(session, key).status is AutopayStatus.OFF


def test_started_twice_goes_on_with_the_open_page_and_after_an_outage_too(
    session: Session, owner: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    provider.is_down = True
    with pytest.raises(GatewayError):
        start_autopay(owner, TERMS, VERSION, provider, transactions)
    provider.is_down = False
    first = start_autopay(owner, TERMS, VERSION, provider, transactions)
    assert start_autopay(owner, TERMS, VERSION, provider, transactions) == first
    assert len(provider.setups) == 1


@pytest.mark.parametrize(
    ("terms", "version", "code"),
    [
        (AutopayTerms(0, 100), VERSION, "autopay_day"),
        (AutopayTerms(2, 100), VERSION, "autopay_day"),
        (AutopayTerms(29, 100), VERSION, "autopay_day"),
        (AutopayTerms(-1, 100), VERSION, "autopay_day"),
        (AutopayTerms(5, 0), VERSION, "amount_zero"),
        (AutopayTerms(5, 10**12), VERSION, "amount_over_cap"),
        (TERMS, "", "autopay_consent"),
    ],
)
def test_what_cannot_be_agreed_to_is_refused(
    owner: Actor,
    provider: FakeProvider,
    transactions: Transactions,
    terms: AutopayTerms,
    version: str,
    code: str,
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        start_autopay(owner, terms, version, provider, transactions)
    assert refusal.value.problems[0].code == code
    assert provider.asked == 0


def test_a_closed_account_gets_no_autopay(
    session: Session, owner: Actor, account: Account, provider: FakeProvider, transactions: Transactions
) -> None:
    account.closed_on = date(2026, 1, 31)
    with pytest.raises(InvalidInput) as refusal:
        start_autopay(owner, TERMS, VERSION, provider, transactions)
    assert refusal.value.problems[0].code == "autopay_closed"


def test_without_an_email_nobody_could_be_told(
    session: Session, owner: Actor, account: Account, provider: FakeProvider, transactions: Transactions
) -> None:
    account.email = ""
    with pytest.raises(InvalidInput) as refusal:
        start_autopay(owner, TERMS, VERSION, provider, transactions)
    assert refusal.value.problems[0].code == "autopay_email"


def test_too_many_cards_an_hour_are_refused(
    session: Session, owner: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    for number in range(MOST_AN_HOUR):
        start_autopay(owner, AutopayTerms(5, 100 + number), VERSION, provider, transactions)
    with pytest.raises(TooManyAttempts):
        start_autopay(owner, TERMS, VERSION, provider, transactions)


def test_the_terms_change_without_a_new_card(
    session: Session, owner: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    with pytest.raises(NotFound):
        change_autopay(session, owner, TERMS)
    _switch_on(owner, provider, transactions)
    change_autopay(session, owner, AutopayTerms(20, 900_00))
    assert get_autopay(session, owner).terms == AutopayTerms(20, 900_00)
    with pytest.raises(InvalidInput):
        change_autopay(session, owner, AutopayTerms(31, 900_00))


def test_another_card_takes_the_place_of_the_first(
    session: Session, owner: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    first = _switch_on(owner, provider, transactions)
    second = start_autopay(owner, AutopayTerms(7, 500_00), VERSION, provider, transactions)
    provider.save_card(second)
    reconcile_autopays(provider, transactions)
    assert [_row(session, key).status for key in (first, second)] == [AutopayStatus.OFF, AutopayStatus.ACTIVE]
    assert provider.forgotten == [f"pm_{first[:6]}"]
    assert _row(session, second).method_id == f"pm_{second[:6]}"


def test_one_tap_switches_off_and_the_provider_forgets_the_card(
    session: Session, owner: Actor, account: Account, provider: FakeProvider, transactions: Transactions
) -> None:
    key = _switch_on(owner, provider, transactions)
    switch_off(actor_for(session, account), provider, transactions)
    row = _row(session, key)
    assert (row.status, provider.forgotten) == (AutopayStatus.OFF, [f"pm_{key[:6]}"])
    assert (row.customer_id, row.method_id, row.card_brand, row.card_last4) == ("", "", "", "")
    assert "отключён" in letters_to(session, account.email)[-1].subject
    with pytest.raises(NotFound):
        switch_off(owner, provider, transactions)


def test_it_is_off_while_the_provider_is_down_and_the_card_is_forgotten_later(
    session: Session, owner: Actor, provider: FakeProvider, transactions: Transactions
) -> None:
    key = _switch_on(owner, provider, transactions)
    provider.is_down = True
    switch_off(owner, provider, transactions)
    row = _row(session, key)
    assert (row.status, row.card_last4) == (AutopayStatus.OFF, "4242")
    provider.is_down = False
    reconcile_autopays(provider, transactions)
    reconcile_autopays(provider, transactions)
    assert (provider.forgotten, row.card_last4) == ([f"pm_{key[:6]}"], "")


def test_who_only_knows_the_surname_does_not_see_the_digits_of_the_card(
    session: Session, owner: Actor, account: Account, provider: FakeProvider, transactions: Transactions
) -> None:
    _switch_on(owner, provider, transactions)
    assert get_autopay(session, actor_for(session, account)).card_last4 == ""
