"""What a billing run would post: totals, lines by method, and the largest changes against last month."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from avk_app.domain.period import Period
from avk_app.models import Account, Bill
from avk_app.services.billing_compute import ComputedBill
from avk_app.services.billing_run import simulate_billing
from avk_app.services.billing_slices import RunTotals
from avk_app.services.database import reading
from avk_app.services.id_lists import is_among

LARGEST_CHANGES = 50


@dataclass(frozen=True)
class BillChange:
    """How much more or less an account is charged than the period before."""

    account_number: str
    before_kopecks: int
    now_kopecks: int

    @property
    def difference_kopecks(self) -> int:
        return self.now_kopecks - self.before_kopecks


@dataclass(frozen=True)
class Simulation:
    """The whole run without a row written."""

    totals: RunTotals
    largest_changes: tuple[BillChange, ...]


def simulate_run(
    engine: Engine, period: Period, known_until: datetime, progress: Callable[[int], None]
) -> Simulation:
    """Compute every bill of a period and keep only what a person wants to see before posting."""
    totals, kept = RunTotals(period), []
    for computed, failed in simulate_billing(engine, period, known_until, progress):
        totals.add(computed, failed)
        with reading(engine) as session:
            kept += _changes(session, period, computed)
        kept = nlargest(LARGEST_CHANGES, kept, key=lambda change: abs(change.difference_kopecks))
    return Simulation(totals, tuple(kept))


def _changes(session: Session, period: Period, computed: Sequence[ComputedBill]) -> list[BillChange]:
    now = {bill.account_id: bill.charged_kopecks for bill in computed}
    rows = session.connection().execute(
        select(col(Bill.account_id), col(Account.number), col(Bill.charged_kopecks))
        .join(Account, col(Account.id) == col(Bill.account_id))
        .where(col(Bill.period) == period.plus(-1).code, is_among(col(Bill.account_id), now))
    )
    return [BillChange(number, before, now[account_id]) for account_id, number, before in rows]
