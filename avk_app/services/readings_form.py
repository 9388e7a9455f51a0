"""The readings form: every open meter with its past, and what the calendar says."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from avk_app.domain.period import Period
from avk_app.domain.readings import consumption_litres
from avk_app.domain.readings_calendar import (
    closes_on,
    days_left,
    has_ended,
    is_late,
    open_periods,
)
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingStatus
from avk_app.services.access import Actor, get_own_account
from avk_app.services.readings import MeterRecord, StoredReading
from avk_app.services.readings_month import OpenMonth, load_open_month


@dataclass(frozen=True)
class SentReading:
    """What was already sent for the period and stands; `question` is what staff ask about it, or ""."""

    value_litres: int
    consumption_litres: int
    received_at: datetime
    status: ReadingStatus
    submission_id: int | None
    question: str


@dataclass(frozen=True)
class MeterForm:
    """One meter on the form. `previous_on` is the day of the last reading, or of the installation."""

    meter_id: int
    serial: str
    kind: MeterKind
    place: str
    digits: int
    verification_due_on: date
    is_verification_near: bool
    is_verification_lapsed: bool
    previous_litres: int
    previous_on: date
    usual_litres: int | None
    sent: SentReading | None


@dataclass(frozen=True)
class ReadingsForm:
    """All meters of an account for one period. `days_left` is negative once the period closed; `closed_on` is
    the last day of an account that takes no readings any more."""

    account_id: int
    account_number: str
    closed_on: date | None
    period: Period
    today: date
    closes_on: date
    days_left: int
    is_late: bool
    has_ended: bool
    open_periods: tuple[Period, ...]
    meters: tuple[MeterForm, ...]


def get_readings_form(session: Session, actor: Actor, period: Period | None = None) -> ReadingsForm:
    """The form for a period, the current one unless told. Raises NotFound for what is not open to them."""
    return form_of(load_open_month(session, get_own_account(session, actor), period))


def form_of(month: OpenMonth) -> ReadingsForm:
    """The form of a month that is loaded."""
    period, today = month.period, month.today
    return ReadingsForm(
        account_id=month.account_id,
        account_number=month.account_number,
        closed_on=month.closed_on,
        period=period,
        today=today,
        closes_on=closes_on(period, month.close_day),
        days_left=days_left(today, month.close_day),
        is_late=is_late(period, today, month.close_day),
        has_ended=has_ended(period, today),
        open_periods=open_periods(today),
        meters=tuple(_meter_form(record, today, month.warning_days) for record in month.records),
    )


def _meter_form(record: MeterRecord, today: date, warning_days: int) -> MeterForm:
    meter, days_to_verification = record.meter, (record.meter.verification_due_on - today).days
    return MeterForm(
        meter_id=meter.id,
        serial=meter.serial,
        kind=meter.kind,
        place=meter.place,
        digits=meter.digits,
        verification_due_on=meter.verification_due_on,
        is_verification_near=0 <= days_to_verification <= warning_days,
        is_verification_lapsed=days_to_verification < 0,
        previous_litres=record.past.previous_litres,
        previous_on=record.previous.taken_on if record.previous else meter.installed_on,
        usual_litres=record.past.usual_litres,
        sent=_sent(record.current, record) if record.current else None,
    )


def _sent(current: StoredReading, record: MeterRecord) -> SentReading:
    return SentReading(
        value_litres=current.value_litres,
        consumption_litres=consumption_litres(
            record.past.previous_litres, current.value_litres, record.meter.digits, current.flags
        ),
        received_at=current.received_at,
        status=current.status,
        submission_id=current.submission_id,
        question=current.question or "",
    )
