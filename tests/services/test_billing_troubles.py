"""What cannot be charged: it stops its own account or the whole run, and always says so beforehand."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from avk_app.domain.period import Period
from avk_app.models import Bill, BillingError
from avk_app.models.payments import PaymentChannel
from avk_app.services.billing_run import run_billing
from avk_app.services.database import reading, transaction
from avk_app.services.ledger import get_balance, receive_payment
from avk_app.services.rules import load_rules
from tests.factories import make_account, make_history, make_meter


def _known(period: Period) -> datetime:
    after = period.plus(1)
    return datetime(after.year, after.month, 2, tzinfo=UTC)


@pytest.fixture
def town(fresh_engine: Engine) -> Iterator[Engine]:
    with transaction(fresh_engine) as session:
        load_rules(session)
    return fresh_engine


def _metered_account(engine: Engine, last: Period, *values: int) -> int:
    with transaction(engine) as session:
        account = make_account(session)
        installed_on = last.plus(-len(values)).day(20)
        make_history(session, make_meter(session, account, installed_on=installed_on), last, *values)
        return account.id or 0


def _billed(engine: Engine, period: Period) -> list[int]:
    with reading(engine) as session:
        query = select(Bill.account_id).where(col(Bill.period) == period.code).order_by(col(Bill.account_id))
        return list(session.exec(query))


def _errors(engine: Engine) -> list[tuple[int, str]]:
    with reading(engine) as session:
        rows = session.exec(select(BillingError.account_id, BillingError.code)).all()
        return sorted(rows)


def test_a_debt_of_days_without_a_penalty_rate_fails_alone(town: Engine) -> None:
    """The key rates that we ship begin on 28 October 2024."""
    months = [Period(2024, month) for month in (7, 8, 9)]
    payer, debtor = (_metered_account(town, months[-1], 1_000, 2_000, 3_000) for _ in range(2))
    for period in months:
        totals = run_billing(town, period, _known(period))
        with transaction(town) as session:
            owed = get_balance(session, payer).kopecks
            receive_payment(session, payer, PaymentChannel.OFFICE, owed, period.plus(1).day(5))
    assert [(one.account_id, one.code) for one in totals.failed] == [(debtor, "RowsHaveGap")]
    assert _billed(town, months[-1]) == [payer]
    assert _errors(town) == [(debtor, "RowsHaveGap")]
