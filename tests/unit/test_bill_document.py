"""A bill equals its lines, or there is no bill."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.bill_document import BillDoesNotAddUp, BillLine, BillPayment, BillRecalculation
from avk_app.domain.bill_document import RecalculationReason as Reason
from avk_app.domain.billing import ChargedService
from avk_app.domain.charges import charge_kopecks
from avk_app.domain.metering import Method
from avk_app.domain.period import Period
from tests.bill_documents import make_bill

KOPECKS = st.integers(-(10**9), 10**9)


@st.composite
def bill_lines(draw: st.DrawFn) -> BillLine:
    volume, rate = draw(st.integers(0, 10**6)), draw(st.integers(1, 10**5))
    coefficient = draw(st.sampled_from([100, 150, 300]))
    amount = charge_kopecks(volume, rate, coefficient)
    service, method = draw(st.sampled_from(ChargedService)), draw(st.sampled_from(Method))
    return BillLine(service, method, volume, rate, coefficient, amount)


@given(
    lines=st.lists(bill_lines(), max_size=6),
    changes=st.lists(KOPECKS, max_size=4),
    paid=st.lists(st.integers(1, 10**8), max_size=4),
    opening=KOPECKS,
    penalty=st.integers(0, 10**6),
)
def test_a_bill_made_of_its_parts_adds_up(
    lines: list[BillLine], changes: list[int], paid: list[int], opening: int, penalty: int
) -> None:
    water, before = ChargedService.WATER, Period(2026, 8)
    bill = make_bill(
        opening,
        penalty,
        lines=tuple(lines),
        recalculations=tuple(BillRecalculation(water, before, Reason.READING, 0, c) for c in changes),
        payments=tuple(BillPayment(date(2026, 10, 9), amount) for amount in paid),
    )
    expected = opening + sum(line.amount_kopecks for line in lines) + sum(changes) + penalty - sum(paid)
    assert bill.sums.due_kopecks == expected


@given(off_by=st.integers(-1000, 1000).filter(bool))
@pytest.mark.parametrize("name", ["opening", "charged", "penalty", "paid", "due"])
def test_any_other_sum_is_refused(name: str, off_by: int) -> None:
    bill = make_bill()
    field = f"{name}_kopecks"
    wrong = replace(bill.sums, **{field: getattr(bill.sums, field) + off_by})
    with pytest.raises(BillDoesNotAddUp) as caught:
        replace(bill, sums=wrong)
    assert caught.value.stated_kopecks != caught.value.computed_kopecks
    assert caught.value.number == bill.number


def test_a_line_that_its_volume_and_rate_do_not_make_is_refused() -> None:
    line = BillLine(ChargedService.WATER, Method.METER, 7412, 2085, 100, 15455)
    with pytest.raises(BillDoesNotAddUp) as caught:
        make_bill(lines=(line,))
    assert (caught.value.name, caught.value.stated_kopecks, caught.value.computed_kopecks) == (
        "line water",
        15455,
        15454,
    )
