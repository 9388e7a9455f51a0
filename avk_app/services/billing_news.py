"""What a run learns about months that were charged already: the accounts it concerns."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, union
from sqlmodel import Session, col

from avk_app.domain.period import Period
from avk_app.models import Account, Meter, PastVerification, Reading

COMMITTED_WITHIN = timedelta(hours=1)
"""What came shortly before a run may have been committed after the run had looked. To look at it twice does
no harm: what changes nothing is no line."""


def load_late_news(
    session: Session, period: Period, known_until: datetime, known_before: datetime | None
) -> frozenset[int]:
    """Accounts of which the run before did not know all of the past."""
    if known_before is None:
        return frozenset()
    span = (period, known_before - COMMITTED_WITHIN, known_until)
    moments = (col(Reading.received_at), col(Reading.decided_at))
    news = union(
        _late_verifications(*span),
        *(_late_readings(moment, *span) for moment in moments),
        _late_closings(*span),
        _late_meters(col(Meter.installed_on), col(Meter.entered_at), *span),
        _late_meters(col(Meter.removed_on), col(Meter.removal_known_at), *span),
    )
    return frozenset(session.connection().scalars(news))


def _late_verifications(period: Period, after: datetime, until: datetime) -> Any:
    """Of meters with a verification that became known after the run before and tells of a month before it."""
    return (
        select(col(Meter.account_id))
        .join(PastVerification, col(PastVerification.meter_id) == col(Meter.id))
        .where(
            col(PastVerification.superseded_at) > after,
            col(PastVerification.superseded_at) <= until,
            col(PastVerification.due_on) < period.first_day,
        )
    )


def _late_readings(moment: Any, period: Period, after: datetime, until: datetime) -> Any:
    """Of meters with readings of earlier periods that came, or were decided about, after the run before."""
    return (
        select(col(Meter.account_id))
        .join(Reading, col(Reading.meter_id) == col(Meter.id))
        .where(
            col(Reading.period) < period.code,
            moment > after,
            moment <= until,
        )
    )


def _late_closings(period: Period, after: datetime, until: datetime) -> Any:
    """Accounts that closed before this month, which became known after the run before."""
    return select(col(Account.id)).where(
        col(Account.closing_known_at) > after,
        col(Account.closing_known_at) <= until,
        col(Account.closed_on) < period.first_day,
    )


def _late_meters(day: Any, known_at: Any, period: Period, after: datetime, until: datetime) -> Any:
    """Of meters that came or went before this month, which became known after the run before."""
    return select(col(Meter.account_id)).where(known_at > after, known_at <= until, day < period.first_day)
