"""What a payment settles: order, and parts that add up."""

from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.period import Period
from avk_app.domain.settlement import Debt, settle

AUGUST, SEPTEMBER = Period(2026, 8), Period(2026, 9)
DEBTS = [Debt(SEPTEMBER, 300, 5), Debt(AUGUST, 200, 20)]


def test_the_oldest_debt_comes_first() -> None:
    settlement = settle(250, DEBTS)
    assert [(part.period, part.principal_kopecks) for part in settlement.settled] == [
        (AUGUST, 200),
        (SEPTEMBER, 50),
    ]


def test_the_period_that_the_payer_names_comes_before_older_ones() -> None:
    assert settle(300, DEBTS, SEPTEMBER).settled[0].period == SEPTEMBER


def test_principal_comes_before_penalty() -> None:
    settlement = settle(505, DEBTS)
    assert sum(part.principal_kopecks for part in settlement.settled) == 500
    assert [part.penalty_kopecks for part in settlement.settled] == [5, 0]


def test_the_rest_is_an_advance() -> None:
    assert settle(600, DEBTS).advance_kopecks == 75


KOPECKS = st.integers(0, 10**7)
MONTHS = st.integers(0, 40).map(lambda months: Period(2024, 1).plus(months))
ANY_DEBTS = st.lists(st.builds(Debt, MONTHS, KOPECKS, KOPECKS), unique_by=lambda debt: debt.period)


@given(st.integers(0, 10**8), ANY_DEBTS, st.none() | MONTHS)
def test_the_parts_add_up_and_nothing_is_settled_twice(
    amount: int, debts: list[Debt], named: Period | None
) -> None:
    settlement = settle(amount, debts, named)
    parts = sum(part.principal_kopecks + part.penalty_kopecks for part in settlement.settled)
    assert parts + settlement.advance_kopecks == amount
    owed = {debt.period: debt for debt in debts}
    for part in settlement.settled:
        assert part.principal_kopecks <= owed[part.period].principal_kopecks
        assert part.penalty_kopecks <= owed[part.period].penalty_kopecks
    if settlement.advance_kopecks:
        assert parts == sum(debt.principal_kopecks + debt.penalty_kopecks for debt in debts)
