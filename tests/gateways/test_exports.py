"""Exports opened by another program: types are kept, and a text never becomes a formula."""

import csv
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from avk_app.domain.plain_text import clean_line
from avk_app.gateways.exports import FORMULA_STARTS, Cell, CubicMetres, ExportTable, Roubles, to_csv, to_xlsx

DAY = date(2026, 11, 22)
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    " =1",
    "\t=1",
    "\r=1",
    "\n=1",
    "|calc",
    "%x",
    '=HYPERLINK("http://a")',
)


def table_of(*rows: tuple[Cell, ...]) -> ExportTable:
    return ExportTable("История: октябрь", ("День", "Что", "Сумма, ₽", "Объём, м³"), iter(rows))


def read_csv(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=";"))


def read_xlsx(data: bytes) -> list[list[Any]]:
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_csv_speaks_russian_spreadsheets() -> None:
    rows = read_csv(to_csv(table_of((DAY, "Оплата; картой", Roubles(-123_450), CubicMetres(7_412)))))
    assert rows == [
        ["День", "Что", "Сумма, ₽", "Объём, м³"],
        ["22.11.2026", "Оплата; картой", "-1234,50", "7,412"],
    ]


def test_xlsx_keeps_the_types() -> None:
    title, heads, row = read_xlsx(to_xlsx(table_of((DAY, "Оплата", Roubles(-123_450), CubicMetres(7_412)))))
    assert title[0] == "История: октябрь"
    assert heads == ["День", "Что", "Сумма, ₽", "Объём, м³"]
    assert row == [datetime(2026, 11, 22), "Оплата", -1234.5, 7.412]  # noqa: DTZ001


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str) -> None:
    assert read_csv(to_csv(table_of((text,))))[1][0].startswith("'")
    book = load_workbook(BytesIO(to_xlsx(ExportTable(text, (text,), [(text,)]))))
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} == {"s"}


@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=50),
    kopecks=st.integers(-(10**13), 10**13),
)
def test_any_text_and_any_amount_come_through(text: str, kopecks: int) -> None:
    row = read_csv(to_csv(table_of((text, Roubles(kopecks)))))[1]
    sign = "-" if kopecks < 0 else ""
    assert row[1] == f"{sign}{abs(kopecks) // 100},{abs(kopecks) % 100:02d}"
    shown = clean_line(text)
    assert row[0] == (f"'{shown}" if shown.startswith(FORMULA_STARTS) else shown)
    assert read_xlsx(to_xlsx(ExportTable(text, (text,), [(Roubles(kopecks),)])))[-1] == [kopecks / 100]


def test_the_same_rows_are_written_once_from_an_iterator_of_many() -> None:
    many = ExportTable("Много", ("Н",), ((number,) for number in range(3_000)))
    assert len(read_xlsx(to_xlsx(many))) == 3_002
