"""Receipts: their lines add up, their numbers are read as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.receipts import (
    ItemSubject,
    ReceiptSums,
    SettlementSign,
    advance_kopecks,
    receipt_items,
    receipt_number,
    receipt_number_in,
    vat_kopecks,
)

AMOUNTS = st.integers(1, 10**8)


@given(AMOUNTS, st.integers(0, 10**8), st.integers(0, 10**6))
def test_lines_add_up_to_the_total_and_advance_to_advance(amount: int, ahead: int, fee: int) -> None:
    sums = ReceiptSums(amount, min(amount, ahead), fee, 22)
    items = receipt_items(sums)
    assert sum(item.amount_kopecks for item in items) == sums.total_kopecks == amount + fee
    advance = [item.amount_kopecks for item in items if item.sign is SettlementSign.ADVANCE]
    assert sum(advance) == sums.advance_kopecks
    assert all(item.amount_kopecks > 0 for item in items)


@given(st.integers(-(10**8), 10**8), AMOUNTS)
def test_an_advance_is_what_the_payment_left_over_what_was_owed(before: int, amount: int) -> None:
    owed = max(0, before)
    assert advance_kopecks(before - amount, amount) == amount - min(owed, amount)


def test_the_fee_has_no_vat_of_ours() -> None:
    items = receipt_items(ReceiptSums(421_25, 0, 4_21, 22))
    assert [(item.subject, item.vat_kopecks) for item in items] == [
        (ItemSubject.UTILITIES, 75_96),
        (ItemSubject.FEE, None),
    ]
    assert vat_kopecks(ReceiptSums(421_25, 0, 4_21, 22)) == 75_96


@given(st.integers(2020, 2099), st.integers(1, 10**10 - 1), st.integers(0, 999))
def test_a_number_is_read_back_however_it_is_spaced(year: int, payment_id: int, part: int) -> None:
    number = receipt_number(year, payment_id, part)
    assert receipt_number_in(number) == number
    assert receipt_number_in(f" {number.replace('-', ' - ')} ") == number
    assert receipt_number_in(number.replace("-", "", 1)) == number


@pytest.mark.parametrize(
    "typed", ["", "2026", "2026-123", "x" * 5000, "2026-٠٠٠٠٠٠٠١", "\x00", "1826-00000001"]
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert receipt_number_in(typed) is None
