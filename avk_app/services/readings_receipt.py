"""The receipt of a submission: what was accepted under its number, and how the form stands now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlmodel import Session, col

from avk_app.domain.period import Period
from avk_app.domain.readings import ReadingFlag, acceptance_number, consumption_litres
from avk_app.models import Meter, Reading
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingStatus
from avk_app.services.readings import READING_COLUMNS, MeterFacts, StoredReading, as_stored, previous_litres
from avk_app.services.readings_form import ReadingsForm, form_of
from avk_app.services.readings_month import OpenMonth


@dataclass(frozen=True)
class Submission:
    """One handing over of readings; its number is made from period and id."""

    id: int
    period: Period
    submitted_at: datetime


@dataclass(frozen=True)
class ReceiptLine:
    """One meter on a receipt, with the status the reading has now."""

    meter_id: int
    kind: MeterKind
    place: str
    serial: str
    digits: int
    value_litres: int
    consumption_litres: int
    status: ReadingStatus
    flags: tuple[ReadingFlag, ...]


@dataclass(frozen=True)
class ReadingReceipt:
    """The proof of a submission, with the form as it stands: what a page shows next."""

    number: str
    period: Period
    submitted_at: datetime
    lines: tuple[ReceiptLine, ...]
    form: ReadingsForm


_LINES = (
    select(
        *READING_COLUMNS,
        col(Meter.kind),
        col(Meter.place),
        col(Meter.serial),
        col(Meter.digits),
        func.coalesce(previous_litres(), col(Meter.initial_litres)).label("previous_litres"),
    )
    .join(Meter, col(Meter.id) == col(Reading.meter_id))
    .where(col(Reading.submission_id) == bindparam("submission_id"))
    .order_by(col(Meter.kind), col(Meter.id))
)


def make_receipt(submission: Submission, month: OpenMonth) -> ReadingReceipt:
    """The receipt of what was stored just now, from the month with it."""
    lines = [
        _line(one.meter, one.current, one.past.previous_litres)
        for one in month.records
        if one.current is not None and one.current.submission_id == submission.id
    ]
    return _receipt(submission, lines, month)


def load_receipt(session: Session, submission: Submission, month: OpenMonth) -> ReadingReceipt:
    """What stands now under the number of an earlier submission. Authorisation is the caller's."""
    rows = session.connection().execute(_LINES, {"submission_id": submission.id})
    return _receipt(submission, [_line(row, as_stored(row), row.previous_litres) for row in rows], month)


def _receipt(submission: Submission, lines: Iterable[ReceiptLine], month: OpenMonth) -> ReadingReceipt:
    return ReadingReceipt(
        number=acceptance_number(submission.period, submission.id),
        period=submission.period,
        submitted_at=submission.submitted_at,
        lines=tuple(lines),
        form=form_of(month),
    )


def _line(
    meter: MeterFacts | Row[*tuple[Any, ...]], reading: StoredReading, previous_litres: int
) -> ReceiptLine:
    return ReceiptLine(
        meter_id=reading.meter_id,
        kind=meter.kind,
        place=meter.place,
        serial=meter.serial,
        digits=meter.digits,
        value_litres=reading.value_litres,
        consumption_litres=consumption_litres(
            previous_litres, reading.value_litres, meter.digits, reading.flags
        ),
        status=reading.status,
        flags=reading.flags,
    )
