"""Readings are sent: all meters at once, once, and a correction replaces without erasing.

Whoever writes readings of an account holds the account's row first, so two tabs, two people or a
resend stand in line; the unique index on the current reading is the last guard behind that.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.period import Period
from avk_app.domain.policy import PolicyKey
from avk_app.domain.readings import ReadingFlag, acceptance_number, consumption_litres
from avk_app.domain.readings_calendar import is_late, is_own_correction
from avk_app.errors import Conflict, FieldProblem, InvalidInput
from avk_app.models import Account, Meter, Reading, ReadingSubmission
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingSource, ReadingStatus
from avk_app.services import audit
from avk_app.services.access import Actor, get_own_account
from avk_app.services.policy import get_policy_value
from avk_app.services.readings import as_stored
from avk_app.services.readings_check import (
    MAX_KEY_LENGTH,
    CheckedReading,
    ReadingsCommand,
    check_readings,
    field_name,
)


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
    """The proof of a submission."""

    number: str
    period: Period
    submitted_at: datetime
    lines: tuple[ReceiptLine, ...]


@dataclass(frozen=True)
class ReadingQuestions:
    """Nothing was stored: the person is asked to look at unusual values and to insist or change them."""

    checked: tuple[CheckedReading, ...]


def submit_readings(
    session: Session, actor: Actor, command: ReadingsCommand, source: ReadingSource = ReadingSource.WEB
) -> ReadingReceipt | ReadingQuestions:
    """Store the readings of all meters given, or ask about unusual ones that nobody insists on yet.

    The same request key gives the same receipt. Raises NotFound (not this actor's account, meter or
    period), InvalidInput (a value that no such dial can show; nothing given) or Conflict.
    """
    account = _lock_own_account(session, actor)
    _refuse_bad_key(command)
    if stored := _find_submission(session, account, command.request_key):
        return _receipt(session, stored)
    checked = check_readings(session, actor, command)
    _refuse_problems(checked, command)
    changed = [one for one in checked if not one.is_unchanged]
    if not changed:
        return _receipt_of_what_stands(session, checked)
    if not command.is_confirmed and any(one.is_question for one in changed):
        return ReadingQuestions(tuple(checked))
    return _receipt(session, _store(session, actor, account, command, changed, source))


def _lock_own_account(session: Session, actor: Actor) -> Account:
    account = get_own_account(session, actor)
    session.exec(
        select(Account.id).where(col(Account.id) == account.id).with_for_update(key_share=True)
    ).one()
    return account


def _refuse_bad_key(command: ReadingsCommand) -> None:
    if not 1 <= len(command.request_key) <= MAX_KEY_LENGTH or not command.request_key.isprintable():
        raise InvalidInput((FieldProblem("form", "form_stale"),))


def _find_submission(session: Session, account: Account, request_key: str) -> ReadingSubmission | None:
    return session.exec(
        select(ReadingSubmission).where(
            col(ReadingSubmission.account_id) == account.id,
            col(ReadingSubmission.request_key) == request_key,
        )
    ).first()


def _refuse_problems(checked: list[CheckedReading], command: ReadingsCommand) -> None:
    if problems := tuple(one.problem for one in checked if one.problem is not None):
        raise InvalidInput(problems)
    if not checked:
        first = command.readings[0].meter_id if command.readings else 0
        raise InvalidInput((FieldProblem(field_name(first), "readings_all_empty"),))


def _store(
    session: Session,
    actor: Actor,
    account: Account,
    command: ReadingsCommand,
    changed: list[CheckedReading],
    source: ReadingSource,
) -> ReadingSubmission:
    submission = ReadingSubmission(
        account_id=account.id or 0,
        period=command.period.code,
        request_key=command.request_key,
        source=source,
        submitted_at=clock.now(),
        session_id=actor.session_id,
    )
    try:
        with session.begin_nested():
            session.add(submission)
            session.flush()
            _store_readings(session, submission, changed, clock.today())
    except IntegrityError as error:
        raise Conflict("reading") from error
    replaced = sum(one.record.current is not None for one in changed)
    details = f"period {command.period.code}, readings {len(changed)}, replaced {replaced}"
    audit.record(session, actor, "readings.submit", "reading_submission", submission.id, details)
    return submission


def _store_readings(
    session: Session, submission: ReadingSubmission, changed: list[CheckedReading], today: date
) -> None:
    period = Period.from_code(submission.period)
    close_day = get_policy_value(session, PolicyKey.READINGS_CLOSE_DAY, period.first_day)
    late = (ReadingFlag.LATE,) if is_late(period, today, close_day) else ()
    is_own = is_own_correction(period, today)
    for one in changed:
        _replace_current(session, one)
    session.flush()
    session.add_all(_row(submission, one, today, late, is_own) for one in changed)
    session.flush()


def _replace_current(session: Session, checked: CheckedReading) -> None:
    if current := checked.record.current:
        session.get_one(Reading, current.id).status = ReadingStatus.REPLACED


def _row(
    submission: ReadingSubmission,
    checked: CheckedReading,
    today: date,
    late: tuple[ReadingFlag, ...],
    is_own: bool,
) -> Reading:
    is_fine = is_own and not checked.verdict.flags
    return Reading(
        meter_id=checked.meter_id,
        period=submission.period,
        value_litres=checked.value_litres,
        taken_on=today,
        received_at=submission.submitted_at,
        source=submission.source,
        status=ReadingStatus.ACCEPTED if is_fine else ReadingStatus.UNDER_REVIEW,
        flags=" ".join((*checked.verdict.flags, *late)),
        submission_id=submission.id,
        replaces_id=checked.record.current.id if checked.record.current else None,
    )


def _receipt_of_what_stands(session: Session, checked: list[CheckedReading]) -> ReadingReceipt:
    """Everything typed stands already: the receipt under which it was accepted."""
    ids = [one.record.current.submission_id for one in checked if one.record.current]
    known = [submission_id for submission_id in ids if submission_id is not None]
    if not known:
        raise InvalidInput((FieldProblem(field_name(checked[0].meter_id), "readings_unchanged"),))
    return _receipt(session, session.get_one(ReadingSubmission, max(known)))


def _receipt(session: Session, submission: ReadingSubmission) -> ReadingReceipt:
    rows = session.exec(
        select(Reading, Meter)
        .join(Meter, col(Meter.id) == col(Reading.meter_id))
        .where(col(Reading.submission_id) == submission.id)
        .order_by(col(Meter.kind), col(Meter.id))
    ).all()
    period = Period.from_code(submission.period)
    return ReadingReceipt(
        number=acceptance_number(period, submission.id or 0),
        period=period,
        submitted_at=submission.submitted_at,
        lines=tuple(_receipt_line(session, reading, meter) for reading, meter in rows),
    )


def _receipt_line(session: Session, row: Reading, meter: Meter) -> ReceiptLine:
    reading = as_stored(row)
    previous = find_previous_litres(session, meter, reading.period)
    return ReceiptLine(
        meter_id=reading.meter_id,
        kind=meter.kind,
        place=meter.place,
        serial=meter.serial,
        digits=meter.digits,
        value_litres=reading.value_litres,
        consumption_litres=consumption_litres(previous, reading.value_litres, meter.digits, reading.flags),
        status=reading.status,
        flags=reading.flags,
    )


def find_previous_litres(session: Session, meter: Meter, period: Period) -> int:
    """The last value of an earlier period, or the one at installation."""
    previous = session.exec(
        select(Reading.value_litres)
        .where(
            col(Reading.meter_id) == meter.id,
            col(Reading.period) < period.code,
            col(Reading.status) != ReadingStatus.REPLACED,
        )
        .order_by(col(Reading.period).desc())
        .limit(1)
    ).first()
    return meter.initial_litres if previous is None else previous
