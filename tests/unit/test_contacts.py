"""E-mail and phone: the forms people type, kept in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.contacts import format_phone, parse_email, parse_phone
from avk_app.domain.session_list import shorten_address
from avk_app.errors import InvalidInput


@pytest.mark.parametrize(
    "text",
    [
        "+79021234567", "89021234567", "8 (902) 123-45-67", "9021234567",
        "+7 902 123 45 67", " 8-902-123-45-67 ", "7 902 1234567",
    ],
)  # fmt: skip
def test_russian_forms_are_one_number(text: str) -> None:
    assert parse_phone(text, "phone") == "+79021234567"


def test_a_city_number_is_taken_with_its_code() -> None:
    assert parse_phone("8 (3955) 51-26-46", "phone") == "+73955512646"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "51-26-46",
        "123",
        "телефон",
        "+7902123456",
        "8902123456789",
        "1" * 10_000,
        "\x00",
        "🙂",
        "8902123456a",
    ],
)
def test_what_is_no_number_is_said_so(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_phone(text, "phone")


@given(st.integers(9_000_000_000, 9_999_999_999))
def test_a_shown_number_is_read_back(number: int) -> None:
    try:
        phone = parse_phone(f"+7{number}", "phone")
    except InvalidInput:
        return
    assert parse_phone(format_phone(phone), "phone") == phone


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" Ivanov@Example.RU ", "Ivanov@example.ru"),
        ("a+b@mail.ru", "a+b@mail.ru"),
        ("ivanov@почта.рф", "ivanov@xn--80a1acny.xn--p1ai"),
    ],
)
def test_an_address_is_kept_as_servers_want_it(text: str, kept: str) -> None:
    assert parse_email(text, "email") == kept


@pytest.mark.parametrize(
    "text",
    [
        "", "ivanov", "@example.ru", "a@b", "a b@example.ru", "a@example.ru, b@example.ru",
        "a@example.ru\r\nBcc: b@c.ru", "иванов@example.ru", "a@[127.0.0.1]", "x" * 300 + "@example.ru",
        "a@example.ru\x00", "<script>@example.ru",
    ],
)  # fmt: skip
def test_what_is_no_address_is_said_so(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_email(text, "email")


@given(st.text(max_size=300))
def test_a_kept_address_is_kept_as_it_is(text: str) -> None:
    try:
        email = parse_email(text, "email")
    except InvalidInput:
        return
    assert parse_email(email, "email") == email


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("95.167.10.20", "95.167.•.•"),
        ("2a00:1450:4010:c0f::5e", "2a00:1450:4010:…"),
        ("127.0.0.1", "127.0.0.1"),
        ("", ""),
        ("<b>", ""),
    ],
)
def test_an_address_is_shown_in_part(address: str, shown: str) -> None:
    assert shorten_address(address) == shown
