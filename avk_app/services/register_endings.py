"""What a register ends: closed accounts and removed meters, each with the moment at which it became known.

An ending that is written down stays as it is: months were charged by it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.period import Period
from avk_app.domain.register import RegisterAccount, RegisterReading
from avk_app.models import Account, Meter, Reading
from avk_app.models.readings import ReadingSource, ReadingStatus

MeterKey = tuple[int, str]
"""Account id and serial."""


class KnownMeter(NamedTuple):
    """A meter of the database as an import compares it."""

    id: int
    verified_on: date
    is_removed: bool


NO_METER = KnownMeter(0, date.max, is_removed=True)


class Removal(NamedTuple):
    """A meter that a register says was removed, and what it showed then, where that is known."""

    meter_id: int
    removed_on: date
    last: RegisterReading | None


def removals_of(
    account_id: int, account: RegisterAccount, fitted: Mapping[MeterKey, KnownMeter]
) -> Iterator[Removal]:
    """The known meters of an account that its lines say are gone."""
    for meter in account.meters:
        known = fitted.get((account_id, meter.serial), NO_METER)
        if meter.removed_on is not None and not known.is_removed:
            yield Removal(known.id, meter.removed_on, meter.last_reading)


def close_accounts(session: Session, closings: Sequence[tuple[int, date]]) -> None:
    """Close accounts as of a day, which is the last that is charged. Authorisation is the caller's."""
    closed_on = dict(closings)
    for account in session.exec(select(Account).where(col(Account.id).in_(closed_on))):
        account.closed_on, account.closing_known_at = closed_on[account.id or 0], clock.now()
    session.flush()


def remove_meters(session: Session, removals: Sequence[Removal]) -> None:
    """Remove meters as of a day, with their last readings. Authorisation is the caller's."""
    by_id = {removal.meter_id: removal for removal in removals}
    for meter in session.exec(select(Meter).where(col(Meter.id).in_(by_id))):
        meter.removed_on, meter.removal_known_at = by_id[meter.id or 0].removed_on, clock.now()
    for removal in removals:
        if removal.last is not None and Period.of(removal.last.taken_on) == Period.of(removal.removed_on):
            _add_last_reading(session, removal.meter_id, removal.last)
    session.flush()


def _add_last_reading(session: Session, meter_id: int, last: RegisterReading) -> None:
    """What the fitter read replaces what was handed over earlier in that month."""
    period = Period.of(last.taken_on).code
    current = session.exec(
        select(Reading).where(
            col(Reading.meter_id) == meter_id,
            col(Reading.period) == period,
            col(Reading.status) != ReadingStatus.REPLACED,
        )
    ).first()
    if current is not None:
        if current.value_litres == last.value_litres and current.status == ReadingStatus.ACCEPTED:
            return
        current.stood_as, current.status = current.status, ReadingStatus.REPLACED
        session.flush()
    session.add(
        Reading(
            meter_id=meter_id,
            period=period,
            value_litres=last.value_litres,
            taken_on=last.taken_on,
            received_at=clock.now(),
            source=ReadingSource.IMPORT,
            status=ReadingStatus.ACCEPTED,
            replaces_id=current.id if current else None,
        )
    )
