"""A utility's own register: one line a meter, the account's columns repeated on each of its lines.

Pure: lines in, accounts and every problem out. Dates are 22.11.2026 or 2026-11-22, dials cubic metres.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from avk_app.errors import FieldProblem

MAX_PROBLEMS = 300


@dataclass(frozen=True)
class RegisterWords:
    """What the file's own language calls things; keys are lower case."""

    titles: Mapping[str, str]
    kinds: Mapping[str, str]
    answers: Mapping[str, bool]


@dataclass(frozen=True)
class RegisterReading:
    """The last reading the utility knows of a meter."""

    value_litres: int
    taken_on: date


@dataclass(frozen=True)
class RegisterMeter:
    """A meter as a line tells it."""

    line: int
    serial: str
    kind: str
    place: str
    digits: int
    installed_on: date
    initial_litres: int
    verified_on: date
    verification_due_on: date
    last_reading: RegisterReading | None
    removed_on: date | None = None


@dataclass(frozen=True)
class RegisterAccount:
    """An account with its premise, subscriber and contacts ("" where unknown); `line` is its first."""

    line: int
    number: str
    surname: str
    first_name: str
    patronymic: str
    email: str
    phone: str
    district: str
    street: str
    house: str
    flat: str
    is_private_house: bool
    registered_persons: int
    opened_on: date
    has_hot_water: bool = False
    closed_on: date | None = None
    meters: tuple[RegisterMeter, ...] = ()


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with one cell: the problem's field is the column's key ("" for the whole line)."""

    line: int
    problem: FieldProblem


@dataclass
class FileProblems:
    """What is wrong with a file: with any problem nothing of it may be used; the first ones are kept."""

    problems: list[RowProblem] = field(default_factory=list)
    problem_count: int = 0

    def complain(self, line: int, problems: Iterable[FieldProblem]) -> None:
        """Count problems of a line, keep them while there are few."""
        for problem in problems:
            self.problem_count += 1
            if len(self.problems) < MAX_PROBLEMS:
                self.problems.append(RowProblem(line, problem))


@dataclass
class Register(FileProblems):
    """What a file holds."""

    accounts: dict[str, RegisterAccount] = field(default_factory=dict)

    def add(self, account: RegisterAccount) -> None:
        """Take in a line: a new account, or another meter of one that came before."""
        known = self.accounts.get(account.number)
        if known is None:
            self.accounts[account.number] = account
            return
        self.complain(account.line, _contradictions(known, account))
        serials = {meter.serial for meter in known.meters}
        for meter in account.meters:
            if meter.serial in serials:
                self.complain(meter.line, [FieldProblem("serial", "register_serial_repeated")])
        self.accounts[account.number] = replace(known, meters=known.meters + account.meters)


def _contradictions(known: RegisterAccount, repeated: RegisterAccount) -> list[FieldProblem]:
    """All columns of the account must say the same on each of its lines."""
    return [
        FieldProblem(column, "register_differs", (("line", known.line),))
        for column, value in vars(repeated).items()
        if column not in {"line", "meters", "number"} and value != getattr(known, column)
    ]
