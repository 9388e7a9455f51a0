"""Russian forms: the noun agrees with the number, near days are called by name."""

from datetime import date, datetime

import pytest

from avk_app.domain.period import Period
from avk_app.texts import russian


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "дней"),
        (1, "день"),
        (2, "дня"),
        (4, "дня"),
        (5, "дней"),
        (11, "дней"),
        (14, "дней"),
        (21, "день"),
        (22, "дня"),
        (111, "дней"),
        (121, "день"),
    ],
)
def test_the_noun_agrees_with_the_number(number: int, expected: str) -> None:
    assert russian.plural(number, russian.DAYS) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, "сегодня последний день"), (1, "остался 1 день"), (4, "осталось 4 дня"), (25, "осталось 25 дней")],
)
def test_remaining_days_read_as_people_say_them(days: int, expected: str) -> None:
    assert russian.remaining_days(days).replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 22), "сегодня"),
        (date(2026, 11, 21), "вчера"),
        (date(2026, 11, 23), "завтра"),
        (date(2026, 10, 24), "24 октября"),
        (date(2025, 10, 24), "24 октября 2025"),
    ],
)
def test_near_days_are_called_by_name(day: date, expected: str) -> None:
    assert russian.format_near_date(day, date(2026, 11, 22)).replace("\u00a0", " ") == expected


def test_moments_and_months() -> None:
    moment = datetime(2026, 11, 22, 9, 5)  # noqa: DTZ001
    assert russian.format_moment(moment, date(2026, 11, 22)).replace("\u00a0", " ") == "сегодня в 9:05"
    assert russian.format_full_moment(moment).replace("\u00a0", " ") == "22 ноября 2026, 9:05"
    assert russian.period_name(Period(2026, 11)).replace("\u00a0", " ") == "ноябрь 2026"


def test_small_numbers_become_words_in_the_genitive() -> None:
    assert [russian.genitive_numeral(number) for number in (1, 2, 4, 12)] == [
        "одного",
        "двух",
        "четырёх",
        "12",
    ]
