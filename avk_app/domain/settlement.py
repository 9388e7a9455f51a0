"""What a payment settles: the period the payer names, else the oldest debt first; principal before
penalty; the rest is an advance (Housing Code art. 155; Civil Code art. 319, 319.1, 522)."""

from collections.abc import Sequence
from typing import NamedTuple

from avk_app.domain.period import Period


class Debt(NamedTuple):
    """What is still owed for one period."""

    period: Period
    principal_kopecks: int
    penalty_kopecks: int


class Settled(NamedTuple):
    """What of one period's debt a payment covers."""

    period: Period
    principal_kopecks: int
    penalty_kopecks: int


class Settlement(NamedTuple):
    """Parts that add up to the payment exactly."""

    settled: tuple[Settled, ...]
    advance_kopecks: int


def settle(amount_kopecks: int, debts: Sequence[Debt], named_period: Period | None = None) -> Settlement:
    """Spread a payment over debts. All principal comes before any penalty, each in the same order."""
    ordered = sorted(debts, key=lambda debt: (debt.period != named_period, debt.period))
    left, principal = _spend(amount_kopecks, [debt.principal_kopecks for debt in ordered])
    left, penalty = _spend(left, [debt.penalty_kopecks for debt in ordered])
    settled = tuple(
        Settled(debt.period, paid_principal, paid_penalty)
        for debt, paid_principal, paid_penalty in zip(ordered, principal, penalty, strict=True)
        if paid_principal or paid_penalty
    )
    return Settlement(settled, left)


def _spend(amount_kopecks: int, owed: Sequence[int]) -> tuple[int, list[int]]:
    spent = []
    for kopecks in owed:
        part = min(amount_kopecks, kopecks)
        amount_kopecks -= part
        spent.append(part)
    return amount_kopecks, spent
