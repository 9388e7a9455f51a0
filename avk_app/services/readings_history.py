"""The history of a meter's readings: what was sent, how, what became of it, what replaced what."""

from dataclasses import dataclass

from sqlalchemy import Executable, and_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from avk_app.domain.period import Period
from avk_app.domain.readings import acceptance_number, consumption_litres
from avk_app.errors import NotFound
from avk_app.models import Meter, Reading
from avk_app.models.meters import MeterKind
from avk_app.services.access import Actor, get_own_account
from avk_app.services.readings import MAX_METERS, StoredReading, as_stored, previous_litres

PAGE_ROWS = 24
MAX_PAGE = 200


@dataclass(frozen=True)
class MeterName:
    """A meter of the account, removed ones included."""

    meter_id: int
    kind: MeterKind
    place: str
    serial: str
    digits: int
    is_open: bool


@dataclass(frozen=True)
class HistoryRow:
    """One reading. It put `replaced_litres` right; `replaced_by_litres` put it right in turn."""

    reading: StoredReading
    number: str
    consumption_litres: int
    replaced_litres: int | None
    replaced_by_litres: int | None


@dataclass(frozen=True)
class ReadingsHistory:
    """One page of one meter's history, newest first; page 0 is the newest."""

    meters: tuple[MeterName, ...]
    meter_id: int
    page: int
    has_older: bool
    rows: tuple[HistoryRow, ...]


def get_readings_history(
    session: Session, actor: Actor, meter_id: int | None = None, page: int = 0
) -> ReadingsHistory:
    """A page of readings of one meter, the first unless told. Raises NotFound for what is not theirs."""
    account = get_own_account(session, actor)
    meters = _list_meters(session, account.id or 0)
    meter = next((one for one in meters if meter_id in (None, one.id)), None)
    if meter_id is not None and meter is None:
        raise NotFound("meter")
    if not 0 <= page <= MAX_PAGE:
        raise NotFound("page")
    rows = _list_rows(session, meter, page) if meter else []
    return ReadingsHistory(
        meters=tuple(_name(one) for one in meters),
        meter_id=(meter.id or 0) if meter else 0,
        page=page,
        has_older=len(rows) > PAGE_ROWS,
        rows=tuple(rows[:PAGE_ROWS]),
    )


def _list_meters(session: Session, account_id: int) -> list[Meter]:
    meters = session.exec(
        select(Meter)
        .where(col(Meter.account_id) == account_id)
        .order_by(col(Meter.removed_on).is_not(None), col(Meter.kind), col(Meter.id))
        .limit(MAX_METERS)
    )
    return list(meters)


def _name(meter: Meter) -> MeterName:
    return MeterName(
        meter.id or 0, meter.kind, meter.place, meter.serial, meter.digits, meter.removed_on is None
    )


def _list_rows(session: Session, meter: Meter, page: int) -> list[HistoryRow]:
    """One row more than a page, to know whether there are older ones."""
    return [_history_row(meter, *found) for found in session.execute(_history_query(meter.id or 0, page))]


def _history_query(meter_id: int, page: int) -> Executable:
    replaced, successor = aliased(Reading), aliased(Reading)
    return (
        select(
            Reading,
            previous_litres(),
            replaced.value_litres,
            successor.value_litres,
        )
        .outerjoin(replaced, col(replaced.id) == col(Reading.replaces_id))
        .outerjoin(
            successor,
            # Meter and period stand here for the index: a successor always shares them.
            and_(
                col(successor.meter_id) == col(Reading.meter_id),
                col(successor.period) == col(Reading.period),
                col(successor.replaces_id) == col(Reading.id),
            ),
        )
        .where(col(Reading.meter_id) == meter_id)
        .order_by(col(Reading.period).desc(), col(Reading.id).desc())
        .offset(page * PAGE_ROWS)
        .limit(PAGE_ROWS + 1)
    )


def _history_row(
    meter: Meter, row: Reading, previous: int | None, replaced: int | None, successor: int | None
) -> HistoryRow:
    reading = as_stored(row)
    before = meter.initial_litres if previous is None else previous
    return HistoryRow(
        reading=reading,
        number=_number(reading.period, reading.submission_id),
        consumption_litres=consumption_litres(before, reading.value_litres, meter.digits, reading.flags),
        replaced_litres=replaced,
        replaced_by_litres=successor,
    )


def _number(period: Period, submission_id: int | None) -> str:
    return acceptance_number(period, submission_id) if submission_id is not None else ""
