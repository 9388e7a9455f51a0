"""Help with what a person can fix, made of what was typed and of nothing else."""

import pytest

from avk_app.errors import TooManyAttempts
from avk_app.services.sign_in import SignInFailed
from avk_app.view_models.sign_in import (
    notice_of,
    password_help,
    suggested_login,
    suggested_surname,
    surname_help,
)


@pytest.mark.parametrize(
    ("typed", "meant"), [(" Bdfyjd ", "Иванов"), ("Иванов", ""), ("Ивaнов", ""), ("", "")]
)
def test_a_surname_on_the_latin_layout_is_suggested_in_russian(typed: str, meant: str) -> None:
    assert suggested_surname(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"), [(" шмфтщм ", "ivanov"), ("ivanov", ""), ("ivanov💧ю", ""), ("", "")]
)
def test_a_login_on_the_russian_layout_is_suggested_in_latin(typed: str, meant: str) -> None:
    assert suggested_login(typed) == meant


def test_letters_that_only_look_russian_are_told() -> None:
    assert "латинские" in surname_help("Ивaнов")
    assert surname_help("Иванов") == surname_help("Ivanov") == ""


def test_a_password_in_russian_letters_is_told() -> None:
    assert "русскими" in password_help("пароль")
    assert password_help("password") == ""


def test_the_wait_is_told_in_seconds() -> None:
    assert "Подождите 21\u00a0секунду" in notice_of(TooManyAttempts(21), "failed")
    assert notice_of(SignInFailed(), "failed") == "failed"
