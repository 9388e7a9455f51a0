"""Bank details: any single wrong digit is found before somebody pays to it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.bank_details import Payee, WrongBankDetail, is_bank_account, is_inn

PAYEE = Payee(
    name="ООО «Три кита»",
    inn="3800000005",
    kpp="380001001",
    account="40702810138250123017",
    bank_name='ОАО "БАНК"',
    bic="044525225",
    correspondent_account="30101810400000000225",
)


@given(place=st.integers(0, 19), change=st.integers(1, 9))
def test_no_single_wrong_digit_of_an_account_passes(place: int, change: int) -> None:
    digits = PAYEE.account
    wrong = str((int(digits[place]) + change) % 10)
    assert not is_bank_account(f"{digits[:place]}{wrong}{digits[place + 1 :]}", "225")


def test_the_tax_services_own_number_passes_and_its_neighbour_does_not() -> None:
    assert is_inn("7707083893")
    assert not is_inn("7707083894")
    assert not is_inn("770708389")
    assert not is_inn("٧٧٠٧٠٨٣٨٩٣")


@pytest.mark.parametrize(
    ("detail", "value"),
    [
        ("name", ""),
        ("name", "Ы" * 161),
        ("inn", "3800000006"),
        ("kpp", "38000100"),
        ("account", "40702810138250123018"),
        ("bank_name", "Б" * 46),
        ("bic", "04452522"),
        ("correspondent_account", "30101810400000000226"),
        ("correspondent_account", ""),
    ],
)
def test_a_wrong_detail_is_named(detail: str, value: str) -> None:
    with pytest.raises(WrongBankDetail) as caught:
        replace(PAYEE, **{detail: value})
    assert (caught.value.detail, caught.value.value) == (detail, value)
