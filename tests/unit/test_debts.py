"""Payments replayed over bills: what is left adds up, and an advance waits for the next bill."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.debts import IssuedBill, PaidAmount, replay
from avk_app.domain.penalties import Repayment
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


def test_money_that_goes_back_is_taken_from_the_advance_first() -> None:
    paid, back = PaidAmount(date(2026, 2, 5), 500_00), PaidAmount(date(2026, 2, 7), -150_00)
    (state,) = replay([bill(0, 300_00)], [back, paid])
    assert state.principal_kopecks == 0
    assert [part.amount_kopecks for part in state.repayments] == [300_00]


def test_a_bill_whose_money_went_back_is_owed_again_from_that_day_on() -> None:
    paid, back = PaidAmount(date(2026, 3, 5), 260_00), PaidAmount(date(2026, 3, 9), -160_00)
    older, newer = replay([bill(0, 100_00, 5_00), bill(1, 200_00)], [paid, back])
    assert (older.principal_kopecks, newer.principal_kopecks) == (0, 200_00)
    assert newer.repayments[-1] == Repayment(date(2026, 3, 9), -160_00)


def test_a_refund_of_the_same_day_comes_after_its_payment() -> None:
    (state,) = replay([bill(0, 100)], [PaidAmount(date(2026, 2, 5), -100), PaidAmount(date(2026, 2, 5), 100)])
    assert state.principal_kopecks == 100


def test_a_refund_undoes_its_own_payment() -> None:
    named = START.plus(1)
    paid = [
        PaidAmount(date(2026, 3, 5), 100, START, 1),
        PaidAmount(date(2026, 3, 6), 100, named, 2),
        PaidAmount(date(2026, 4, 6), -60, payment_id=1),
    ]
    older, newer = replay([bill(0, 100), bill(1, 100)], paid)
    assert (older.principal_kopecks, newer.principal_kopecks) == (60, 0)
    assert older.repayments == [Repayment(date(2026, 3, 5), 100), Repayment(date(2026, 4, 6), -60)]


def test_what_others_paid_in_advance_settles_what_is_owed_again() -> None:
    paid = [
        PaidAmount(date(2026, 2, 5), 100, payment_id=1),
        PaidAmount(date(2026, 2, 6), 40, payment_id=2),
        PaidAmount(date(2026, 4, 6), -100, payment_id=1),
    ]
    (state,) = replay([bill(0, 100)], paid)
    assert state.principal_kopecks == 60
    assert state.repayments[1:] == [Repayment(date(2026, 4, 6), -100), Repayment(date(2026, 4, 6), 40)]


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


@given(BILLS, PAYMENTS, st.data())
def test_what_went_back_was_never_paid_in_the_end(
    amounts: list[tuple[int, int]], payments: list[PaidAmount], data: st.DataObject
) -> None:
    bills = [bill(month, principal, penalty) for month, (principal, penalty) in enumerate(amounts)]
    end = date(2027, 4, 1)
    paid = [payment._replace(payment_id=number) for number, payment in enumerate(payments)]
    back = [
        PaidAmount(
            end,
            -data.draw(st.integers(1, payment.amount_kopecks), "back"),
            payment_id=payment.payment_id,
        )
        for payment in paid
    ]
    states = replay(bills, [*paid, *back])
    kept = sum(part.amount_kopecks for part in [*paid, *back])
    credit = sum(max(0, -principal) for principal, _penalty in amounts)
    owed = sum(max(0, principal) + penalty for principal, penalty in amounts)
    left = sum(state.principal_kopecks + state.penalty_kopecks for state in states)
    assert left == max(0, owed - credit - kept)
