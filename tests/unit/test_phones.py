"""Phone numbers in every form that people in Angarsk use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.phones import format_phone, parse_phone
from avk_app.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("8 902 123-45-67", "+79021234567"),
        ("+7 (902) 123 45 67", "+79021234567"),
        ("9021234567", "+79021234567"),
        ("8 (3955) 51-26-46", "+73955512646"),
        ("51-26-46", "+73955512646"),
        ("+86 10 6552 9988", "+861065529988"),
    ],
)
def test_a_number_is_understood_however_it_is_written(typed: str, number: str) -> None:
    assert parse_phone(typed, "phone") == number


@pytest.mark.parametrize("typed", ["12", "нет телефона", "8 902 123", "0" * 5000, "' OR 1=1 --", "📞", "-5"])
def test_what_is_no_phone_is_asked_again(typed: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse_phone(typed, "phone")
    assert refusal.value.problems[0].code == "phone_format"


def test_an_empty_phone_is_asked_for() -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse_phone("", "phone")
    assert refusal.value.problems[0].code == "phone_empty"


def test_a_number_is_shown_as_people_dial_it() -> None:
    assert format_phone("+79021234567") == "8 (902) 123-45-67"
    assert format_phone("+861065529988").startswith("+86 ")


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_a_polite_refusal(text: str) -> None:
    try:
        number = parse_phone(text, "phone")
    except InvalidInput:
        return
    assert number.startswith("+")
    assert parse_phone(number, "phone") == number
