"""Readings are sent: all meters at once, once, and a correction replaces without erasing.

Whoever writes readings of an account holds the account's row first, so two tabs, two people or a
resend stand in line; the unique index on the current reading is the last guard behind that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, update

from avk_app import clock
from avk_app.domain.period import Period
from avk_app.domain.readings import ReadingFlag
from avk_app.domain.readings_calendar import is_late
from avk_app.errors import Conflict, FieldProblem, InvalidInput
from avk_app.models import Reading, ReadingSubmission
from avk_app.models.readings import ReadingSource, ReadingStatus
from avk_app.services import audit
from avk_app.services.access import Actor, lock_own_account
from avk_app.services.closed_accounts import require_open
from avk_app.services.readings import READING_COLUMNS, StoredReading, as_stored
from avk_app.services.readings_check import (
    MAX_KEY_LENGTH,
    CheckedReading,
    ReadingsCommand,
    check_typed,
    field_name,
)
from avk_app.services.readings_month import OpenMonth, load_open_month, with_current
from avk_app.services.readings_receipt import ReadingReceipt, Submission, load_receipt, make_receipt

_SUBMISSION = (col(ReadingSubmission.id), col(ReadingSubmission.period), col(ReadingSubmission.submitted_at))
_SUBMISSION_WITH_KEY = select(*_SUBMISSION).where(
    col(ReadingSubmission.account_id) == bindparam("account_id"),
    col(ReadingSubmission.request_key) == bindparam("request_key"),
)
_SUBMISSION_WITH_ID = select(*_SUBMISSION).where(col(ReadingSubmission.id) == bindparam("id"))
_ADD_SUBMISSION = insert(ReadingSubmission).returning(*_SUBMISSION)
_ADD_READINGS = insert(Reading).returning(*READING_COLUMNS)


@dataclass(frozen=True)
class ReadingQuestions:
    """Nothing was stored: the person is asked to look at unusual values and to insist or change them."""

    checked: tuple[CheckedReading, ...]


def submit_readings(
    session: Session, actor: Actor, command: ReadingsCommand, source: ReadingSource = ReadingSource.WEB
) -> ReadingReceipt | ReadingQuestions:
    """Store the readings of all meters given, or ask about unusual ones that nobody insists on yet.

    The same request key gives the same receipt. Raises NotFound (not this actor's account, meter or
    period), InvalidInput (a value that no such dial can show; nothing given; `readings_closed`) or Conflict.
    """
    account = lock_own_account(session, actor)
    _refuse_bad_key(command)
    require_open(account, "form", "readings_closed")
    month = load_open_month(session, account, command.period)
    if stored := _find_submission(session, month, command.request_key):
        return load_receipt(session, stored, month)
    checked = check_typed(month, command.readings)
    _refuse_problems(checked, command)
    changed = [one for one in checked if not one.is_unchanged]
    if not changed:
        return load_receipt(session, _submission_that_stands(session, checked), month)
    if not command.is_confirmed and any(one.is_question for one in changed):
        return ReadingQuestions(tuple(checked))
    return _store(session, actor, month, command.request_key, changed, source)


def _refuse_bad_key(command: ReadingsCommand) -> None:
    if not 1 <= len(command.request_key) <= MAX_KEY_LENGTH or not command.request_key.isprintable():
        raise InvalidInput((FieldProblem("form", "form_stale"),))


def _find_submission(session: Session, month: OpenMonth, request_key: str) -> Submission | None:
    key = {"account_id": month.account_id, "request_key": request_key}
    row = session.connection().execute(_SUBMISSION_WITH_KEY, key).first()
    return _as_submission(row) if row else None


def _as_submission(row: Any) -> Submission:
    return Submission(row.id, Period.from_code(row.period), row.submitted_at)


def _refuse_problems(checked: list[CheckedReading], command: ReadingsCommand) -> None:
    if problems := tuple(one.problem for one in checked if one.problem is not None):
        raise InvalidInput(problems)
    if not checked:
        first = command.readings[0].meter_id if command.readings else 0
        raise InvalidInput((FieldProblem(field_name(first), "readings_all_empty"),))


def _submission_that_stands(session: Session, checked: list[CheckedReading]) -> Submission:
    """Everything typed stands already: the newest submission under which it was accepted."""
    ids = [one.record.current.submission_id for one in checked if one.record.current]
    known = [submission_id for submission_id in ids if submission_id is not None]
    if not known:
        raise InvalidInput((FieldProblem(field_name(checked[0].meter_id), "readings_unchanged"),))
    return _as_submission(session.connection().execute(_SUBMISSION_WITH_ID, {"id": max(known)}).one())


def _store(
    session: Session,
    actor: Actor,
    month: OpenMonth,
    request_key: str,
    changed: list[CheckedReading],
    source: ReadingSource,
) -> ReadingReceipt:
    submission, stored = store_readings(session, actor.session_id, month, request_key, changed, source)
    replaced = sum(one.record.current is not None for one in changed)
    details = f"period {month.period.code}, readings {len(changed)}, replaced {replaced}"
    audit.record(session, actor, "readings.submit", "reading_submission", submission.id, details)
    return make_receipt(submission, with_current(month, stored))


def store_readings(
    session: Session,
    session_id: int | None,
    month: OpenMonth,
    request_key: str,
    changed: Sequence[CheckedReading],
    source: ReadingSource,
) -> tuple[Submission, list[StoredReading]]:
    """Write checked readings of a month down under one number, as taken on the month's today.

    Authorisation, the account's lock and the audit record are the caller's. Raises Conflict.
    """
    replaced = [one.record.current.id for one in changed if one.record.current]
    try:
        submission = _add_submission(session, session_id, month, request_key, source)
        _mark_replaced(session, replaced)
        return submission, _add_readings(session, submission, month, changed, source)
    except IntegrityError as error:  # whoever called rolls everything back
        raise Conflict("reading") from error


def _add_submission(
    session: Session, session_id: int | None, month: OpenMonth, request_key: str, source: ReadingSource
) -> Submission:
    values = {
        "account_id": month.account_id,
        "period": month.period.code,
        "request_key": request_key,
        "source": source,
        "submitted_at": clock.now(),
        "session_id": session_id,
    }
    return _as_submission(session.connection().execute(_ADD_SUBMISSION, values).one())


def _mark_replaced(session: Session, reading_ids: list[int]) -> None:
    if reading_ids:
        session.exec(
            update(Reading)
            .where(col(Reading.id).in_(reading_ids))
            .values(status=ReadingStatus.REPLACED, stood_as=Reading.status)
        )


def _add_readings(
    session: Session,
    submission: Submission,
    month: OpenMonth,
    changed: Sequence[CheckedReading],
    source: ReadingSource,
) -> list[StoredReading]:
    late = (ReadingFlag.LATE,) if is_late(month.period, month.today, month.close_day) else ()
    every = {
        "period": month.period.code,
        "taken_on": month.today,
        "received_at": submission.submitted_at,
        "source": source,
        "submission_id": submission.id,
    }
    rows = [every | _values(one, late, source) for one in changed]
    return [as_stored(row) for row in session.connection().execute(_ADD_READINGS, rows)]


def _values(
    checked: CheckedReading, late: tuple[ReadingFlag, ...], source: ReadingSource
) -> dict[str, object]:
    """What contradicts the dial waits for a person; so does the unusual that no page asked about."""
    is_unasked = source is not ReadingSource.WEB and bool(checked.verdict.flags)
    is_doubtful = checked.verdict.is_doubtful or is_unasked
    return {
        "meter_id": checked.meter_id,
        "value_litres": checked.value_litres,
        "status": ReadingStatus.UNDER_REVIEW if is_doubtful else ReadingStatus.ACCEPTED,
        "flags": " ".join((*checked.verdict.flags, *late)),
        "replaces_id": checked.record.current.id if checked.record.current else None,
    }
