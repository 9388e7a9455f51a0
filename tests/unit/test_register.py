"""A register's lines become accounts, or every mistake with its line and column."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.register import MAX_PROBLEMS, Register
from avk_app.domain.register_file import parse_register
from avk_app.texts.register import TITLES, WORDS, describe

TODAY = date(2026, 11, 22)
LINE = {
    "account_number": "3801042213", "surname": "Соколова", "first_name": "Анна", "patronymic": "Сергеевна",
    "email": "sokolova@example.com", "phone": "8 902 000-00-01", "district": "12-й микрорайон",
    "street": "ул. Коминтерна", "house": "5", "flat": "17", "is_private_house": "нет",
    "registered_persons": "3", "opened_on": "14.03.2012", "has_hot_water": "да", "closed_on": "",
    "serial": "40181234", "kind": "Холодная",
    "place": "кухня", "digits": "5", "installed_on": "18.01.2021", "initial_litres": "0,012",
    "verified_on": "2021-01-18", "verification_due_on": "18.01.2027", "last_reading": "412,385",
    "last_reading_on": "24.10.2026", "removed_on": "",
}  # fmt: skip
HOT = {"serial": "40181235", "kind": "горячая"}


def register_of(*changes: dict[str, str]) -> Register:
    heading = (1, list(TITLES.values()))
    lines = [(number, list((LINE | change).values())) for number, change in enumerate(changes, 2)]
    return parse_register([heading, *lines], WORDS, TODAY)


def problems_of(*changes: dict[str, str]) -> list[tuple[int, str, str]]:
    return [(p.line, p.problem.field, p.problem.code) for p in register_of(*changes).problems]


def test_two_lines_of_one_account_are_one_account_with_two_meters() -> None:
    register = register_of({}, HOT)
    assert register.problem_count == 0
    (account,) = register.accounts.values()
    assert (account.surname, account.phone, account.registered_persons) == ("Соколова", "+79020000001", 3)
    assert [(meter.kind, meter.initial_litres) for meter in account.meters] == [("cold", 12), ("hot", 12)]
    assert account.has_hot_water
    assert account.closed_on is None
    assert account.meters[0].last_reading is not None
    assert account.meters[0].last_reading.value_litres == 412_385


def test_an_account_may_have_no_meter() -> None:
    empty = dict.fromkeys(
        ["serial", "kind", "place", "digits", "installed_on", "initial_litres", "verified_on",
         "verification_due_on", "last_reading", "last_reading_on", "removed_on"], "",
    )  # fmt: skip
    assert register_of(empty).accounts["3801042213"].meters == ()


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("account_number", "38010422", "account_number_length"),
        ("account_number", "3801042214", "account_number_check_digit"),
        ("account_number", "", "register_empty"),
        ("surname", "", "register_empty"),
        ("surname", "Я" * 81, "register_too_long"),
        ("email", "sokolova", "email_format"),
        ("phone", "12", "phone_format"),
        ("is_private_house", "может быть", "register_word"),
        ("kind", "тёплая", "register_word"),
        ("registered_persons", "-1", "register_number"),
        ("registered_persons", "51", "register_number"),
        ("digits", "9", "register_number"),
        ("opened_on", "31.02.2020", "register_date"),
        ("opened_on", "вчера", "register_date"),
        ("installed_on", "23.11.2026", "register_future"),
        ("verification_due_on", "18.01.2020", "register_due_before_verified"),
        ("last_reading", "123456,1", "reading_too_many_digits"),
        ("last_reading", "", "register_empty"),
        ("last_reading_on", "", "register_empty"),
        ("last_reading_on", "01.01.2021", "register_read_before_installed"),
        ("removed_on", "01.01.2021", "register_removed_before_installed"),
        ("closed_on", "01.01.2012", "register_closed_before_opened"),
        ("closed_on", "23.11.2026", "register_future"),
        ("has_hot_water", "есть", "register_word"),
        ("house", "=5+1", "register_formula"),
    ],
)
def test_a_mistake_is_named_by_line_and_column(column: str, text: str, code: str) -> None:
    assert (4, column, code) in problems_of({}, HOT, {"serial": "1"} | {column: text})


def test_all_mistakes_are_found_at_once_and_said_in_russian() -> None:
    register = register_of({"surname": "", "email": "x"}, {"kind": "", "house": ""})
    said = [describe(problem) for problem in register.problems]
    assert "строка 2, столбец «Фамилия»: заполните эту ячейку" in said
    assert len(said) >= 4


def test_what_repeats_must_agree() -> None:
    assert problems_of({}, HOT | {"surname": "Иванова"}) == [(3, "surname", "register_differs")]


def test_one_meter_stands_once() -> None:
    assert problems_of({}, {}) == [(3, "serial", "register_serial_repeated")]


def test_a_thousand_mistakes_are_counted_and_a_few_hundred_kept() -> None:
    register = register_of(*[{"surname": ""}] * 1_000)
    assert register.problem_count == 1_000
    assert len(register.problems) == MAX_PROBLEMS


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        (["Фамилия"], "register_column_missing"),
        ([*TITLES.values(), "Цвет"], "register_column_unknown"),
        ([*TITLES.values(), "Фамилия"], "register_column_repeated"),
    ],
)
def test_a_wrong_heading_is_told_before_any_line(heading: list[str], code: str) -> None:
    register = parse_register([(1, heading), (2, ["?"])], WORDS, TODAY)
    assert {problem.line for problem in register.problems} == {1}
    assert code in {problem.problem.code for problem in register.problems}
    assert all(describe(problem) for problem in register.problems)


def test_a_heading_alone_is_no_register() -> None:
    assert [code for _, _, code in problems_of()] == ["register_no_lines"]


@given(st.lists(st.lists(st.text(max_size=30), max_size=25), max_size=5))
def test_any_cells_give_accounts_or_problems_that_can_be_said(cells: list[list[str]]) -> None:
    rows: list[tuple[int, list[str]]] = [(1, list(TITLES.values()))]
    rows += list(enumerate(cells, 2))
    register = parse_register(rows, WORDS, TODAY)
    assert register.problem_count >= 1
    assert all(describe(problem) for problem in register.problems)


@given(st.dictionaries(st.sampled_from(list(LINE)), st.text(max_size=50), max_size=4))
def test_any_cell_in_a_good_line_is_taken_or_explained(change: dict[str, Any]) -> None:
    register = register_of(change)
    assert bool(register.accounts) != bool(register.problem_count)
    assert all(describe(problem) for problem in register.problems)
