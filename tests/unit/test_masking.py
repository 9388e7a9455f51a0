"""Masking shows what it says and nothing more, whatever the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.addresses import format_address
from avk_app.domain.masking import DOT, mask_address, mask_bank_account, mask_email, mask_name, mask_phone

LONGEST_MASK_OF_A_PHONE = len("+7 ••• •••-••-67")


@pytest.mark.parametrize(
    ("email", "masked"),
    [
        ("ivanov@example.ru", "i••••v@example.ru"),
        ("olga.petrova-1962@почта.рф", "o••••2@почта.рф"),
        ("abc@example.ru", "a••••@example.ru"),
        ("a@example.ru", "••••@example.ru"),
        ("ivanov", "••••"),
        ("ivanov@", "••••"),
        ("", ""),
    ],
)
def test_an_email_keeps_its_domain_and_two_characters(email: str, masked: str) -> None:
    assert mask_email(email) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("+79021234567", "+7 ••• •••-••-67"),
        ("8 (3955) 51-26-46", "+7 ••• •••-••-46"),
        ("+48 22 555 01 02", "••••02"),
        ("51-26-46", "••••"),
        ("", ""),
    ],
)
def test_a_phone_keeps_its_last_two_digits(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


def test_a_name_keeps_its_initials() -> None:
    assert mask_name("Пётр Сергеевич") == "П•••• С••••"
    assert mask_name("") == ""


@pytest.mark.parametrize(
    ("house", "flat", "masked"),
    [
        ("25", "41", "ул. К. Маркса, д. 2•, кв. 4•"),
        ("25А/3", "107", "ул. К. Маркса, д. 2•, кв. 1•"),
        ("5", "", "ул. К. Маркса, д. •"),
    ],
)
def test_an_address_keeps_street_and_first_figures(house: str, flat: str, masked: str) -> None:
    assert mask_address("ул. К. Маркса", house, flat) == masked


def test_a_whole_address_is_one_line() -> None:
    assert format_address("ул. К. Маркса", "25", "41") == "ул. К. Маркса, д. 25, кв. 41"
    assert format_address("ул. Луговая", "3") == "ул. Луговая, д. 3"


def _shown(masked: str) -> str:
    return masked.replace(DOT, "")


@given(st.text(max_size=80), st.from_regex(r"[a-z]{1,12}\.ru", fullmatch=True))
def test_an_email_shows_two_characters_of_its_name_at_most(name: str, domain: str) -> None:
    shown = _shown(mask_email(f"{name}@{domain}")).removesuffix(f"@{domain}")
    assert len(shown) <= 2
    assert len(shown) < max(1, len(name))


@given(st.text(max_size=80))
def test_a_phone_shows_two_digits_at_most(phone: str) -> None:
    masked = mask_phone(phone)
    assert sum(character.isdigit() for character in masked.removeprefix("+7")) <= 2
    assert len(masked) <= LONGEST_MASK_OF_A_PHONE


@given(st.text(max_size=300))
def test_a_name_shows_one_character_a_word_at_most(name: str) -> None:
    words = mask_name(name).split(" ") if name.strip() else []
    assert len(words) <= 3
    assert all(len(_shown(word)) <= 1 for word in words)


@given(st.text(min_size=1, max_size=16), st.text(max_size=16))
def test_house_and_flat_show_one_character_at_most(house: str, flat: str) -> None:
    line = _shown(mask_address("", house, flat))
    assert len(line.replace(", д. ", "").replace(", кв. ", "")) <= 2


@pytest.mark.parametrize(
    ("account", "shown"), [("40817810500000000001", "••••0001"), ("1234567", "••••"), ("", "")]
)
def test_a_bank_account_shows_its_last_digits_when_it_is_long(account: str, shown: str) -> None:
    assert mask_bank_account(account) == shown
