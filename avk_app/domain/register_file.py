"""A register's lines as a whole: the heading first, then one line after another."""

from collections.abc import Iterable, Mapping
from datetime import date

from avk_app.domain.register import Register, RegisterWords
from avk_app.domain.register_lines import REQUIRED_COLUMNS, LineParser
from avk_app.errors import FieldProblem


def parse_register(rows: Iterable[tuple[int, list[str]]], words: RegisterWords, today: date) -> Register:
    """All accounts of the file, or all that is wrong with it. `rows` are (line number, cells)."""
    register = Register()
    columns: list[str] | None = None
    for line, cells in rows:
        if columns is None:
            columns, problems = read_heading(cells, words.titles, REQUIRED_COLUMNS)
            register.complain(line, problems)
            if problems:
                return register
        else:
            _read_line(register, line, dict(zip(columns, cells, strict=False)), words, today)
    if not register.accounts and not register.problem_count:
        register.complain(1, [FieldProblem("", "register_no_lines")])
    return register


def read_heading(
    cells: list[str], titles: Mapping[str, str], required: Iterable[str]
) -> tuple[list[str], list[FieldProblem]]:
    """The key of each column. A missing, unknown or repeated title is a problem."""
    columns = [titles.get(cell.casefold(), "") for cell in cells]
    problems = [
        FieldProblem("", "register_column_unknown", (("title", cell[:40]),))
        for cell, column in zip(cells, columns, strict=True)
        if not column
    ]
    problems += [
        FieldProblem(column, "register_column_missing") for column in required if column not in columns
    ]
    problems += [
        FieldProblem(column, "register_column_repeated")
        for column in sorted(set(filter(None, columns)))
        if columns.count(column) > 1
    ]
    return columns, problems


def _read_line(
    register: Register, line: int, cells: dict[str, str], words: RegisterWords, today: date
) -> None:
    parser = LineParser(line, cells, words, today)
    account = parser.parse()
    register.complain(line, parser.problems)
    if account is not None:
        register.add(account)
