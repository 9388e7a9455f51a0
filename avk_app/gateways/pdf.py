"""Bills as PDF: a sheet of finished strings laid out by Typst and tagged for screen readers (PDF/UA-1).

The same sheet gives the same bytes. Fonts are those built into the compiler, the same on every machine.
"""

import json
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from io import BytesIO
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from threading import Lock
from typing import Any, Literal, Protocol

import segno
import typst

from avk_app.errors import GatewayError

TEMPLATE = Path(__file__).resolve().parent / "templates" / "bill.typ"
STANDARD: Literal["ua-1"] = "ua-1"
QR_ERROR_CORRECTION = "M"
QR_MASK = 2
QUIET_ZONE = 4
# Verified by a test: Latin, Cyrillic, punctuation, currencies, arrows, boxes.
PRINTABLE_RANGES = (
    range(0x20, 0x7F),
    range(0xA0, 0x180),
    range(0x400, 0x500),
    range(0x2010, 0x2028),
    range(0x202F, 0x2038),
    range(0x20A0, 0x20C0),
    range(0x2190, 0x2200),
    range(0x25A0, 0x25D0),
)
PRINTABLE_SIGNS = frozenset("№™\u2212\n")
UNKNOWN_SIGN = "□"
ZERO_WIDTH_SPACE = "\u200b"
BATCH = 512
CHUNK = 4
_LONG_WORD = re.compile(r"[^\s/-]{30,}")


@dataclass(frozen=True)
class Fact:
    """A label and its value; a second line of the value is set smaller."""

    label: str
    value: str


@dataclass(frozen=True)
class Column:
    """The head of a column. Texts share the width, numbers take what they need and stand right-aligned."""

    label: str
    share: int = 1
    is_number: bool = False


@dataclass(frozen=True)
class SheetTable:
    """A table under its title. `total` is the last row, or empty; `notes` stand below it."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class DueBox:
    """What to pay and until when, the largest words on the page."""

    label: str
    amount: str
    until: str


@dataclass(frozen=True)
class PaymentSymbol:
    """The QR: its text, what a screen reader says instead, and what stands under it."""

    payload: str
    alt: str
    caption: str


@dataclass(frozen=True)
class BillSheet:
    """Everything a bill shows, as finished strings in reading order."""

    title: str
    author: str
    issued_on: date
    masthead: str
    number: str
    heading: str
    subheading: str
    warning: str
    payer: tuple[Fact, ...]
    due: DueBox
    symbol: PaymentSymbol | None
    charges: SheetTable
    recalculations: SheetTable | None
    settlement: SheetTable
    payee_title: str
    payee: tuple[Fact, ...]
    meters: SheetTable | None
    next_readings: str
    next_readings_ways: str
    contacts: str
    authenticity: str
    footer: str


class BillPrinter(Protocol):
    """Makes the PDF of one bill, or raises GatewayError."""

    def render_bill(self, sheet: BillSheet) -> bytes: ...


class TypstPrinter:
    """Keeps one warm compiler: the first bill of a process takes longer than the others."""

    def __init__(self, template: Path = TEMPLATE) -> None:
        self._compiler = typst.Compiler(
            template, root=template.parent, font_paths=_built_in_fonts(), ignore_system_fonts=True
        )
        self._one_at_a_time = Lock()

    def render_bill(self, sheet: BillSheet) -> bytes:
        return self.render(_template_values(sheet), sheet.issued_on)

    def render(self, values: dict[str, Any], made_on: date) -> bytes:
        """The template with these values, dated with a day so that the same sheet gives the same bytes."""
        inputs = {"sheet": json.dumps(values, ensure_ascii=False)}
        moment = datetime.combine(made_on, time(), UTC)
        try:
            with self._one_at_a_time:
                pdf = self._compiler.compile(
                    sys_inputs=inputs, format="pdf", pdf_standards=STANDARD, timestamp=moment
                )
        except typst.TypstError as error:
            raise GatewayError(f"typst: {error.message}", is_retryable=False) from error
        assert isinstance(pdf, bytes)
        return pdf


@cache
def bill_printer() -> BillPrinter:
    """This process's printer."""
    return TypstPrinter()


def render_bills(sheets: Iterable[BillSheet], processes: int) -> Iterator[bytes]:
    """The PDFs in the order of the sheets, made by so many processes; never more than a batch in memory."""
    remaining = iter(sheets)
    with ProcessPoolExecutor(processes, get_context("spawn"), _use_one_thread) as pool:
        while batch := list(islice(remaining, BATCH)):
            yield from pool.map(_render_in_worker, batch, chunksize=CHUNK)


def _use_one_thread() -> None:
    """The compiler's threads would fight with the other processes for the same cores."""
    os.environ["RAYON_NUM_THREADS"] = "1"


def _render_in_worker(sheet: BillSheet) -> bytes:
    return bill_printer().render_bill(sheet)


@cache
def _built_in_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


def _template_values(sheet: BillSheet) -> dict[str, Any]:
    values = asdict(sheet)
    symbol, day = values.pop("symbol"), values.pop("issued_on")
    shown: dict[str, Any] = printable(values)
    return shown | {
        "date": [day.year, day.month, day.day],
        "qr": qr_svg(symbol["payload"]) if symbol else None,
        "qr_alt": printable(symbol["alt"]) if symbol else "",
        "qr_caption": printable(symbol["caption"]) if symbol else "",
    }


def qr_svg(payload: str) -> str:
    """The symbol in UTF-8 bytes with its quiet zone.

    The mask is given: trying all eight takes three times as long and scanners read each of them.
    """
    symbol = segno.make_qr(
        payload, error=QR_ERROR_CORRECTION, mask=QR_MASK, mode="byte", encoding="utf-8", boost_error=False
    )
    drawing = BytesIO()
    symbol.save(drawing, kind="svg", border=QUIET_ZONE, xmldecl=False, omitsize=True)
    return drawing.getvalue().decode()


class _Glyphs(dict[int, str | None]):
    """What each character is printed as: itself, a box when no built-in font has it, or nothing."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        if character in PRINTABLE_SIGNS or any(code in printable for printable in PRINTABLE_RANGES):
            self[code] = None if unicodedata.category(character) == "Cf" else character
        else:
            self[code] = None if unicodedata.category(character)[0] == "C" else UNKNOWN_SIGN
        return self[code]


_GLYPHS = _Glyphs()


def printable(value: Any) -> Any:
    """The same structure with every string in characters that the fonts have: PDF/UA allows no others.

    A very long word may break anywhere. An address breaks at its slashes by itself, and keeps clean: what
    stands between its letters would be copied with it.
    """
    if isinstance(value, str):
        shown = unicodedata.normalize("NFC", value).translate(_GLYPHS)
        return _LONG_WORD.sub(lambda word: ZERO_WIDTH_SPACE.join(word[0]), shown)
    if isinstance(value, dict):
        return {key: printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [printable(part) for part in value]
    return value
