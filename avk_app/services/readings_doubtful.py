"""Readings that do not count yet, with what staff compare them with."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from avk_app import clock
from avk_app.domain.period import Period
from avk_app.domain.readings import (
    RULE_KEYS,
    ReadingFlag,
    ReadingPoint,
    ReadingRules,
    consumption_litres,
    usual_monthly_litres,
)
from avk_app.models import Account, Meter, Reading
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingStatus
from avk_app.services.access import Actor, may_review_readings
from avk_app.services.console import Console, console_or
from avk_app.services.id_lists import is_among
from avk_app.services.policy import get_policy_values
from avk_app.services.readings import READING_COLUMNS, StoredReading, as_stored, previous_litres

MOST_LISTED = 500


@dataclass(frozen=True)
class DoubtfulReading:
    """A reading that does not count yet. `usual_litres` a month is None while the meter is too new."""

    reading_id: int
    account_number: str
    kind: MeterKind
    place: str
    serial: str
    digits: int
    period: Period
    value_litres: int
    used_litres: int
    usual_litres: int | None
    flags: tuple[ReadingFlag, ...]
    received_at: datetime
    question: str


def list_doubtful_readings(session: Session, actor: Actor | Console) -> list[DoubtfulReading]:
    """What does not count yet, oldest first, at most 500. Others than staff for readings see nothing."""
    rows = session.connection().execute(
        select(
            *READING_COLUMNS,
            col(Account.number),
            col(Meter.kind),
            col(Meter.place),
            col(Meter.serial),
            col(Meter.digits),
            func.coalesce(previous_litres(), col(Meter.initial_litres)).label("previous_litres"),
        )
        .join(Meter, col(Meter.id) == col(Reading.meter_id))
        .join(Account, col(Account.id) == col(Meter.account_id))
        .where(_is_undecided(), console_or(may_review_readings, actor))
        .order_by(col(Reading.id))
        .limit(MOST_LISTED)
    )
    found = [(row, as_stored(row)) for row in rows]
    points = _load_points(session, {reading.meter_id for _row, reading in found})
    rules = ReadingRules(**get_policy_values(session, RULE_KEYS, clock.today()))
    return [_doubtful(row, reading, points[reading.meter_id], rules) for row, reading in found]


def _is_undecided() -> ColumnElement[bool]:
    """Under review, or asked about and not answered: a later month that was accepted is an answer, too."""
    later = aliased(Reading)
    answer = exists().where(
        col(later.meter_id) == col(Reading.meter_id),
        col(later.period) > col(Reading.period),
        col(later.status) == ReadingStatus.ACCEPTED,
    )
    is_unanswered = and_(col(Reading.status) == ReadingStatus.NEEDS_CLARIFICATION, ~answer)
    return or_(col(Reading.status) == ReadingStatus.UNDER_REVIEW, is_unanswered)


def _load_points(session: Session, meter_ids: Iterable[int]) -> Mapping[int, list[ReadingPoint]]:
    """What these meters showed, oldest first."""
    rows = session.connection().execute(
        select(col(Reading.meter_id), col(Reading.period), col(Reading.value_litres))
        .where(
            is_among(col(Reading.meter_id), list(meter_ids)), col(Reading.status) != ReadingStatus.REPLACED
        )
        .order_by(col(Reading.meter_id), col(Reading.period))
    )
    found: dict[int, list[ReadingPoint]] = defaultdict(list)
    for meter_id, code, value_litres in rows:
        found[meter_id].append(ReadingPoint(Period.from_code(code), value_litres))
    return found


def _doubtful(
    row: Any, reading: StoredReading, points: Sequence[ReadingPoint], rules: ReadingRules
) -> DoubtfulReading:
    earlier = [point for point in points if point.period < reading.period]
    return DoubtfulReading(
        reading_id=reading.id,
        account_number=row.number,
        kind=row.kind,
        place=row.place,
        serial=row.serial,
        digits=row.digits,
        period=reading.period,
        value_litres=reading.value_litres,
        used_litres=consumption_litres(row.previous_litres, reading.value_litres, row.digits, reading.flags),
        usual_litres=usual_monthly_litres(earlier, row.digits, rules),
        flags=reading.flags,
        received_at=reading.received_at,
        question=reading.question or "",
    )
