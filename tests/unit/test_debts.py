"""Payments replayed over bills: what is left adds up, and an advance waits for the next bill."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.debts import IssuedBill, PaidAmount, replay
from avk_app.domain.period import Period

START = Period(2026, 1)


def bill(months: int, principal: int, penalty: int = 0) -> IssuedBill:
    period = START.plus(months)
    issued = period.plus(1).first_day
    return IssuedBill(period, issued, issued + timedelta(days=9), principal, penalty)


def test_an_advance_settles_the_next_bill_on_the_day_it_is_issued() -> None:
    (state,) = replay([bill(0, 300_00)], [PaidAmount(date(2026, 1, 5), 500_00)])
    assert (state.principal_kopecks, state.repayments[0].paid_on) == (0, date(2026, 2, 1))


def test_a_credit_bill_pays_the_ones_after_it() -> None:
    states = replay([bill(0, -100_00), bill(1, 150_00)], [])
    assert [state.principal_kopecks for state in states] == [0, 50_00]


def test_a_payment_keeps_its_own_day() -> None:
    (state,) = replay([bill(0, 300_00)], [PaidAmount(date(2026, 4, 20), 100_00)])
    assert state.principal_kopecks == 200_00
    assert state.repayments[0].paid_on == date(2026, 4, 20)


BILLS = st.lists(st.tuples(st.integers(-50_000, 100_000), st.integers(0, 5_000)), max_size=12)
PAYMENTS = st.lists(
    st.builds(
        PaidAmount,
        st.dates(date(2025, 12, 1), date(2027, 3, 1)),
        st.integers(1, 200_000),
        st.none() | st.integers(0, 11).map(START.plus),
    ),
    max_size=12,
)


@given(BILLS, PAYMENTS)
def test_nothing_is_lost_on_the_way(amounts: list[tuple[int, int]], payments: list[PaidAmount]) -> None:
    bills = [bill(month, principal, penalty) for month, (principal, penalty) in enumerate(amounts)]
    states = replay(bills, payments)
    left = sum(state.principal_kopecks + state.penalty_kopecks for state in states)
    balance = sum(principal + penalty for principal, penalty in amounts)
    balance -= sum(payment.amount_kopecks for payment in payments)
    assert left >= max(0, balance)
    assert all(state.principal_kopecks >= 0 <= state.penalty_kopecks for state in states)
    for state in states:
        repaid = sum(part.amount_kopecks for part in state.repayments)
        assert repaid + state.principal_kopecks == max(0, state.bill.principal_kopecks)
    if left > 0 and balance <= 0:
        raise AssertionError("an advance stood beside a debt")
