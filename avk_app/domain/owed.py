"""What an account owes by period, so that it adds up to the balance of its ledger."""

from collections.abc import Iterable
from dataclasses import dataclass

from avk_app.domain.debts import BillState
from avk_app.domain.settlement import Debt, Settled, settle


@dataclass(frozen=True)
class Owed:
    """Debts, oldest first. They and `unexplained_kopecks` add up to the balance while it is positive;
    a negative balance is an advance and leaves no debts."""

    debts: tuple[Debt, ...]
    unexplained_kopecks: int = 0


def owed_by_period(states: Iterable[BillState], balance_kopecks: int) -> Owed:
    """Split a balance over the bills as payments left them.

    What bills took back (a penalty that was too high) stands as a credit beside them until money comes in;
    here it settles the debts at once. What no bill asks for is an entry made by hand.
    """
    debts = [
        Debt(state.bill.period, state.principal_kopecks, max(0, state.penalty_kopecks)) for state in states
    ]
    credit = sum(debt.principal_kopecks + debt.penalty_kopecks for debt in debts) - balance_kopecks
    settled = {part.period: part for part in settle(max(0, credit), debts).settled}
    left = (_less(debt, settled[debt.period]) if debt.period in settled else debt for debt in debts)
    unpaid = tuple(debt for debt in left if debt.principal_kopecks or debt.penalty_kopecks)
    return Owed(unpaid, max(0, -credit))


def _less(debt: Debt, part: Settled) -> Debt:
    return Debt(
        debt.period,
        debt.principal_kopecks - part.principal_kopecks,
        debt.penalty_kopecks - part.penalty_kopecks,
    )
