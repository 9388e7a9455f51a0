"""Codes: what a person may type, and that a hash fits one code of one binding only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.codes import CODE_DIGITS, code_of, hash_code, is_same_hash, parse_code
from avk_app.errors import InvalidInput

numbers = st.integers(0, 10**CODE_DIGITS - 1)
bindings = st.tuples(
    st.integers(1, 10**9),
    st.integers(1, 10**9),
    st.sampled_from(["create_login", "change_email"]),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40),
)


@given(numbers)
def test_every_code_is_read_back_as_it_was_sent(number: int) -> None:
    code = code_of(number)
    assert parse_code(code, "code") == code
    assert parse_code(f" {code[:3]} {code[3:]}\n", "code") == code
    assert parse_code(f"{code[:3]}-{code[3:]}", "code") == code


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_six_digits_or_a_problem(text: str) -> None:
    try:
        code = parse_code(text, "code")
    except InvalidInput:
        return
    assert len(code) == CODE_DIGITS
    assert set(code) <= set("0123456789")


@pytest.mark.parametrize("text", ["١٢٣٤٥٦", "12345", "1234567", "12a456", "123456\x00", "9" * 10_000])
def test_what_is_no_code_is_said_so(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_code(text, "code")


@given(bindings, bindings, numbers, numbers)
def test_a_hash_fits_one_code_of_one_binding(
    left: tuple[int, int, str, str], right: tuple[int, int, str, str], first: int, second: int
) -> None:
    same = (left, first) == (right, second)
    one = hash_code(b"key", *left, code_of(first))
    other = hash_code(b"key", *right, code_of(second))
    assert is_same_hash(one, other) is same


@given(bindings, numbers)
def test_another_key_gives_another_hash(binding: tuple[int, int, str, str], number: int) -> None:
    code = code_of(number)
    assert hash_code(b"one", *binding, code) != hash_code(b"two", *binding, code)
