"""A file of interruptions: what is read, and what is said about mistakes."""

from datetime import UTC, datetime

import pytest

from avk_app.clock import CITY_ZONE
from avk_app.domain.billing import ChargedService
from avk_app.domain.interruption_lines import InterruptionFile, parse_interruptions
from avk_app.gateways.spreadsheets import read_table
from avk_app.texts.interruptions import WORDS, describe
from tests.databases import ROOT

HEADING = ["Улица", "Дом", "Услуга", "Отключили", "Включили", "Причина или акт"]
GOOD = ["ул. Мира", "5", "водоснабжение", "12.10.2026 09:00", "2026-10-12 13:30", "Акт № 1"]
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def _parse(*lines: list[str], heading: list[str] = HEADING) -> InterruptionFile:
    rows = [(number, cells) for number, cells in enumerate((heading, *lines), 1)]
    return parse_interruptions(rows, WORDS, NOW, CITY_ZONE)


def test_moments_are_those_of_the_city() -> None:
    [off] = _parse(GOOD).houses
    assert off.started_at == datetime(2026, 10, 12, 1, 0, tzinfo=UTC)
    assert off.ended_at == datetime(2026, 10, 12, 5, 30, tzinfo=UTC)
    assert (off.line, off.service, off.district) == (2, ChargedService.WATER, "")


def test_an_interruption_may_go_on() -> None:
    [off] = _parse([*GOOD[:4], "", GOOD[5]]).houses
    assert off.ended_at is None


def test_a_file_of_what_goes_on_needs_no_column_of_ends() -> None:
    [off] = _parse([*GOOD[:4], GOOD[5]], heading=[*HEADING[:4], HEADING[5]]).houses
    assert (off.ended_at, off.reason) == (None, "Акт № 1")


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        (0, "", "строка 2, столбец «Улица»: заполните эту ячейку"),
        (1, "=A1", "строка 2, столбец «Дом»: в ячейке формула"),
        (1, "5" * 17, "строка 2, столбец «Дом»: текст длиннее 16 знаков"),
        (2, "газ", "строка 2, столбец «Услуга»: напишите одно из слов: водоснабжение, водоотведение"),
        (3, "12.10.2026", "строка 2, столбец «Отключили»: напишите дату и время"),
        (3, "31.02.2026 09:00", "строка 2, столбец «Отключили»: напишите дату и время"),
        (3, "12.10.2026 24:00", "строка 2, столбец «Отключили»: напишите дату и время"),
        (4, "12.12.2026 13:00", "строка 2, столбец «Включили»: это время ещё не наступило"),
        (4, "12.10.2026 08:59", "строка 2, столбец «Включили»: включили раньше, чем отключили"),
        (5, "", "строка 2, столбец «Причина или акт»: заполните эту ячейку"),
    ],
)
def test_a_mistake_is_named_with_its_place(column: int, cell: str, said: str) -> None:
    file = _parse([*GOOD[:column], cell, *GOOD[column + 1 :]])
    assert [describe(row)[: len(said)] for row in file.problems] == [said]


def test_a_misspelt_column_must_not_vanish() -> None:
    file = _parse(GOOD, heading=[*HEADING[:4], "Включен", HEADING[5]])
    assert file.houses == []
    assert file.problem_count == 1


def test_the_template_is_read_as_it_is() -> None:
    template = ROOT / "avk_app" / "data" / "templates" / "interruptions.csv"
    file = parse_interruptions(read_table(template), WORDS, NOW, CITY_ZONE)
    assert (file.problem_count, len(file.houses)) == (0, 2)
