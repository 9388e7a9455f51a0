"""A file of readings: what is read, and what is said about mistakes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.readings_file import ReadingsFile, parse_readings
from avk_app.gateways.spreadsheets import read_table
from avk_app.texts.readings_file import TITLE_KEYS, TITLES, describe
from tests.databases import ROOT

TODAY = date(2026, 11, 22)
HEADING = list(TITLES.values())
GOOD = ["3801042213", "40181234", "21.11.2026", "419,790"]


def _parse(*lines: list[str], heading: list[str] = HEADING) -> ReadingsFile:
    return parse_readings(enumerate([heading, *lines], 1), TITLE_KEYS, TODAY)


def _said(file: ReadingsFile) -> list[str]:
    return [describe(problem) for problem in file.problems]


def test_a_line_is_a_reading_of_a_meter_on_a_day() -> None:
    [reading] = _parse(["38 0104 2213", *GOOD[1:]]).lines
    assert (reading.line, reading.account_number, reading.serial) == (2, "3801042213", "40181234")
    assert (reading.taken_on, reading.text) == (date(2026, 11, 21), "419,790")


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        (0, "", "строка 2, столбец «Лицевой счёт»: заполните эту ячейку"),
        (0, "3801042214", "строка 2, столбец «Лицевой счёт»: В номере опечатка"),
        (1, "", "строка 2, столбец «Номер водомера»: заполните эту ячейку"),
        (2, "", "строка 2, столбец «Дата снятия»: заполните эту ячейку"),
        (2, "31.02.2026", "строка 2, столбец «Дата снятия»: напишите дату"),
        (2, "23.11.2026", "строка 2, столбец «Дата снятия»: эта дата ещё не наступила"),
        (2, "31.10.2023", "строка 2, столбец «Дата снятия»: этому показанию больше 36 месяцев"),
        (3, "", "строка 2, столбец «Показание»: заполните эту ячейку"),
        (3, "=A1", "строка 2, столбец «Показание»: в ячейке формула"),
    ],
)
def test_a_mistake_is_named_with_its_place(column: int, cell: str, said: str) -> None:
    [problem] = _said(_parse([*GOOD[:column], cell, *GOOD[column + 1 :]]))
    assert problem.startswith(said)


def test_three_years_back_is_still_taken() -> None:
    assert _parse([*GOOD[:2], "01.11.2023", GOOD[3]]).problem_count == 0


def test_a_meter_has_one_reading_a_month() -> None:
    file = _parse(GOOD, [*GOOD[:2], "03.11.2026", "418"], [*GOOD[:2], "24.10.2026", "412"])
    assert _said(file) == [
        "строка 3, столбец «Номер водомера»: этот водомер в этом месяце уже стоит в строке 2"
    ]


def test_a_misspelt_column_and_an_empty_file_are_mistakes() -> None:
    assert _parse(GOOD, heading=[*HEADING[:3], "Показания"]).problem_count == 2
    assert _said(_parse()) == ["строка 1: в файле только заголовок, показаний нет"]
    assert parse_readings([], TITLE_KEYS, TODAY).problem_count == 1


def test_the_template_is_a_file_without_mistakes() -> None:
    table = read_table(ROOT / "avk_app" / "data" / "templates" / "readings.csv")
    file = parse_readings(table, TITLE_KEYS, TODAY)
    assert (len(file.lines), file.problem_count) == (3, 0)


@given(st.lists(st.lists(st.text(max_size=30), max_size=6), max_size=4))
def test_any_lines_are_readings_or_mistakes(lines: list[list[str]]) -> None:
    file = _parse(*lines)
    assert file.problem_count
    assert all(_said(file))
