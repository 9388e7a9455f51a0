"""A bank statement: money that came in to our account. Cells of any file in, lines or every problem out."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from avk_app.domain.plain_text import clean_line
from avk_app.domain.register import MAX_PROBLEMS, RowProblem
from avk_app.errors import DomainError, FieldProblem, InvalidInput
from avk_app.money import parse_kopecks

MAX_PURPOSE_LENGTH = 1_000
MAX_NAME_LENGTH = 160
MAX_NUMBER_LENGTH = 40
MAX_LINES = 100_000
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_INN_PREFIX = re.compile(r"^(?:инн|inn)\s*\d{10,12}\s*", re.IGNORECASE)
_EARLIEST_YEAR = 2000

Cells = Mapping[str, str]
"""Values of one line by column key, as the file writes them."""


@dataclass(frozen=True)
class StatementLine:
    """One incoming transfer; `line` is where it begins in the file, `amount_kopecks` ≥ 1."""

    line: int
    operation_on: date
    document_number: str
    amount_kopecks: int
    payer_name: str
    payer_account: str
    payer_inn: str
    purpose: str


@dataclass(frozen=True)
class Statement:
    """What came in, and how many lines were left out and why.

    `waiting`: not executed by the bank yet. `stated_kopecks`: what the bank says came in, when it says so.
    """

    lines: tuple[StatementLine, ...]
    outgoing: int = 0
    foreign: int = 0
    waiting: int = 0
    stated_kopecks: int | None = None

    @property
    def incoming_kopecks(self) -> int:
        return sum(line.amount_kopecks for line in self.lines)


@dataclass(eq=False)
class WrongStatement(DomainError):
    """No whole statement of our account: nothing of it may be used. The first problems are kept."""

    problems: tuple[RowProblem, ...]
    problem_count: int


def wrong_file(code: str, line: int = 1, **values: str | int) -> WrongStatement:
    """The file as a whole cannot be read."""
    return WrongStatement((RowProblem(line, FieldProblem("", code, tuple(values.items()))),), 1)


@dataclass
class StatementBuilder:
    """Takes the file's lines in one by one; `own_account` tells incoming money from outgoing."""

    own_account: str
    today: date
    lines: list[StatementLine] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    problem_count: int = 0
    outgoing: int = 0
    foreign: int = 0
    waiting: int = 0
    stated_kopecks: int | None = None

    def take(self, line: int, cells: Cells) -> None:
        """One line: money for us is kept, everything else counted."""
        payee = only_account(cells.get("payee_account", ""))
        if only_account(cells.get("payer_account", "")) == self.own_account:
            self.outgoing += 1
        elif not payee:
            self.complain(line, "statement_empty", "payee_account")
        elif payee != self.own_account:
            self.foreign += 1
        elif not cells.get("operation_on", "").strip():
            self.waiting += 1
        else:
            self._keep(line, cells)

    def complain(self, line: int, code: str, column: str = "", **values: str | int) -> None:
        """Count a problem, keep it while there are few."""
        self._note(line, FieldProblem(column, code, tuple(values.items())))

    def finish(self) -> Statement:
        """The statement. Raises WrongStatement when anything was wrong."""
        if self.problem_count:
            raise WrongStatement(tuple(self.problems), self.problem_count)
        return Statement(tuple(self.lines), self.outgoing, self.foreign, self.waiting, self.stated_kopecks)

    def _keep(self, line: int, cells: Cells) -> None:
        if len(self.lines) >= MAX_LINES:
            raise wrong_file("statement_too_many_lines", line, limit=MAX_LINES)
        try:
            self.lines.append(_line_of(line, cells, self.today))
        except InvalidInput as refusal:
            for problem in refusal.problems:
                self._note(line, problem)

    def _note(self, line: int, problem: FieldProblem) -> None:
        self.problem_count += 1
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(RowProblem(line, problem))


def _line_of(line: int, cells: Cells, today: date) -> StatementLine:
    operation_on = parse_day(cells["operation_on"], "operation_on")
    if operation_on > today:
        raise InvalidInput((FieldProblem("operation_on", "statement_future"),))
    amount = parse_kopecks(cells.get("amount", ""))
    if not amount:
        raise InvalidInput((FieldProblem("amount", "statement_nothing"),))
    return StatementLine(
        line=line,
        operation_on=operation_on,
        document_number=_text(cells, "document_number", MAX_NUMBER_LENGTH),
        amount_kopecks=amount,
        payer_name=_INN_PREFIX.sub("", clean_line(cells.get("payer_name", "")))[:MAX_NAME_LENGTH],
        payer_account=only_account(cells.get("payer_account", ""))[:MAX_NUMBER_LENGTH],
        payer_inn=only_account(cells.get("payer_inn", ""))[:MAX_NUMBER_LENGTH],
        purpose=_text(cells, "purpose", MAX_PURPOSE_LENGTH),
    )


def _text(cells: Cells, column: str, limit: int) -> str:
    text = clean_line(cells.get(column, ""))
    if len(text) > limit:
        raise InvalidInput((FieldProblem(column, "statement_too_long", (("limit", limit),)),))
    return text


def parse_day(text: str, column: str) -> date:
    """«05.11.2026» or «2026-11-05», a time after it is dropped. Raises InvalidInput `statement_date`."""
    match = _DATE.fullmatch(text.strip().split(" ")[0])
    problem = InvalidInput((FieldProblem(column, "statement_date"),))
    if match is None:
        raise problem
    day, month, year = match.group(1, 2, 3) if match.group(1) else match.group(6, 5, 4)
    try:
        parsed = date(int(year), int(month), int(day))
    except ValueError:
        raise problem from None
    if parsed.year < _EARLIEST_YEAR:
        raise problem
    return parsed


def only_account(text: str) -> str:
    """A bank account or INN without the spaces and dots that people put in."""
    return re.sub(r"[ .-]+", "", clean_line(text))


def fingerprints(lines: Sequence[StatementLine]) -> list[str]:
    """What tells each line from all others, however often and in whatever overlapping files it comes.

    Its identity is day, document number, payer's account, amount and purpose; lines that share one are
    numbered within their file, so that two equal genuine transfers stay two.
    """
    seen: Counter[str] = Counter()
    marks = []
    for identity in map(_identity, lines):
        seen[identity] += 1
        marks.append(sha256(f"{identity}\n{seen[identity]}".encode()).hexdigest())
    return marks


def _identity(line: StatementLine) -> str:
    number = line.document_number.lstrip("0")
    parts: Iterable[object] = (
        line.operation_on.isoformat(),
        number,
        line.payer_account,
        line.amount_kopecks,
        line.purpose.casefold(),
    )
    return "\n".join(map(str, parts))
