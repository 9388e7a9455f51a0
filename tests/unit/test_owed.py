"""What is owed by period adds up to the balance, and so do the parts of each payment."""

from datetime import date

from hypothesis import given

from avk_app.domain.debts import PaidAmount, replay
from avk_app.domain.owed import Owed, owed_by_period
from avk_app.domain.payment_trail import trails
from avk_app.domain.settlement import Debt, Settled, Settlement
from tests.unit.test_debts import BILLS, PAYMENTS, START, bill


def _sum(owed: Owed) -> int:
    return owed.unexplained_kopecks + sum(d.principal_kopecks + d.penalty_kopecks for d in owed.debts)


@given(BILLS, PAYMENTS)
def test_debts_add_up_to_the_balance(amounts: list[tuple[int, int]], payments: list[PaidAmount]) -> None:
    bills = [bill(month, principal, penalty) for month, (principal, penalty) in enumerate(amounts)]
    balance = sum(map(sum, amounts)) - sum(payment.amount_kopecks for payment in payments)
    owed = owed_by_period(replay(bills, payments), balance)
    assert _sum(owed) == max(0, balance)
    assert owed.unexplained_kopecks == 0
    assert [debt.period for debt in owed.debts] == sorted(debt.period for debt in owed.debts)


def test_a_penalty_taken_back_settles_what_is_owed() -> None:
    states = replay([bill(0, 100_00), bill(1, 50_00, -3_00)], [])
    assert owed_by_period(states, 147_00).debts == (
        Debt(START, 97_00, 0),
        Debt(START.plus(1), 50_00, 0),
    )


def test_a_charge_undone_by_hand_settles_what_is_owed_and_an_extra_one_stands_apart() -> None:
    states = replay([bill(0, 100_00)], [])
    assert owed_by_period(states, 60_00) == Owed((Debt(START, 60_00, 0),))
    assert owed_by_period(states, 130_00) == Owed((Debt(START, 100_00, 0),), 30_00)


def test_an_advance_leaves_no_debts() -> None:
    states = replay([bill(0, 100_00)], [PaidAmount(date(2026, 2, 5), 150_00)])
    assert owed_by_period(states, -50_00) == Owed(())


@given(BILLS, PAYMENTS)
def test_where_each_payment_went_adds_up(amounts: list[tuple[int, int]], payments: list[PaidAmount]) -> None:
    bills = [bill(month, principal, penalty) for month, (principal, penalty) in enumerate(amounts)]
    numbered = [payment._replace(payment_id=number) for number, payment in enumerate(payments)]
    found = trails(bills, numbered)
    for payment in numbered:
        trail = found[payment.payment_id]
        parts = [
            part for settled in trail.settled for part in (settled.principal_kopecks, settled.penalty_kopecks)
        ]
        assert sum(parts) + trail.advance_kopecks == payment.amount_kopecks
        assert min(parts, default=0) >= 0 <= trail.advance_kopecks


def test_an_advance_is_followed_to_the_bill_it_paid() -> None:
    bills = [bill(0, 100_00), bill(1, 80_00, 1_00)]
    paid = [
        PaidAmount(date(2026, 2, 5), 150_00, payment_id=1),
        PaidAmount(date(2026, 3, 5), 50_00, payment_id=2),
    ]
    assert trails(bills, paid) == {
        1: Settlement((Settled(START, 100_00, 0), Settled(START.plus(1), 50_00, 0)), 0),
        2: Settlement((Settled(START.plus(1), 30_00, 1_00),), 19_00),
    }


def test_a_payment_that_went_back_settles_nothing_and_the_others_what_they_did() -> None:
    bills = [bill(0, 100_00), bill(1, 80_00)]
    paid = [
        PaidAmount(date(2026, 2, 5), 100_00, payment_id=1),
        PaidAmount(date(2026, 3, 5), 80_00, payment_id=2),
        PaidAmount(date(2026, 4, 5), -100_00, payment_id=1),
    ]
    assert trails(bills, paid) == {2: Settlement((Settled(START.plus(1), 80_00, 0),), 0)}
