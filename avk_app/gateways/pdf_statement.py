"""A statement as PDF: facts and tables of finished strings, tagged for screen readers like a bill."""

from dataclasses import asdict, dataclass
from datetime import date
from functools import cache

from avk_app.gateways.pdf import TEMPLATE, Fact, SheetTable, TypstPrinter, printable

STATEMENT_TEMPLATE = TEMPLATE.with_name("statement.typ")


@dataclass(frozen=True)
class StatementSheet:
    """Everything a statement shows, in reading order."""

    title: str
    author: str
    made_on: date
    masthead: str
    number: str
    heading: str
    facts: tuple[Fact, ...]
    tables: tuple[SheetTable, ...]
    footer: str


def render_statement(sheet: StatementSheet) -> bytes:
    """The PDF. Raises GatewayError."""
    values = asdict(sheet)
    day: date = values.pop("made_on")
    return _printer().render(printable(values) | {"date": [day.year, day.month, day.day]}, day)


@cache
def _printer() -> TypstPrinter:
    return TypstPrinter(STATEMENT_TEMPLATE)
