"""Interruptions that were written down by mistake: found in their month, and withdrawn.

What was credited for one is taken back by the next billing run, which compares it with what holds now.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from avk_app import clock
from avk_app.clock import city_midnight
from avk_app.domain.billing import ChargedService
from avk_app.domain.period import Period
from avk_app.domain.plain_text import clean_line
from avk_app.domain.reasons import parse_reason
from avk_app.errors import Conflict, NotFound
from avk_app.models import Interruption
from avk_app.models.interruptions import REASON_LENGTH
from avk_app.services import audit
from avk_app.services.access import Actor, may_record_interruptions
from avk_app.services.console import Console, console_or

MOST_LISTED = 500


@dataclass(frozen=True)
class RecordedInterruption:
    """What is written down about a house. Moments are UTC; `withdrawn_reason` is "" while it holds."""

    interruption_id: int
    district: str
    street: str
    house: str
    service: ChargedService
    started_at: datetime
    ended_at: datetime | None
    reason: str
    withdrawn_reason: str


def list_interruptions(
    session: Session, actor: Actor | Console, period: Period, street: str = ""
) -> list[RecordedInterruption]:
    """What was off in a month, of one street if given, oldest first, at most 500. Other staff see nothing."""
    first, next_first = (city_midnight(month.first_day) for month in (period, period.plus(1)))
    ended_at = col(Interruption.ended_at)
    query = (
        select(Interruption)
        .where(
            col(Interruption.started_at) < next_first,
            or_(ended_at.is_(None), ended_at > first),
            console_or(may_record_interruptions, actor),
        )
        .order_by(col(Interruption.started_at), col(Interruption.id))
        .limit(MOST_LISTED)
    )
    if street:
        query = query.where(col(Interruption.street) == clean_line(street))
    return [_recorded(row) for row in session.exec(query)]


def withdraw_interruption(
    session: Session, actor: Actor, interruption_id: int, reason: str
) -> RecordedInterruption:
    """Let an interruption count for nothing from now on, once.

    Raises InvalidInput (`reason_empty`, `reason_too_long`), NotFound, also for those who may not write
    interruptions down, and Conflict when it was withdrawn already.
    """
    cleaned = parse_reason(reason, REASON_LENGTH)
    row = session.exec(
        select(Interruption)
        .where(col(Interruption.id) == interruption_id, may_record_interruptions(actor))
        .with_for_update()
    ).first()
    if row is None:
        raise NotFound("interruption")
    if row.withdrawn_at is not None:
        raise Conflict("interruption")
    row.withdrawn_at, row.withdrawn_reason = clock.now(), cleaned
    audit.record(session, actor, "interruption.withdraw", "interruption", row.id)
    session.flush()
    return _recorded(row)


def _recorded(row: Interruption) -> RecordedInterruption:
    return RecordedInterruption(
        interruption_id=row.id or 0,
        district=row.district,
        street=row.street,
        house=row.house,
        service=ChargedService(row.service.value),
        started_at=row.started_at,
        ended_at=row.ended_at,
        reason=row.reason,
        withdrawn_reason=row.withdrawn_reason,
    )
