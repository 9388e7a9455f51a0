"""E-mail addresses and network addresses: kept in one form, shown in part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.contacts import parse_email
from avk_app.domain.session_list import shorten_address
from avk_app.errors import InvalidInput


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
