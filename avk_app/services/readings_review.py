"""Readings under review: staff accept them, or ask the subscriber to look at the dial again."""

from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.config import get_settings
from avk_app.domain.consumption import DialReading, runs_backwards
from avk_app.domain.period import Period
from avk_app.domain.readings import ReadingFlag
from avk_app.domain.reasons import parse_reason
from avk_app.errors import Conflict, FieldProblem, InvalidInput, NotFound
from avk_app.letters.readings import clarify_letter
from avk_app.models import Account, Meter, Reading
from avk_app.models.readings import QUESTION_LENGTH, ReadingStatus
from avk_app.services import audit
from avk_app.services.access import Actor, may_review_readings
from avk_app.services.billing_facts import load_readings
from avk_app.services.letters import queue_letter
from avk_app.volume import format_dial


def accept_reading(session: Session, actor: Actor, reading_id: int) -> None:
    """Let a reading count; the months that it changes are recalculated by the next run. Twice is once.

    Raises NotFound (no such reading, or none of this actor's business), Conflict (it was replaced) and
    InvalidInput (`reading_goes_back`: next to what is accepted no dial can show it).
    """
    account, meter, reading = _lock_reading(session, actor, reading_id)
    if reading.status is ReadingStatus.ACCEPTED:
        return
    _refuse_replaced(reading)
    _refuse_backwards(session, account, meter, reading)
    reading.question = None
    _decide(session, actor, reading, ReadingStatus.ACCEPTED, "reading.accept")


def clarify_reading(session: Session, actor: Actor, reading_id: int, question: str) -> None:
    """Ask the subscriber about a reading, on the page and by a letter to the e-mail on file, if there is one.

    The same question again changes nothing. Raises NotFound as above, InvalidInput (`reason_empty`,
    `reason_too_long`) and Conflict (it was accepted or replaced).
    """
    asked = parse_reason(question, QUESTION_LENGTH)
    account, meter, reading = _lock_reading(session, actor, reading_id)
    if (reading.status, reading.question) == (ReadingStatus.NEEDS_CLARIFICATION, asked):
        return
    _refuse_replaced(reading)
    if reading.status is ReadingStatus.ACCEPTED:
        raise Conflict("reading_accepted")
    reading.question = asked
    _decide(session, actor, reading, ReadingStatus.NEEDS_CLARIFICATION, "reading.clarify")
    _write_letter(session, account, meter, reading, asked)


def _lock_reading(session: Session, actor: Actor, reading_id: int) -> tuple[Account, Meter, Reading]:
    """The reading with its account held: whoever sends or decides stands in line."""
    account = session.exec(
        select(Account)
        .join(Meter, col(Meter.account_id) == col(Account.id))
        .join(Reading, col(Reading.meter_id) == col(Meter.id))
        .where(col(Reading.id) == reading_id, may_review_readings(actor))
        .with_for_update(of=Account, key_share=True)
    ).first()
    if account is None:
        raise NotFound("reading")
    meter, reading = session.exec(
        select(Meter, Reading)
        .join(Reading, col(Reading.meter_id) == col(Meter.id))
        .where(col(Reading.id) == reading_id)
    ).one()
    return account, meter, reading


def _refuse_replaced(reading: Reading) -> None:
    if reading.status is ReadingStatus.REPLACED:
        raise Conflict("reading_replaced")


def _refuse_backwards(session: Session, account: Account, meter: Meter, reading: Reading) -> None:
    own = DialReading(
        Period.from_code(reading.period), reading.value_litres, ReadingFlag.ROLLOVER in reading.flags.split()
    )
    start = DialReading(Period.of(meter.installed_on), meter.initial_litres)
    accepted = _list_accepted(session, account, meter)
    before = [start, *(one for one in accepted if one.period < own.period)][-1]
    after = next((one for one in accepted if one.period > own.period), None)
    if runs_backwards(before, own):
        raise InvalidInput((_contradiction(before, meter.digits),))
    if after is not None and runs_backwards(own, after):
        raise InvalidInput((_contradiction(after, meter.digits),))


def _list_accepted(session: Session, account: Account, meter: Meter) -> list[DialReading]:
    """The readings that count, oldest first."""
    known = load_readings(session, [account.id or 0], Period.of(clock.today()), None, None)
    return [one for one in known.get(meter.id or 0, {}).values() if one.is_settled]


def _contradiction(accepted: DialReading, digits: int) -> FieldProblem:
    month = f"{accepted.period.month:02d}.{accepted.period.year}"
    value = format_dial(accepted.value_litres, digits)
    return FieldProblem("reading", "reading_goes_back", (("month", month), ("value", value)))


def _decide(session: Session, actor: Actor, reading: Reading, status: ReadingStatus, action: str) -> None:
    reading.status, reading.decided_at = status, clock.now()
    session.add(reading)
    session.flush()
    audit.record(session, actor, action, "reading", reading.id, f"period {reading.period}")


def _write_letter(session: Session, account: Account, meter: Meter, reading: Reading, question: str) -> None:
    if not account.email:
        return
    letter = clarify_letter(
        account.number,
        meter.serial,
        Period.from_code(reading.period),
        format_dial(reading.value_litres, meter.digits),
        question,
        get_settings().origin,
    )
    queue_letter(session, account.email, letter.subject, letter.body)
