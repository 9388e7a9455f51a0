"""What is known of an account's meters in a period: the ground every use case of readings stands on.

The statements are built once and their rows read as plain tuples: handing over readings waits for them.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ScalarSelect, bindparam, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from avk_app.domain.period import Period
from avk_app.domain.readings import (
    MeterPast,
    ReadingFlag,
    ReadingPoint,
    ReadingRules,
    usual_monthly_litres,
)
from avk_app.models import Meter, Reading
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingSource, ReadingStatus

MAX_METERS = 50
NO_GROUND = (ReadingStatus.REPLACED, ReadingStatus.NEEDS_CLARIFICATION)
"""What the next reading is not compared with: what was put right, and what staff asked about."""
_KNOWN_FLAGS = frozenset(ReadingFlag)


@dataclass(frozen=True)
class StoredReading:
    """One row of the history, as services hand it on."""

    id: int
    meter_id: int
    period: Period
    value_litres: int
    taken_on: date
    received_at: datetime
    source: ReadingSource
    status: ReadingStatus
    flags: tuple[ReadingFlag, ...]
    submission_id: int | None
    question: str | None


@dataclass(frozen=True)
class MeterFacts:
    """What is written on a meter and in its passport."""

    id: int
    serial: str
    kind: MeterKind
    place: str
    digits: int
    installed_on: date
    initial_litres: int
    verification_due_on: date


@dataclass(frozen=True)
class MeterRecord:
    """An open meter as it stands when a reading of `period` comes.

    `previous` is the last reading of an earlier period, None when only the value at installation is
    known; `current` is what was already sent for the period.
    """

    meter: MeterFacts
    period: Period
    previous: StoredReading | None
    current: StoredReading | None
    past: MeterPast


def as_stored(row: Any) -> StoredReading:
    """A row of READING_COLUMNS, or the whole reading, without its table."""
    return StoredReading(
        id=row.id,
        meter_id=row.meter_id,
        period=Period.from_code(row.period),
        value_litres=row.value_litres,
        taken_on=row.taken_on,
        received_at=row.received_at,
        source=row.source,
        status=row.status,
        flags=parse_flags(row.flags),
        submission_id=row.submission_id,
        question=row.question,
    )


def parse_flags(text: str) -> tuple[ReadingFlag, ...]:
    """The codes of a row that this version knows."""
    return tuple(ReadingFlag(code) for code in text.split() if code in _KNOWN_FLAGS)


READING_COLUMNS = (
    col(Reading.id),
    col(Reading.meter_id),
    col(Reading.period),
    col(Reading.value_litres),
    col(Reading.taken_on),
    col(Reading.received_at),
    col(Reading.source),
    col(Reading.status),
    col(Reading.flags),
    col(Reading.submission_id),
    col(Reading.question),
)

_OPEN_METERS = (
    select(
        col(Meter.id),
        col(Meter.serial),
        col(Meter.kind),
        col(Meter.place),
        col(Meter.digits),
        col(Meter.installed_on),
        col(Meter.initial_litres),
        col(Meter.verification_due_on),
    )
    .where(
        col(Meter.account_id) == bindparam("account_id"),
        or_(col(Meter.removed_on).is_(None), col(Meter.removed_on) > bindparam("on_day")),
        col(Meter.installed_on) <= bindparam("on_day"),
    )
    .order_by(col(Meter.kind), col(Meter.id))
    .limit(MAX_METERS)
)


def _newest_before() -> ScalarSelect[int]:
    """The month of a meter's newest reading before the window, for those who forget for years."""
    earlier = aliased(Reading)
    return (
        select(func.max(col(earlier.period)))
        .where(
            col(earlier.meter_id) == col(Meter.id),
            col(earlier.period) < bindparam("since"),
            col(earlier.status).not_in(NO_GROUND),
        )
        .correlate(Meter)
        .scalar_subquery()
    )


_CURRENT_READINGS = (
    select(*READING_COLUMNS)
    .join(Meter, col(Meter.id) == col(Reading.meter_id))
    .where(
        col(Meter.account_id) == bindparam("account_id"),
        col(Reading.period) >= func.coalesce(_newest_before(), bindparam("since")),
        col(Reading.status) != ReadingStatus.REPLACED,
    )
    .order_by(col(Reading.meter_id), col(Reading.period))
)


def previous_litres() -> ScalarSelect[int]:
    """In a query of readings: what stands for the latest earlier period of the same meter."""
    earlier = aliased(Reading)
    return (
        select(col(earlier.value_litres))
        .where(
            col(earlier.meter_id) == col(Reading.meter_id),
            col(earlier.period) < col(Reading.period),
            col(earlier.status).not_in(NO_GROUND),
        )
        .order_by(col(earlier.period).desc())
        .limit(1)
        .correlate(Reading)
        .scalar_subquery()
    )


def load_meter_records(
    session: Session, account_id: int, period: Period, today: date, rules: ReadingRules
) -> tuple[MeterRecord, ...]:
    """The account's meters in use today with what is known of each, cold before hot, then as they were
    installed; two queries whatever their number."""
    since = period.plus(-rules.usual_history_months - 1)
    connection = session.connection()
    meters = connection.execute(_OPEN_METERS, {"account_id": account_id, "on_day": today})
    readings: dict[int, list[StoredReading]] = defaultdict(list)
    for row in connection.execute(_CURRENT_READINGS, {"account_id": account_id, "since": since.code}):
        readings[row.meter_id].append(as_stored(row))
    return tuple(
        _record(MeterFacts(**meter), readings[meter.id], period, rules) for meter in meters.mappings()
    )


def _record(
    meter: MeterFacts, readings: list[StoredReading], period: Period, rules: ReadingRules
) -> MeterRecord:
    grounds = [reading for reading in readings if reading.status not in NO_GROUND]
    earlier = [reading for reading in grounds if reading.period < period]
    current = next((reading for reading in readings if reading.period == period), None)
    later = next((reading for reading in grounds if reading.period > period), None)
    previous = earlier[-1] if earlier else None
    since = previous.period if previous else Period.of(meter.installed_on)
    points = [ReadingPoint(reading.period, reading.value_litres) for reading in earlier]
    past = MeterPast(
        digits=meter.digits,
        previous_litres=previous.value_litres if previous else meter.initial_litres,
        months=max(1, since.months_until(period)),
        usual_litres=usual_monthly_litres(points, meter.digits, rules),
        next_litres=later.value_litres if later else None,
    )
    return MeterRecord(meter, period, previous, current, past)
