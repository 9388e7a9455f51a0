"""Houses without water, for tests."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from avk_app.clock import CITY_ZONE
from avk_app.domain.period import Period
from avk_app.models import Account, Interruption, Premise
from avk_app.models.tariffs import Service


def city_moment(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=CITY_ZONE).astimezone(UTC)


def make_interruption(
    session: Session, account: Account, started_at: datetime, hours: int | None, **values: Any
) -> Interruption:
    """Of the account's house; recorded an hour after its end, or after its start while it goes on."""
    premise = session.get_one(Premise, account.premise_id)
    ended_at = started_at + timedelta(hours=hours) if hours else None
    recorded_at = (ended_at or started_at) + timedelta(hours=1)
    facts = {
        "district": premise.district,
        "street": premise.street,
        "house": premise.house,
        "service": Service.WATER,
        "reason": "Акт № 1",
        "recorded_at": recorded_at,
        "end_recorded_at": recorded_at if ended_at else None,
    } | values
    interruption = Interruption(started_at=started_at, ended_at=ended_at, **facts)
    session.add(interruption)
    session.flush()
    return interruption


def four_hours_on_five_days(session: Session, account: Account, period: Period, **values: Any) -> None:
    for day in range(10, 15):
        make_interruption(session, account, city_moment(period.day(day), 9), 4, **values)
