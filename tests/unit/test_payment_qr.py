"""The payment QR's text: GOST R 56042-2014, for any text in the values."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from avk_app.domain.bank_details import MAX_BANK_NAME_LENGTH, MAX_NAME_LENGTH
from avk_app.domain.payment_qr import (
    MAX_PURPOSE_LENGTH,
    MAX_REQUIRED_BYTES,
    MAX_SUM_KOPECKS,
    SEPARATORS,
    NoSeparatorLeft,
    NothingToPay,
    PaymentOrder,
    PurposeTooLong,
    RequiredBlockTooLong,
    payment_qr_text,
    read_payment_qr,
)
from avk_app.domain.period import Period
from tests.unit.test_bank_details import PAYEE

ORDER = PaymentOrder(
    payee=PAYEE,
    sum_kopecks=42265,
    purpose="Вода и стоки, октябрь 2026",
    surname="Иванов",
    account_number="3801042217",
    period=Period(2026, 10),
)
REQUIRED_KEYS = ["Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc"]
OPTIONAL_KEYS = ["Sum", "Purpose", "PayeeINN", "KPP", "LastName", "PersAcc", "PaymPeriod"]


def test_the_fields_stand_in_the_standards_order() -> None:
    assert payment_qr_text(ORDER) == (
        'ST00012|Name=ООО «Три кита»|PersonalAcc=40702810138250123017|BankName=ОАО "БАНК"'
        "|BIC=044525225|CorrespAcc=30101810400000000225|Sum=42265|Purpose=Вода и стоки, октябрь 2026"
        "|PayeeINN=3800000005|KPP=380001001|LastName=Иванов|PersAcc=3801042217|PaymPeriod=102026"
    )


def test_the_period_is_month_then_year() -> None:
    january = replace(ORDER, period=Period(2027, 1))
    assert read_payment_qr(payment_qr_text(january))["PaymPeriod"] == "012027"


@given(
    name=st.text(min_size=1, max_size=40),
    purpose=st.text(max_size=60),
    surname=st.text(max_size=40),
    kopecks=st.integers(1, MAX_SUM_KOPECKS),
)
def test_what_was_written_is_read_back(name: str, purpose: str, surname: str, kopecks: int) -> None:
    order = replace(
        ORDER, payee=replace(PAYEE, name=name), purpose=purpose, surname=surname, sum_kopecks=kopecks
    )
    assume(not set(SEPARATORS) <= set(name + purpose + surname))
    fields = read_payment_qr(payment_qr_text(order))
    assert fields["Name"] == name
    assert fields.get("Purpose", "") == purpose
    assert fields.get("LastName", "") == surname
    assert fields["Sum"] == str(kopecks)
    assert [key for key in (*REQUIRED_KEYS, *OPTIONAL_KEYS) if key in fields] == list(fields)


@given(used=st.sets(st.sampled_from(SEPARATORS), max_size=len(SEPARATORS) - 1))
def test_the_first_separator_that_no_value_contains_is_taken(used: set[str]) -> None:
    text = payment_qr_text(replace(ORDER, purpose="".join(sorted(used))))
    assert text[len("ST00012")] == next(separator for separator in SEPARATORS if separator not in used)


def test_values_that_use_up_every_separator_are_refused() -> None:
    with pytest.raises(NoSeparatorLeft) as caught:
        payment_qr_text(replace(ORDER, surname=SEPARATORS))
    assert SEPARATORS in caught.value.values


def _named(name_length: int) -> PaymentOrder:
    payee = replace(PAYEE, name="N" * name_length, bank_name="Б" * MAX_BANK_NAME_LENGTH)
    return replace(ORDER, payee=payee)


def test_the_required_block_is_three_hundred_bytes_at_most() -> None:
    longest = 300 - len(f"Name=|PersonalAcc={'0' * 20}|BankName=|BIC={'0' * 9}|CorrespAcc={'0' * 20}") - 90
    assert longest <= MAX_NAME_LENGTH
    assert payment_qr_text(_named(longest))
    with pytest.raises(RequiredBlockTooLong) as caught:
        payment_qr_text(_named(longest + 1))
    assert (caught.value.length_bytes, caught.value.limit_bytes) == (301, MAX_REQUIRED_BYTES)


@pytest.mark.parametrize("kopecks", [0, -1, MAX_SUM_KOPECKS + 1])
def test_nothing_or_too_much_is_no_payment(kopecks: int) -> None:
    with pytest.raises(NothingToPay):
        payment_qr_text(replace(ORDER, sum_kopecks=kopecks))


def test_a_purpose_longer_than_the_standard_allows_is_refused() -> None:
    assert payment_qr_text(replace(ORDER, purpose="я" * MAX_PURPOSE_LENGTH))
    with pytest.raises(PurposeTooLong):
        payment_qr_text(replace(ORDER, purpose="я" * (MAX_PURPOSE_LENGTH + 1)))


@pytest.mark.parametrize("text", ["", "ST00012", "ST00011|Name=x", "hello"])
def test_other_texts_are_not_payments(text: str) -> None:
    with pytest.raises(ValueError, match="no ST00012 payment"):
        read_payment_qr(text)
