"""Tables from files: CSV (UTF-8 or windows-1251, comma or semicolon) and XLSX, with limits on everything.

A cell is always text: dates as 2026-11-22, moments as 2026-11-22 09:00, whole numbers without a fraction,
formulas as they are written.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from avk_app.errors import DomainError

Row = tuple[int, list[str]]
"""A line's number in the file, from 1, and its cells."""

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
MAX_XLSX_PARTS = 1_000
MAX_ROWS = 500_000
MAX_COLUMNS = 60
MAX_CELL_LENGTH = 1_000
_ZIP_MAGIC, _OLE_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SNIFFED_BYTES = 65_536
_FLOAT_PLACES = 6
_BINARY = frozenset(range(9)) | frozenset(range(14, 32))


@dataclass(eq=False)
class UnreadableTable(DomainError):
    """The file is no table that can be read; `code` says why, `line` where (0: the whole file)."""

    code: str
    line: int = 0
    limit: int = 0


def read_table(path: Path) -> Iterator[Row]:
    """The lines of the file that hold anything. Raises UnreadableTable, also while it is being read."""
    head = _head(path)
    rows = _xlsx_rows(path) if head.startswith(_ZIP_MAGIC) else _csv_rows(path, head)
    for count, (line, cells) in enumerate(rows):
        if count > MAX_ROWS:
            raise UnreadableTable("table_too_many_rows", line, MAX_ROWS)
        if len(cells) > MAX_COLUMNS:
            raise UnreadableTable("table_too_many_columns", line, MAX_COLUMNS)
        if any(len(cell) > MAX_CELL_LENGTH for cell in cells):
            raise UnreadableTable("table_cell_too_long", line, MAX_CELL_LENGTH)
        if any(cells):
            yield line, cells


def _head(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_SNIFFED_BYTES)
    except OSError as error:
        raise UnreadableTable("table_not_found") from error
    if not head.strip():
        raise UnreadableTable("table_empty")
    if size > MAX_FILE_BYTES:
        raise UnreadableTable("table_too_large", limit=MAX_FILE_BYTES // 1024 // 1024)
    if head.startswith(_OLE_MAGIC):
        raise UnreadableTable("table_old_excel")
    return head


def _csv_rows(path: Path, head: bytes) -> Iterator[Row]:
    if not _BINARY.isdisjoint(head):
        raise UnreadableTable("table_binary")
    text = _decoded(path.read_bytes())
    heading = text.partition("\n")[0]
    delimiter = ";" if heading.count(";") >= heading.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise UnreadableTable("table_broken_line", reader.line_num + 1) from error


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable("table_encoding")


def _xlsx_rows(path: Path) -> Iterator[Row]:
    _refuse_bombs(path)
    try:
        with closing(load_workbook(path, read_only=True, keep_links=False)) as book:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # a row as wide as it is: what lies past the limit must be seen
            rows = sheet.iter_rows(max_row=MAX_ROWS + 2, values_only=True)
            for line, values in enumerate(rows, 1):
                yield line, _without_empty_end([_as_text(value) for value in values])
    except UnreadableTable:
        raise
    except Exception as error:  # openpyxl raises whatever its parts raise on a broken file
        raise UnreadableTable("table_broken_xlsx") from error


def _refuse_bombs(path: Path) -> None:
    """A small archive may unpack to gigabytes, and XML may define entities that do the same."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_XLSX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                raise UnreadableTable("table_too_large_unpacked", limit=MAX_UNPACKED_BYTES // 1024 // 1024)
            for part in parts:
                with archive.open(part) as file:
                    if b"<!DOCTYPE" in file.read(_SNIFFED_BYTES):
                        raise UnreadableTable("table_broken_xlsx")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UnreadableTable("table_broken_xlsx") from error


def _as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.isoformat(" ", "minutes").removesuffix(" 00:00")
        case date():
            return value.isoformat()
        case float():
            return f"{value:.{_FLOAT_PLACES}f}".rstrip("0").rstrip(".")
        case _:
            return str(value).strip()


def _without_empty_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells
