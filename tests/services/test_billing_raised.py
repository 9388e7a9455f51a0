"""The raised norm in bills."""

from datetime import date

import pytest
from sqlmodel import Session

from avk_app.domain.metering import Method
from avk_app.domain.period import Period
from avk_app.models import Account
from avk_app.services.rules import load_rules
from tests.billing import bill_month
from tests.factories import make_account, make_history, make_meter

JUNE = Period(2026, 6)


@pytest.fixture(autouse=True)
def _rules(session: Session) -> None:
    load_rules(session)


def _bill(session: Session, account: Account, months: range) -> list[Method]:
    """What the water of each month was charged by in its own bill."""
    bills = [bill_month(session, account, JUNE.plus(month)) for month in months]
    return [bill.lines[0].method for bill in bills]


def test_whoever_refused_access_twice_pays_the_raised_norm_from_the_next_month(session: Session) -> None:
    account = make_account(session, meter_refused_on=date(2026, 7, 15))
    make_history(session, make_meter(session, account), JUNE.plus(3), *range(1_000, 13_000, 1_000))
    assert _bill(session, account, range(4)) == [Method.METER] * 2 + [Method.RAISED_NORM] * 2
