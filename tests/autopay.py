"""People with autopay for tests: a home with a bill, a saved card, and the days of a month."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import time_machine
from sqlmodel import Session, col, select, update

from avk_app import clock
from avk_app.models import Account, Autopay, Checkout, Letter, Payment
from avk_app.services.access import Actor
from avk_app.services.autopay import AutopayTerms, start_autopay
from avk_app.services.autopay_setup import confirm_autopay
from avk_app.services.rules import load_rules
from tests.actors import actor_for
from tests.bills import OCTOBER, charge, make_metered_home
from tests.factories import make_user
from tests.provider import FakeProvider

Transactions = Callable[[], AbstractContextManager[Session]]
TERMS = AutopayTerms(pay_on_day=5, limit_kopecks=2_000_00)


def on_day(month: int, day: int, hour: int = 12) -> AbstractContextManager[object]:
    """That day of 2026 on the city's clocks."""
    return time_machine.travel(datetime(2026, month, day, hour, tzinfo=clock.CITY_ZONE))


def make_billed_payer(session: Session, **values: object) -> tuple[Account, Actor]:
    """The owner of an account with the bill of October, signed in with a password."""
    load_rules(session)
    account, _cold, _hot = make_metered_home(session, **values)
    charge(session, account, OCTOBER)
    return account, actor_for(session, account, make_user(session, account))


def switch_on(
    owner: Actor, provider: FakeProvider, transactions: Transactions, terms: AutopayTerms = TERMS
) -> str:
    """Chosen on the 20th of October, a card saved."""
    with on_day(10, 20):
        key = start_autopay(owner, terms, "2026-11", provider, transactions)
        provider.save_card(key)
        confirm_autopay(owner, key, provider, transactions)
    return key


def send_letters(transactions: Transactions) -> None:
    """The outbox does its work."""
    with transactions() as session:
        session.exec(update(Letter).where(col(Letter.sent_at).is_(None)).values(sent_at=clock.now()))


def autopay_row(session: Session, key: str) -> Autopay:
    return session.exec(select(Autopay).where(col(Autopay.key) == key)).one()


def charges_of(session: Session, account: Account) -> list[Checkout]:
    query = select(Checkout).where(
        col(Checkout.account_id) == account.id, col(Checkout.autopay_period).is_not(None)
    )
    return list(session.exec(query.execution_options(populate_existing=True)))


def payments_of(session: Session, account: Account) -> list[Payment]:
    return list(session.exec(select(Payment).where(col(Payment.account_id) == account.id)))
