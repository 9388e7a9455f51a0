"""Readings that staff took by phone, in the office or at the dial, out of a file: all of them or none.

They are judged as the subscriber's own, but nobody was asked whether the unusual is meant: that waits for a
decision. What is known already stays, also when it was put right since, and a reading never gives way to one
that was taken before it.
"""

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from sqlmodel import Session, col, select

from avk_app.domain.readings_file import ReadingLine
from avk_app.domain.register import FileProblems
from avk_app.errors import DomainError, FieldProblem
from avk_app.models import Account, Reading
from avk_app.models.readings import ReadingSource, ReadingStatus
from avk_app.services import audit
from avk_app.services.id_lists import is_among, is_among_texts
from avk_app.services.readings_check import CheckedReading, TypedReading, check_typed
from avk_app.services.readings_month import OpenMonth, load_month
from avk_app.services.readings_submit import store_readings

_KEY_BYTES = 16


@dataclass(eq=False)
class WrongReadings(DomainError):
    """Lines that cannot be taken in; nothing of the file may be kept."""

    file: FileProblems


@dataclass(frozen=True)
class ReadingCounts:
    """How many readings were accepted, wait for a decision, were known, and were older than what is known."""

    accepted: int
    doubtful: int
    unchanged: int
    older: int


@dataclass
class _Import:
    """A file on its way into the database."""

    accounts: dict[str, Account]
    key: str = field(default_factory=lambda: secrets.token_hex(_KEY_BYTES))
    problems: FileProblems = field(default_factory=FileProblems)
    counts: Counter[str] = field(default_factory=Counter)


def import_readings(session: Session, lines: Sequence[ReadingLine]) -> ReadingCounts:
    """Store the readings of a file. For the operator of the server only.

    Raises WrongReadings for accounts, meters and values that cannot be; what was written is then to be
    rolled back.
    """
    taking = _Import(_lock_accounts(session, {line.account_number for line in lines}))
    for (taken_on, number), group in groupby(sorted(lines, key=_visit), key=_visit):
        _take_visit(session, taking, number, taken_on, list(group))
    if taking.problems.problem_count:
        taking.problems.problems.sort(key=lambda row: row.line)
        raise WrongReadings(taking.problems)
    counts = ReadingCounts(**{name: taking.counts[name] for name in ReadingCounts.__dataclass_fields__})
    details = ", ".join(f"{name}={number}" for name, number in vars(counts).items())
    audit.record(session, None, "readings.import", "reading", None, details)
    return counts


def _visit(line: ReadingLine) -> tuple[date, str]:
    return line.taken_on, line.account_number


def _lock_accounts(session: Session, numbers: set[str]) -> dict[str, Account]:
    """Held in the order of their ids, so that two files at once do not wait for each other in a circle."""
    accounts = session.exec(
        select(Account)
        .where(is_among_texts(col(Account.number), numbers))
        .order_by(col(Account.id))
        .with_for_update(key_share=True)
    )
    return {account.number: account for account in accounts}


def _take_visit(
    session: Session, taking: _Import, number: str, taken_on: date, lines: Sequence[ReadingLine]
) -> None:
    """The readings of one account and day, judged in the month that they are for."""
    account = taking.accounts.get(number)
    if account is None:
        _complain(taking, lines, FieldProblem("account_number", "account_unknown"))
        return
    month = load_month(session, account, lines[0].period, taken_on)
    meters = {record.meter.serial: record.meter.id for record in month.records}
    _complain(
        taking,
        [line for line in lines if line.serial not in meters],
        FieldProblem("serial", "readings_meter_unknown"),
    )
    by_meter = {meters[line.serial]: line for line in lines if line.serial in meters}
    checked = check_typed(month, [TypedReading(meter_id, line.text) for meter_id, line in by_meter.items()])
    for one in checked:
        if one.problem is not None:
            problem = FieldProblem("value", one.problem.code, one.problem.values)
            _complain(taking, [by_meter[one.meter_id]], problem)
    if not taking.problems.problem_count:
        _store(session, taking, month, checked)


def _complain(taking: _Import, lines: Sequence[ReadingLine], problem: FieldProblem) -> None:
    for line in lines:
        taking.problems.complain(line.line, [problem])


def _store(session: Session, taking: _Import, month: OpenMonth, checked: list[CheckedReading]) -> None:
    new = list(_new_readings(session, taking.counts, month, checked))
    if not new:
        return
    key = f"{taking.key}-{month.today:%Y%m%d}"
    _submission, stored = store_readings(session, None, month, key, new, ReadingSource.STAFF)
    accepted = sum(one.status is ReadingStatus.ACCEPTED for one in stored)
    taking.counts["accepted"] += accepted
    taking.counts["doubtful"] += len(stored) - accepted


def _new_readings(
    session: Session, counts: Counter[str], month: OpenMonth, checked: list[CheckedReading]
) -> Iterator[CheckedReading]:
    """Those that tell something new."""
    known = _load_known(session, month)
    for one in checked:
        current = one.record.current
        if one.is_unchanged or (one.meter_id, one.value_litres) in known:
            counts["unchanged"] += 1
        elif current is not None and current.taken_on > month.today:
            counts["older"] += 1
        else:
            yield one


def _load_known(session: Session, month: OpenMonth) -> set[tuple[int, int]]:
    """What was ever said of these meters for the day, put right since or not."""
    rows = session.exec(
        select(Reading.meter_id, Reading.value_litres).where(
            is_among(col(Reading.meter_id), [record.meter.id for record in month.records]),
            col(Reading.period) == month.period.code,
            col(Reading.taken_on) == month.today,
        )
    )
    return set(rows)
