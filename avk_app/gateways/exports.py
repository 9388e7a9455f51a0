"""Tables as CSV and XLSX files. A text is always a text: no spreadsheet takes one for a formula.

Values keep their types: kopecks become roubles and litres cubic metres, exactly, dates stay dates.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from avk_app.domain.plain_text import clean_line

FORMULA_STARTS = ("=", "+", "-", "@", "|", "%")
MAX_CELL_LENGTH = 32_767
MAX_TITLE_LENGTH = 31
WIDTH = 22
DAY_FORMAT = "DD.MM.YYYY"
BOLD = Font(bold=True)
TITLE_FONT = Font(bold=True, size=14)


@dataclass(frozen=True)
class Roubles:
    """An amount in kopecks."""

    kopecks: int


@dataclass(frozen=True)
class CubicMetres:
    """A volume in litres."""

    litres: int


Cell = str | int | date | Roubles | CubicMetres | None


@dataclass(frozen=True)
class ExportTable:
    """A title, the heads of the columns, and rows that may be read only once."""

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def to_csv(table: ExportTable) -> bytes:
    """Semicolons and decimal commas, as Russian spreadsheets expect; UTF-8 with a mark that says so."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_csv_value(name) for name in table.columns])
    writer.writerows([_csv_value(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(table: ExportTable) -> bytes:
    """One sheet: the title, the heads that stay in sight, typed cells."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet()
    sheet.title = _sheet_title(table.title)
    sheet.freeze_panes = "A3"
    for number in range(1, len(table.columns) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH
    sheet.append([_styled(sheet, table.title, TITLE_FONT)])
    sheet.append([_styled(sheet, name, BOLD) for name in table.columns])
    for row in table.rows:
        sheet.append([_xlsx_cell(sheet, cell) for cell in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _csv_value(cell: Cell) -> str:
    number = _decimal(cell)
    if number is not None:
        return f"{number}".replace(".", ",")
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    text = clean_line(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _xlsx_cell(sheet: Any, cell: Cell) -> Any:
    if isinstance(cell, str):
        return _styled(sheet, cell)
    if isinstance(cell, Roubles):
        return _formatted(sheet, _decimal(cell), "#,##0.00")
    if isinstance(cell, CubicMetres):
        return _formatted(sheet, _decimal(cell), "#,##0.000")
    if isinstance(cell, date):
        return _formatted(sheet, cell, DAY_FORMAT)
    return cell


def _formatted(sheet: Any, value: Any, number_format: str) -> Any:
    made = WriteOnlyCell(sheet, value)
    made.number_format = number_format
    return made


def _styled(sheet: Any, text: str, font: Font | None = None) -> Any:
    """A text cell; the type is set by hand because openpyxl takes «=…» for a formula."""
    made = WriteOnlyCell(sheet, clean_line(text)[:MAX_CELL_LENGTH])
    made.data_type = "s"
    made.alignment = Alignment(vertical="top", wrap_text=font is not TITLE_FONT)
    if font is not None:
        made.font = font
    return made


def _decimal(cell: Cell) -> Decimal | None:
    if isinstance(cell, Roubles):
        return Decimal(cell.kopecks).scaleb(-2)
    if isinstance(cell, CubicMetres):
        return Decimal(cell.litres).scaleb(-3)
    return None


def _sheet_title(title: str) -> str:
    kept = "".join(" " if character in r"[]:*?/\\'" else character for character in title)
    return clean_line(kept)[:MAX_TITLE_LENGTH].strip() or "1"
