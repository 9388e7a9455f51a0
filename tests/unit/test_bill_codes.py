"""The code on a bill: the utility's own is accepted however it is typed, nobody else's is."""

from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.bill_codes import account_number_in, bill_check_code, bill_in_code, bill_number
from avk_app.domain.check_codes import ALPHABET, CODE_LENGTH, format_check_code, is_check_code
from avk_app.domain.period import Period

KEY = b"k" * 32
NUMBER = bill_number("3801042217", Period(2026, 11))
BILL = bill_in_code(NUMBER)
AS_TYPED_IN_RUSSIAN = str.maketrans("ACEHKMPTXY", "АСЕНКМРТХУ")


def test_the_number_names_account_and_period() -> None:
    assert NUMBER == "3801042217-202611"


def test_a_bills_number_gives_its_accounts_and_nothing_else_is_cut() -> None:
    assert account_number_in(NUMBER.replace("-", "")) == "3801042217"
    for digits in ("", "380104", "3801042217", "38010422171", "3801042217202613", "38010422172026111"):
        assert account_number_in(digits) == digits


def test_the_alphabet_has_no_confusable_signs() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 17
    assert not set(ALPHABET) & set("0OQD8B1ILJ")


@given(due=st.integers(-(10**9), 10**9))
def test_the_code_is_accepted_as_printed_in_small_letters_and_in_russian(due: int) -> None:
    code = bill_check_code(KEY, NUMBER, due)
    printed = format_check_code(code)
    russian = printed.translate(AS_TYPED_IN_RUSSIAN)
    for typed in (code, printed, printed.lower(), f" {printed} ", russian, russian.lower()):
        assert is_check_code(KEY, BILL, due, typed)


@given(place=st.integers(0, CODE_LENGTH - 1), sign=st.sampled_from(ALPHABET))
def test_one_other_sign_is_refused(place: int, sign: str) -> None:
    code = bill_check_code(KEY, NUMBER, 42265)
    other = code[:place] + sign + code[place + 1 :]
    assert is_check_code(KEY, BILL, 42265, other) == (other == code)


def test_another_sum_number_or_key_has_another_code() -> None:
    code = bill_check_code(KEY, NUMBER, 42265)
    assert not is_check_code(KEY, BILL, 42266, code)
    assert not is_check_code(KEY, bill_in_code(bill_number("3801042217", Period(2026, 10))), 42265, code)
    assert not is_check_code(b"x" * 32, BILL, 42265, code)


@given(typed=st.text(st.characters(), max_size=60))
def test_any_typed_text_is_answered(typed: str) -> None:
    assert not is_check_code(KEY, BILL, 1, typed)
    assert not is_check_code(KEY, BILL, 1, "\ud800")
