"""What is known of an account's meters in a period: the ground every use case of readings stands on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, or_, select

from avk_app.domain.period import Period
from avk_app.domain.readings import (
    RULE_KEYS,
    MeterPast,
    ReadingFlag,
    ReadingPoint,
    ReadingRules,
    usual_monthly_litres,
)
from avk_app.models import Meter, Reading
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingSource, ReadingStatus
from avk_app.services.policy import get_policy_values

MAX_METERS = 50
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


def get_reading_rules(session: Session, on_day: date) -> ReadingRules:
    """The thresholds that hold on a day. Raises InvariantError when one is not set."""
    return ReadingRules(**get_policy_values(session, RULE_KEYS, on_day))


def as_stored(row: Reading) -> StoredReading:
    """A row without its table."""
    return StoredReading(
        id=row.id or 0,
        meter_id=row.meter_id,
        period=Period.from_code(row.period),
        value_litres=row.value_litres,
        taken_on=row.taken_on,
        received_at=row.received_at,
        source=row.source,
        status=row.status,
        flags=parse_flags(row.flags),
        submission_id=row.submission_id,
    )


def parse_flags(text: str) -> tuple[ReadingFlag, ...]:
    """The codes of a row that this version knows."""
    return tuple(ReadingFlag(code) for code in text.split() if code in _KNOWN_FLAGS)


def list_open_meters(session: Session, account_id: int, on_day: date) -> list[MeterFacts]:
    """The account's meters in use on a day, cold before hot, then as they were installed."""
    is_open = or_(col(Meter.removed_on).is_(None), col(Meter.removed_on) > on_day)
    rows = session.exec(
        select(Meter)
        .where(col(Meter.account_id) == account_id, is_open, col(Meter.installed_on) <= on_day)
        .order_by(col(Meter.kind), col(Meter.id))
        .limit(MAX_METERS)
    )
    return [as_facts(row) for row in rows]


def as_facts(row: Meter) -> MeterFacts:
    """A meter without its table."""
    return MeterFacts(
        id=row.id or 0,
        serial=row.serial,
        kind=row.kind,
        place=row.place,
        digits=row.digits,
        installed_on=row.installed_on,
        initial_litres=row.initial_litres,
        verification_due_on=row.verification_due_on,
    )


def load_meter_records(
    session: Session, account_id: int, period: Period, today: date, rules: ReadingRules
) -> list[MeterRecord]:
    """Every open meter of the account with what is known of it; three queries whatever their number."""
    meters = list_open_meters(session, account_id, today)
    ids = [meter.id for meter in meters]
    since = period.plus(-rules.usual_history_months - 1)
    recent = _by_meter(_current_rows(session, ids, since))
    older = _by_meter(_latest_before(session, ids, since))
    return [_record(meter, [*older[meter.id], *recent[meter.id]], period, rules) for meter in meters]


def _current_rows(session: Session, meter_ids: list[int], since: Period) -> Sequence[Reading]:
    return session.exec(
        select(Reading)
        .where(
            col(Reading.meter_id).in_(meter_ids),
            col(Reading.period) >= since.code,
            col(Reading.status) != ReadingStatus.REPLACED,
        )
        .order_by(col(Reading.meter_id), col(Reading.period))
    ).all()


def _latest_before(session: Session, meter_ids: list[int], since: Period) -> Sequence[Reading]:
    """The newest reading of each meter before the window, for those who forget for years."""
    is_current = col(Reading.status) != ReadingStatus.REPLACED
    newest = (
        select(Reading.meter_id, func.max(Reading.period).label("period"))
        .where(col(Reading.meter_id).in_(meter_ids), col(Reading.period) < since.code, is_current)
        .group_by(col(Reading.meter_id))
        .subquery()
    )
    return session.exec(
        select(Reading)
        .join(newest, (newest.c.meter_id == Reading.meter_id) & (newest.c.period == Reading.period))
        .where(is_current)
    ).all()


def _by_meter(rows: Iterable[Reading]) -> dict[int, list[StoredReading]]:
    grouped: dict[int, list[StoredReading]] = defaultdict(list)
    for row in rows:
        grouped[row.meter_id].append(as_stored(row))
    return grouped


def _record(
    meter: MeterFacts, readings: list[StoredReading], period: Period, rules: ReadingRules
) -> MeterRecord:
    earlier = [reading for reading in readings if reading.period < period]
    current = next((reading for reading in readings if reading.period == period), None)
    later = next((reading for reading in readings if reading.period > period), None)
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
