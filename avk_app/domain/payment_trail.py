"""Where the money of each payment went, by the same replay that says what is still owed."""

from collections.abc import Sequence
from itertools import pairwise

from avk_app.domain.debts import BillState, IssuedBill, PaidAmount, replay
from avk_app.domain.settlement import Settled, Settlement


def trails(bills: Sequence[IssuedBill], payments: Sequence[PaidAmount], newest: int) -> list[Settlement]:
    """What the `newest` last payments changed, in the order given (by day, then as they came).

    A payment's part in a bill is what would still be owed without it; of what it paid in advance, bills that
    came since have taken their share. The parts add up to the payment.
    """
    first = max(0, len(payments) - newest)
    stages = [replay(bills, payments[:count]) for count in range(first, len(payments) + 1)]
    paid = (payment.amount_kopecks for payment in payments[first:])
    return [
        _difference(before, after, amount)
        for (before, after), amount in zip(pairwise(stages), paid, strict=True)
    ]


def _difference(before: Sequence[BillState], after: Sequence[BillState], paid_kopecks: int) -> Settlement:
    parts = [
        Settled(
            old.bill.period,
            old.principal_kopecks - new.principal_kopecks,
            old.penalty_kopecks - new.penalty_kopecks,
        )
        for old, new in zip(before, after, strict=True)
    ]
    settled = tuple(part for part in parts if part.principal_kopecks or part.penalty_kopecks)
    spent = sum(part.principal_kopecks + part.penalty_kopecks for part in settled)
    return Settlement(settled, paid_kopecks - spent)
