"""Logins are kept in one form; passwords are long, not guessable and not what an acquaintance knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.credentials import check_password, is_guessable, parse_login
from avk_app.errors import InvalidInput

PERSONAL = ("ivanov.p", "Иванов", "3801042217")


def _login_problem(text: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        parse_login(text, "login")
    return refused.value.problems[0].code


@given(st.from_regex(r"[A-Za-z0-9._@-]{3,64}", fullmatch=True))
def test_a_login_is_found_again_however_it_is_cased(text: str) -> None:
    assert parse_login(text.upper(), "login") == parse_login(f" {text.lower()} ", "login")


@given(st.text(max_size=100))
def test_a_kept_login_is_kept_as_it_is(text: str) -> None:
    try:
        login = parse_login(text, "login")
    except InvalidInput:
        return
    assert parse_login(login, "login") == login


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "login_empty"),
        ("  ", "login_empty"),
        ("ab", "login_length"),
        ("x" * 65, "login_length"),
        ("x" * 1_000_000, "login_length"),
        ("пётр иванов", "login_characters"),
        ("peter ivanov", "login_characters"),
        ("<script>", "login_characters"),
        ("peter\x00", "login_characters"),
        ("pe🙂ter", "login_characters"),
    ],
)
def test_a_login_says_what_is_wrong_with_it(text: str, code: str) -> None:
    assert _login_problem(text) == code


@pytest.mark.parametrize(
    "password",
    [
        "белая-ночь-над-рекой",
        "x7Kp2mQ9vLtR",
        "correct horse battery",
        "иванов и семь трамваев",
        "🐟🐠🐡🦈🐙🐚🦀🦞🦐🦑🐳🐬",
    ],
)
def test_long_phrases_are_taken(password: str) -> None:
    check_password(password, "password", PERSONAL)


@pytest.mark.parametrize(
    "password",
    [
        "qwertyuiop12", "1q2w3e4r5t6y", "password1234", "123456789012", "gfhjkmgfhjkm",
        "ПарольПароль", "йцукенгшщзхъ", "aaaaaaaaaaaaaaaaaaaa", "Gfhjkm123456",
    ],
)  # fmt: skip
def test_common_ones_are_guessable_in_either_layout(password: str) -> None:
    assert is_guessable(password)


@given(st.text(max_size=300))
def test_any_text_is_taken_or_refused_with_a_reason(text: str) -> None:
    try:
        check_password(text, "password", PERSONAL)
    except InvalidInput:
        return
    assert 12 <= len(text) <= 256
