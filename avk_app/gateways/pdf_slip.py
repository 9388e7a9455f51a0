"""The slip for a bank transfer as PDF: finished strings and the payment QR, tagged like a bill."""

from dataclasses import asdict, dataclass
from datetime import date
from functools import cache

from avk_app.gateways.pdf import TEMPLATE, Fact, PaymentSymbol, TypstPrinter, printable, qr_svg

SLIP_TEMPLATE = TEMPLATE.with_name("slip.typ")


@dataclass(frozen=True)
class SlipSheet:
    """Everything a slip shows, in reading order."""

    title: str
    author: str
    made_on: date
    masthead: str
    number: str
    heading: str
    subheading: str
    warning: str
    payer: tuple[Fact, ...]
    amount_label: str
    amount: str
    amount_for: str
    symbol: PaymentSymbol
    purpose: Fact
    purpose_note: str
    payee_title: str
    payee: tuple[Fact, ...]
    note: str
    footer: str


def render_slip(sheet: SlipSheet) -> bytes:
    """The PDF. Raises GatewayError."""
    values = asdict(sheet)
    day, payload = sheet.made_on, values["symbol"].pop("payload")
    del values["made_on"]
    shown = printable(values) | {"date": [day.year, day.month, day.day], "qr": qr_svg(payload)}
    return _printer().render(shown, day)


@cache
def _printer() -> TypstPrinter:
    return TypstPrinter(SLIP_TEMPLATE)
