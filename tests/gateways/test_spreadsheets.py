"""Tables are read from what utilities have, and refused with a reason from anything else."""

import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Font

from avk_app.gateways import spreadsheets
from avk_app.gateways.spreadsheets import UnreadableTable, read_table
from avk_app.texts.register import describe_table


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableTable) as refused:
        list(read_table(path))
    assert describe_table(refused.value)
    return refused.value.code


def file_of(tmp_path: Path, data: bytes, name: str = "file.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def book_of(tmp_path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "file.xlsx")
    return tmp_path / "file.xlsx"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ","])
def test_csv_comes_in_any_usual_coat(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = f"Фамилия{delimiter}Имя\r\n\r\nЩукина{delimiter} Анна \r\n"
    rows = list(read_table(file_of(tmp_path, text.encode(encoding))))
    assert rows == [(1, ["Фамилия", "Имя"]), (3, ["Щукина", "Анна"])]


def test_a_workbook_gives_dates_numbers_and_formulas_as_text(tmp_path: Path) -> None:
    path = book_of(
        tmp_path, ["a", 3801042213, 412.385, 0.1 + 0.2, 5.0, date(2026, 11, 22), None, "=1+1", None]
    )
    assert list(read_table(path)) == [
        (1, ["a", "3801042213", "412.385", "0.3", "5", "2026-11-22", "", "=1+1"])
    ]


@pytest.mark.parametrize("place", [61, 62, 300])
def test_a_workbooks_column_past_the_limit_does_not_vanish(tmp_path: Path, place: int) -> None:
    heading: list[object] = ["Фамилия", *[None] * (place - 2), "Кварира"]
    assert refusal(book_of(tmp_path, heading)) == "table_too_many_columns"


def test_cells_without_a_value_are_no_columns(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "Фамилия"
    book.active["CV1"].font = Font(bold=True)
    book.save(tmp_path / "file.xlsx")
    assert list(read_table(tmp_path / "file.xlsx")) == [(1, ["Фамилия"])]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "table_empty"),
        (b" \r\n ", "table_empty"),
        (bytes(range(256)), "table_binary"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "table_old_excel"),
        (b"PK\x03\x04garbage", "table_broken_xlsx"),
        (b"a;b\n" + b"x" * 10_000_000, "table_broken_line"),
        (b"a;b\n" + b"x;" * 5_000_000, "table_too_many_columns"),
        (b"a;b\n" + b"x" * 2_000, "table_cell_too_long"),
        (b'a;b\n"' + b"x;\n" * 100_000, "table_broken_line"),
        (b"a;b\n\x98\xff\xfe", "table_encoding"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    assert refusal(file_of(tmp_path, data)) == code


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.csv") == "table_not_found"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "table_not_found"


def test_too_large_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MAX_FILE_BYTES", 10)
    assert refusal(file_of(tmp_path, b"a;b;c;d;e;f\n")) == "table_too_large"


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MAX_ROWS", 3)
    assert refusal(file_of(tmp_path, b"a;b\n" * 6)) == "table_too_many_rows"


def test_an_archive_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheets, "MAX_UNPACKED_BYTES", 1_000_000)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    assert refusal(path) == "table_too_large_unpacked"


def test_xml_entities_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "entities.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    assert refusal(path) == "table_broken_xlsx"


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", b"...")
    assert refusal(path) == "table_broken_xlsx"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.bin"
    path.write_bytes(data)
    with suppress(UnreadableTable):
        list(read_table(path))
