"""Statements as tables (CSV or XLSX), under whatever titles a bank gives its columns."""

from collections.abc import Iterable, Mapping
from datetime import date

from avk_app.domain.statement import Cells, Statement, StatementBuilder, wrong_file

REQUIRED_COLUMNS = ("operation_on", "amount", "purpose")
OPTIONAL_COLUMNS = ("document_number", "payer_account", "payer_name", "payer_inn", "payee_account")
MAX_LINES_ABOVE_HEADING = 20
_NO_MONEY = "0.,"


def parse_table(
    rows: Iterable[tuple[int, list[str]]], titles: Mapping[str, str], own_account: str, today: date
) -> Statement:
    """All money of the table that came in. `rows` are (line number, cells), `titles` each column's title.

    Banks put a few lines above the heading and columns of their own beside ours: both are passed over. A
    line whose amount is empty or not above zero is outgoing. Raises WrongStatement with every problem.
    """
    builder = StatementBuilder(own_account, today)
    places: dict[str, int] = {}
    for count, (line, cells) in enumerate(rows, 1):
        if places:
            _take(builder, line, {column: cells[at] for column, at in places.items() if at < len(cells)})
        elif count > MAX_LINES_ABOVE_HEADING + 1:
            break
        else:
            places = _places(builder, line, cells, titles)
    if not places:
        missing = ", ".join(titles[column] for column in REQUIRED_COLUMNS)
        raise wrong_file("statement_no_heading", titles=missing[:200])
    return builder.finish()


def _places(
    builder: StatementBuilder, line: int, cells: list[str], titles: Mapping[str, str]
) -> dict[str, int]:
    """Where each column stands, once all that must be there are."""
    heading = [cell.casefold() for cell in cells]
    columns = {column: title.casefold() for column, title in titles.items()}
    if not all(columns[column] in heading for column in REQUIRED_COLUMNS):
        return {}
    found = {column: heading.index(title) for column, title in columns.items() if title in heading}
    for column in found:
        if heading.count(columns[column]) > 1:
            builder.complain(line, "statement_column_repeated", column)
    return found


def _take(builder: StatementBuilder, line: int, cells: Cells) -> None:
    """A table without the payee's account holds operations of our account only."""
    amount = cells.get("amount", "")
    if not amount.strip(_NO_MONEY) or amount.startswith(("-", "\u2212")):
        builder.outgoing += 1
    else:
        builder.take(line, {"payee_account": builder.own_account, **cells})
