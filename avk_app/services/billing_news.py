"""What a run learns about months that were charged already: accounts, and since when they are news."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from avk_app.domain.period import Period
from avk_app.models import Meter, PastVerification, Reading

COMMITTED_WITHIN = timedelta(hours=1)
"""What came shortly before a run may have been committed after the run had looked. To look at it twice does
no harm: what changes nothing is no line."""


def load_late_news(
    session: Session, period: Period, known_until: datetime, known_before: datetime | None
) -> dict[int, Period]:
    """Accounts of which the run before did not know all of the past, with the earliest period it missed."""
    if known_before is None:
        return {}
    found: dict[int, Period] = {}
    for account_id, missed in _late(session, period, known_before - COMMITTED_WITHIN, known_until):
        found[account_id] = min(missed, found.get(account_id, missed))
    return found


def _late(session: Session, period: Period, after: datetime, until: datetime) -> Iterator[tuple[int, Period]]:
    rows: Any = session.connection().execute(_late_verifications(period, after, until))
    yield from ((account_id, Period.of(due_on)) for account_id, due_on in rows)
    for moment in (col(Reading.received_at), col(Reading.decided_at)):
        rows = session.connection().execute(_late_readings(moment, period, after, until))
        yield from ((account_id, Period.from_code(code)) for account_id, code in rows)


def _late_verifications(period: Period, after: datetime, until: datetime) -> Any:
    """Since when a verification may be trusted that became known after the run before."""
    return (
        select(col(Meter.account_id), func.min(col(PastVerification.due_on)))
        .join(Meter, col(Meter.id) == col(PastVerification.meter_id))
        .where(
            col(PastVerification.superseded_at) > after,
            col(PastVerification.superseded_at) <= until,
            col(PastVerification.due_on) < period.first_day,
        )
        .group_by(col(Meter.account_id))
    )


def _late_readings(moment: Any, period: Period, after: datetime, until: datetime) -> Any:
    """The earliest period of the readings that came, or were decided about, after the run before."""
    return (
        select(col(Meter.account_id), func.min(col(Reading.period)))
        .join(Meter, col(Meter.id) == col(Reading.meter_id))
        .where(
            col(Reading.period) < period.code,
            moment > after,
            moment <= until,
        )
        .group_by(col(Meter.account_id))
    )
