"""A receipt as PDF, tagged for screen readers like a bill."""

from dataclasses import asdict, dataclass
from datetime import date
from functools import cache

from avk_app.gateways.pdf import TEMPLATE, Fact, PaymentSymbol, SheetTable, TypstPrinter, printable, qr_svg

RECEIPT_TEMPLATE = TEMPLATE.with_name("receipt.typ")


@dataclass(frozen=True)
class ReceiptSheet:
    """Everything a receipt shows, in reading order. `marks` are empty until a cash register gave them."""

    title: str
    author: str
    made_on: date
    masthead: str
    number: str
    heading: str
    standing: str
    is_warning: bool
    total_label: str
    total: str
    items: SheetTable
    facts_title: str
    facts: tuple[Fact, ...]
    marks_title: str
    marks: tuple[Fact, ...]
    symbol: PaymentSymbol
    authenticity: str
    footer: str


def render_receipt(sheet: ReceiptSheet) -> bytes:
    """The PDF. Raises GatewayError."""
    values = asdict(sheet)
    day: date = values.pop("made_on")
    drawn = {"date": [day.year, day.month, day.day], "qr": qr_svg(sheet.symbol.payload)}
    return _printer().render(printable(values) | drawn, day)


@cache
def _printer() -> TypstPrinter:
    return TypstPrinter(RECEIPT_TEMPLATE)
