"""Readings as a file tells them: one line a meter, with the day on which somebody looked at the dial.

Pure: lines in, readings and every problem out. What the dial can show is for those to say who know it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from avk_app.domain.account_numbers import parse_account_number
from avk_app.domain.period import Period
from avk_app.domain.plain_text import clean_line
from avk_app.domain.register import FileProblems
from avk_app.domain.register_file import read_heading
from avk_app.domain.register_lines import parse_day
from avk_app.errors import FieldProblem, InvalidInput

T = TypeVar("T")
MONTHS_BACK = 36
"""Three years, within which a claim may be made (Civil Code, art. 196). What is older is a mistyped year."""
COLUMNS = ("account_number", "serial", "taken_on", "value")


@dataclass(frozen=True)
class ReadingLine:
    """What a line says; `text` is the value as it is written, in cubic metres."""

    line: int
    account_number: str
    serial: str
    taken_on: date
    text: str

    @property
    def period(self) -> Period:
        """The month that the reading is for."""
        return Period.of(self.taken_on)


@dataclass
class ReadingsFile(FileProblems):
    """What a file holds: of each meter one reading a month."""

    lines: list[ReadingLine] = field(default_factory=list)


def parse_readings(
    rows: Iterable[tuple[int, list[str]]], titles: Mapping[str, str], today: date
) -> ReadingsFile:
    """All lines of the file, or all that is wrong with it. `rows` are (line number, cells)."""
    file, columns = ReadingsFile(), None
    seen: dict[tuple[str, str, Period], int] = {}
    for line, cells in rows:
        if columns is None:
            columns, problems = read_heading(cells, titles, COLUMNS)
            file.complain(line, problems)
            if problems:
                return file
        else:
            _read_line(file, _Cells(line, dict(zip(columns, cells, strict=False)), today), seen)
    if columns is None or not (seen or file.problem_count):
        file.complain(1, [FieldProblem("", "readings_no_lines")])
    return file


def _read_line(file: ReadingsFile, cells: "_Cells", seen: dict[tuple[str, str, Period], int]) -> None:
    reading = cells.parse()
    file.complain(cells.line, cells.problems)
    if reading is None:
        return
    first = seen.setdefault((reading.account_number, reading.serial, reading.period), reading.line)
    if first != reading.line:
        file.complain(reading.line, [FieldProblem("serial", "readings_repeated", (("line", first),))])
    file.lines.append(reading)


class _Cells:
    """One line on its way; gathers its problems and goes on after each."""

    def __init__(self, line: int, cells: Mapping[str, str], today: date) -> None:
        self.line, self._cells, self._today = line, cells, today
        self.problems: list[FieldProblem] = []

    def parse(self) -> ReadingLine | None:
        """The reading of this line, or None when `problems` says why not."""
        taken_on = self._take("taken_on", parse_day, self._today)
        if taken_on > self._today:
            self.problems.append(FieldProblem("taken_on", "register_future"))
        if Period.of(taken_on).months_until(Period.of(self._today)) > MONTHS_BACK:
            self.problems.append(FieldProblem("taken_on", "readings_too_old", (("months", MONTHS_BACK),)))
        reading = ReadingLine(
            self.line,
            self._take("account_number", parse_account_number, ""),
            self._take("serial", _as_it_is, ""),
            taken_on,
            self._take("value", _as_it_is, ""),
        )
        return None if self.problems else reading

    def _take(self, column: str, parser: Callable[[str, str], T], instead: T) -> T:
        text = clean_line(self._cells.get(column, ""))
        if not text or text.startswith("="):
            self.problems.append(FieldProblem(column, "register_formula" if text else "register_empty"))
            return instead
        try:
            return parser(text, column)
        except InvalidInput as error:
            self.problems += error.problems
            return instead


def _as_it_is(text: str, _column: str) -> str:
    return text
