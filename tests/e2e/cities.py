"""Households for the end-to-end tests, on the day the tests run."""

from datetime import timedelta

from sqlmodel import Session

from avk_app import clock
from avk_app.domain.period import Period
from avk_app.models import Account, Meter, Reading
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingSource, ReadingStatus
from avk_app.services.policy import load_policy
from tests.factories import make_account, make_meter

MONTHLY_LITRES = (6_120, 7_405, 5_980, 6_640, 8_015, 7_350, 9_230, 8_410, 6_905, 7_100, 7_777)


def make_household(session: Session, **values: object) -> Account:
    """A flat with a cold and a hot meter, read every month but this one; two months were forgotten."""
    load_policy(session)
    account = make_account(session, **values)
    soon, later = (clock.today() + timedelta(days=days) for days in (57, 1000))
    cold = make_meter(session, account, place="кухня", verification_due_on=soon)
    hot = make_meter(session, account, kind=MeterKind.HOT, place="ванная", verification_due_on=later)
    add_year_of_readings(session, cold, 400_000, 1)
    add_year_of_readings(session, hot, 180_000, 2)
    return account


def add_year_of_readings(session: Session, meter: Meter, start_litres: int, divisor: int) -> None:
    """One reading a month up to the last one, the fourth and fifth left out."""
    current = Period.of(clock.today())
    value_litres = start_litres
    add_reading(session, meter, current.plus(-12), value_litres)
    for index, litres in enumerate(MONTHLY_LITRES):
        value_litres += litres // divisor
        if index not in (3, 4):
            add_reading(session, meter, current.plus(index - 11), value_litres)


def add_reading(session: Session, meter: Meter, period: Period, value_litres: int) -> None:
    session.add(
        Reading(
            meter_id=meter.id or 0,
            period=period.code,
            value_litres=value_litres,
            taken_on=min(clock.today(), period.first_day + timedelta(days=19)),
            received_at=clock.now() - timedelta(days=30),
            source=ReadingSource.WEB,
            status=ReadingStatus.ACCEPTED,
        )
    )
    session.flush()
