"""What typed readings mean, before anything is stored: the same look for the preview and for sending."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from avk_app.domain.period import Period
from avk_app.domain.readings import Comparison, ReadingRules, Verdict, compare, judge, times_usual
from avk_app.domain.readings_guesses import Entry, Guess, guess_all, guess_overlong
from avk_app.errors import FieldProblem, InvalidInput, NotFound
from avk_app.models.readings import ReadingStatus
from avk_app.services.access import Actor, get_own_account
from avk_app.services.readings import MeterRecord
from avk_app.services.readings_month import OpenMonth, load_open_month
from avk_app.volume import MAX_INPUT_LENGTH, RED_DIGITS, parse_dial

MAX_KEY_LENGTH = 64
_DIGITS_ONLY = re.compile(r"0*(\d{1,12})", re.ASCII)


_NOTHING_USED = Verdict(0)


@dataclass(frozen=True)
class TypedReading:
    """What stands in the field of one meter, as it was typed."""

    meter_id: int
    text: str


@dataclass(frozen=True)
class ReadingsCommand:
    """All fields of the form. `request_key` names this very content: the same key is the same request."""

    request_key: str
    period: Period
    readings: tuple[TypedReading, ...]
    is_confirmed: bool = False


@dataclass(frozen=True)
class CheckedReading:
    """One typed value: either a problem, or what it means and what to ask about it."""

    record: MeterRecord
    value_litres: int = 0
    problem: FieldProblem | None = None
    verdict: Verdict = _NOTHING_USED
    comparison: Comparison = Comparison.UNKNOWN
    times_usual: int = 0
    guess: Guess | None = None

    @property
    def meter_id(self) -> int:
        return self.record.meter.id

    @property
    def is_unchanged(self) -> bool:
        """The same value already stands for this period, and nobody asked to look at it again."""
        current = self.record.current
        if current is None or current.status is ReadingStatus.NEEDS_CLARIFICATION:
            return False
        return current.value_litres == self.value_litres

    @property
    def is_question(self) -> bool:
        return bool(self.verdict.flags) and not self.is_unchanged


def field_name(meter_id: int) -> str:
    """The id of a meter's field on the form."""
    return f"reading-{meter_id}"


def check_readings(session: Session, actor: Actor, command: ReadingsCommand) -> list[CheckedReading]:
    """What each typed value means; fields left empty are skipped. Stores nothing.

    Raises NotFound for an account, meter or period that is not the actor's to report.
    """
    account = get_own_account(session, actor)
    return check_typed(load_open_month(session, account, command.period), command.readings)


def check_typed(month: OpenMonth, readings: Sequence[TypedReading]) -> list[CheckedReading]:
    """What each typed value means in a month that is loaded. Raises NotFound for any other meter."""
    records = {record.meter.id: record for record in month.records}
    typed = [reading for reading in readings if reading.text.strip()]
    is_twice = len({reading.meter_id for reading in typed}) < len(typed)
    if is_twice or any(reading.meter_id not in records for reading in readings):
        raise NotFound("meter")
    rules = month.rules
    return _with_guesses([_check(records[reading.meter_id], reading, rules) for reading in typed], rules)


def _check(record: MeterRecord, typed: TypedReading, rules: ReadingRules) -> CheckedReading:
    try:
        value = parse_dial(typed.text, record.meter.digits, field_name(typed.meter_id))
    except InvalidInput as error:
        guess = _guess_unreadable(typed.text, record, rules)
        return CheckedReading(record, problem=error.problems[0], guess=guess)
    verdict = judge(value, record.past, rules)
    used = verdict.consumption_litres
    return CheckedReading(
        record,
        value_litres=value,
        verdict=verdict,
        comparison=compare(used, record.past, rules),
        times_usual=times_usual(used, record.past),
    )


def _guess_unreadable(text: str, record: MeterRecord, rules: ReadingRules) -> Guess | None:
    """Black and red digits in a row are too many for the drums, but clear."""
    match = _DIGITS_ONLY.fullmatch(text.strip()) if len(text) <= MAX_INPUT_LENGTH else None
    if match is None or len(match.group(1)) > record.meter.digits + RED_DIGITS:
        return None
    return guess_overlong(match.group(1), record.past, rules)


def _with_guesses(checked: Sequence[CheckedReading], rules: ReadingRules) -> list[CheckedReading]:
    readable = [one for one in checked if one.problem is None]
    guesses = guess_all([Entry(one.value_litres, one.record.past) for one in readable], rules)
    found = {one.meter_id: guess for one, guess in zip(readable, guesses, strict=True)}
    return [replace(one, guess=found.get(one.meter_id, one.guess)) for one in checked]
