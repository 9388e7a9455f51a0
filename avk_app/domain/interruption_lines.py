"""Interruptions as a utility's file tells them: one line a house, moments by the clocks of the city.

Pure: lines in, houses and every problem out. Moments are 22.11.2026 09:00 or 2026-11-22 09:00.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from avk_app.domain.billing import ChargedService
from avk_app.domain.plain_text import clean_line
from avk_app.domain.register import FileProblems
from avk_app.domain.register_file import read_heading
from avk_app.errors import FieldProblem

REQUIRED_COLUMNS = ("street", "house", "service", "started_at", "reason")
_LENGTHS = {"district": 80, "street": 120, "house": 16, "reason": 200}
_MAY_BE_EMPTY = frozenset({"district"})
_MOMENT = re.compile(r"(?:(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})-(\d{2})-(\d{2})) (\d{1,2}):(\d{2})", re.ASCII)


@dataclass(frozen=True)
class HouseOff:
    """A house without a service. `district` may be "" when the street and house are enough; `ended_at` is
    None while it goes on; `line` is 0 when it came from no file. Moments are aware."""

    line: int
    district: str
    street: str
    house: str
    service: ChargedService
    started_at: datetime
    ended_at: datetime | None
    reason: str


@dataclass(frozen=True)
class InterruptionWords:
    """What the file's own language calls columns and services; keys are lower case."""

    titles: Mapping[str, str]
    services: Mapping[str, ChargedService]


@dataclass
class InterruptionFile(FileProblems):
    """What a file holds."""

    houses: list[HouseOff] = field(default_factory=list)


def parse_interruptions(
    rows: Iterable[tuple[int, list[str]]], words: InterruptionWords, now: datetime, zone: tzinfo
) -> InterruptionFile:
    """All lines of the file, or all that is wrong with it. `rows` are (line number, cells)."""
    file, columns = InterruptionFile(), None
    for line, cells in rows:
        if columns is None:
            columns, problems = read_heading(cells, words.titles, REQUIRED_COLUMNS)
            file.complain(line, problems)
            if problems:
                return file
        else:
            _read_line(file, line, _Cells(dict(zip(columns, cells, strict=False)), words, zone), now)
    if not file.houses and not file.problem_count:
        file.complain(1, [FieldProblem("", "register_no_lines")])
    return file


def interruption_problems(off: HouseOff, now: datetime) -> list[FieldProblem]:
    """What happened is over or goes on: neither end lies in the future, and they stand in order."""
    problems = [
        FieldProblem(name, "interruption_future")
        for name, moment in (("started_at", off.started_at), ("ended_at", off.ended_at))
        if moment is not None and moment > now
    ]
    if off.ended_at is not None and off.ended_at <= off.started_at:
        problems.append(FieldProblem("ended_at", "interruption_order"))
    return problems


def _read_line(file: InterruptionFile, line: int, cells: "_Cells", now: datetime) -> None:
    texts = {name: cells.text(name) for name in _LENGTHS}
    started_at = cells.moment("started_at")
    ended_at = cells.moment("ended_at") if cells.has("ended_at") else None
    service = cells.service()
    if cells.problems or started_at is None or service is None:
        file.complain(line, cells.problems)
        return
    off = HouseOff(line=line, service=service, started_at=started_at, ended_at=ended_at, **texts)
    file.complain(line, interruption_problems(off, now))
    file.houses.append(off)


class _Cells:
    """One line on its way; gathers its problems and goes on after each."""

    def __init__(self, cells: Mapping[str, str], words: InterruptionWords, zone: tzinfo) -> None:
        self._cells, self._words, self._zone = cells, words, zone
        self.problems: list[FieldProblem] = []

    def has(self, column: str) -> bool:
        return bool(self._cells.get(column, ""))

    def text(self, column: str) -> str:
        text = clean_line(self._cells.get(column, ""))
        if text.startswith("="):
            self._complain(column, "register_formula")
        elif not text and column not in _MAY_BE_EMPTY:
            self._complain(column, "register_empty")
        elif len(text) > _LENGTHS[column]:
            self._complain(column, "register_too_long", ("limit", _LENGTHS[column]))
        return text

    def moment(self, column: str) -> datetime | None:
        match = _MOMENT.fullmatch(clean_line(self._cells.get(column, "")))
        if match is not None:
            day, month, year = match.group(1, 2, 3) if match.group(1) else match.group(6, 5, 4)
            try:
                hour, minute = int(match.group(7)), int(match.group(8))
                return datetime(int(year), int(month), int(day), hour, minute, tzinfo=self._zone)
            except ValueError:
                pass
        self._complain(column, "interruption_moment")
        return None

    def service(self) -> ChargedService | None:
        found = self._words.services.get(clean_line(self._cells.get("service", "")).casefold())
        if found is None:
            self._complain("service", "register_word", ("words", ", ".join(self._words.services)))
        return found

    def _complain(self, column: str, code: str, *values: tuple[str, str | int]) -> None:
        self.problems.append(FieldProblem(column, code, values))
