"""The two dates of a history: what is refused, with which words, and what the quick choices mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.history import (
    HistorySpan,
    MonthMovements,
    Movements,
    QuickSpan,
    history_steps,
    parse_span,
    quick_span,
    total_of,
)
from avk_app.domain.period import Period
from avk_app.errors import InvalidInput
from avk_app.texts.errors import message_for

TODAY = date(2026, 11, 22)
OPENED = date(2020, 3, 15)


def problems_of(first: str, last: str) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        parse_span(first, last, TODAY)
    assert all(message_for(problem) for problem in refused.value.problems)
    return [(problem.field, problem.code) for problem in refused.value.problems]


def test_both_days_belong_to_the_span() -> None:
    assert parse_span("2026-11-22", "2026-11-22", TODAY) == HistorySpan(TODAY, TODAY)
    assert parse_span(" 2016-11-22", "2026-12-31", TODAY).last_on == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "history_day_empty"),
        ("  ", "history_day_empty"),
        ("вчера", "history_day_format"),
        ("22.11.2026", "history_day_format"),
        ("2026-02-30", "history_day_format"),
        ("20261122", "history_day_format"),
        ("2026-W01-1", "history_day_format"),
        ("٢٠٢٦-١١-٢٢", "history_day_format"),
        ("2026-11-22\x00", "history_day_format"),
        ("0202-11-22", "history_day_far"),
        ("9999-12-31", "history_day_far"),
    ],
)
def test_what_is_no_day_is_said_for_both_fields_at_once(text: str, code: str) -> None:
    assert problems_of(text, text) == [("first", code), ("last", code)]


def test_reversed_days_can_be_swapped_and_a_first_day_ahead_cannot_be_shown() -> None:
    assert problems_of("2026-11-22", "2026-11-21") == [("last", "history_days_reversed")]
    assert problems_of("2026-11-23", "2026-11-24") == [("first", "history_day_ahead")]


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_a_span_or_is_refused(first: str, last: str) -> None:
    try:
        span = parse_span(first, last, TODAY)
    except InvalidInput:
        return
    assert span.first_on <= span.last_on


@pytest.mark.parametrize(
    ("choice", "first_on"),
    [
        (QuickSpan.QUARTER, date(2026, 9, 1)),
        (QuickSpan.YEAR, date(2025, 12, 1)),
        (QuickSpan.ALL, OPENED),
    ],
)
def test_quick_choices_are_whole_months_up_to_today(choice: QuickSpan, first_on: date) -> None:
    assert quick_span(choice, TODAY, OPENED) == HistorySpan(first_on, TODAY)


def test_an_account_opened_ahead_has_a_span_of_one_day() -> None:
    assert quick_span(QuickSpan.ALL, TODAY, date(2027, 1, 1)) == HistorySpan(TODAY, TODAY)


def months(*numbers: int) -> list[MonthMovements]:
    start = Period(2025, 1)
    return [MonthMovements(start.plus(number), Movements(charged_kopecks=number + 1)) for number in numbers]


def test_months_without_movements_keep_their_place() -> None:
    steps = history_steps(months(0, 3))
    assert [step.movements.charged_kopecks for step in steps] == [1, 0, 0, 4]


def test_more_than_two_years_are_drawn_by_year_and_lose_nothing() -> None:
    assert len(history_steps(months(0, 23))) == 24
    long = months(0, 11, 12, 24)
    steps = history_steps(long)
    assert [(step.year, step.period) for step in steps] == [(2025, None), (2026, None), (2027, None)]
    assert total_of(step.movements for step in steps) == total_of(month.movements for month in long)


def test_nothing_has_no_steps() -> None:
    assert history_steps([]) == []
