"""A past month computed again with the knowledge of its run, beside what that run posted."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from avk_app.domain.period import Period
from avk_app.errors import DomainError
from avk_app.models import Account, Bill, BillingRun, ChargeLine
from avk_app.services.billing_compute import ComputedBill, compute_bills
from avk_app.services.billing_context import RunContext, make_context
from avk_app.services.billing_run import SLICE_ACCOUNTS, find_known_before
from avk_app.services.billing_write import lines_of
from avk_app.services.bulk import prepare_for_slice, without_collector
from avk_app.services.database import reading
from avk_app.services.id_lists import is_among

Progress = Callable[[int], None]
LineKey = tuple[str, str, int]
"""Kind, service and period of a line."""


class LineFacts(NamedTuple):
    """What a line says: how it was found, how much, at what price, and what it costs."""

    method: str
    volume_litres: int
    rate_kopecks_per_m3: int
    coefficient_hundredths: int
    amount_kopecks: int


Lines = dict[LineKey, LineFacts]


@dataclass(eq=False)
class MonthNotCharged(DomainError):
    """There was no run for the period, so nothing can be compared."""

    period: Period


@dataclass(frozen=True)
class Difference:
    """A line that is not what the facts make; None where there is no such line."""

    account_number: str
    kind: str
    service: str
    period: int
    posted: LineFacts | None
    recomputed: LineFacts | None


@dataclass
class Comparison:
    """How many bills were computed again, and every line that differs."""

    period: Period
    bills: int = 0
    differences: list[Difference] = field(default_factory=list)


def compare_month(engine: Engine, period: Period, progress: Progress = lambda _accounts: None) -> Comparison:
    """Compute every posted bill of a period again. Writes nothing. Raises MonthNotCharged, RowsHaveGap."""
    with reading(engine) as session:
        tries = _billed_accounts(session, period)
        contexts = {known: _context_of_try(session, period, known) for known in tries}
    comparison = Comparison(period, sum(map(len, tries.values())))
    for known, accounts in tries.items():
        for part in _slices(accounts):
            with without_collector(), reading(engine) as session:
                prepare_for_slice(session.connection())
                comparison.differences += _differences(session, contexts[known], part)
            progress(len(part))
    return comparison


def _slices(accounts: dict[int, str]) -> Iterator[dict[int, str]]:
    ids = list(accounts)
    for start in range(0, len(ids), SLICE_ACCOUNTS):
        yield {account_id: accounts[account_id] for account_id in ids[start : start + SLICE_ACCOUNTS]}


def _context_of_try(session: Session, period: Period, known_until: datetime) -> RunContext:
    context = make_context(session, period, known_until, find_known_before(session, period))
    context.is_posted = True
    return context


def _billed_accounts(session: Session, period: Period) -> dict[datetime, dict[int, str]]:
    """The numbers of the accounts by the moment whose knowledge their bill was made with."""
    query = select(col(BillingRun.id)).where(col(BillingRun.period) == period.code)
    if session.connection().scalar(query) is None:
        raise MonthNotCharged(period)
    rows = session.connection().execute(
        select(col(Account.id), col(Account.number), col(Bill.issued_at))
        .join(Bill, col(Bill.account_id) == col(Account.id))
        .where(col(Bill.period) == period.code)
        .order_by(col(Account.id))
    )
    found: dict[datetime, dict[int, str]] = defaultdict(dict)
    for row in rows:
        found[row.issued_at][row.id] = row.number
    return found


def _differences(session: Session, context: RunContext, numbers: dict[int, str]) -> Iterator[Difference]:
    computed, _failed = compute_bills(session, context, list(numbers))
    posted, again = _posted_lines(session, context.period, numbers), _lines_by_account(computed)
    for account_id, number in numbers.items():
        before, now = posted.get(account_id, {}), again.get(account_id, {})
        for key in sorted(before.keys() | now.keys()):
            if before.get(key) != now.get(key):
                yield Difference(number, *key, before.get(key), now.get(key))


def _lines_by_account(computed: Iterable[ComputedBill]) -> dict[int, Lines]:
    return {
        bill.account_id: {
            (line.kind.value, str(line.service), line.period): LineFacts(
                str(line.method),
                line.volume_litres,
                line.rate_kopecks_per_m3,
                line.coefficient_hundredths,
                line.amount_kopecks,
            )
            for line in lines_of(bill)
        }
        for bill in computed
    }


def _posted_lines(session: Session, period: Period, account_ids: Iterable[int]) -> dict[int, Lines]:
    rows = session.connection().execute(
        select(
            col(Bill.account_id),
            col(ChargeLine.kind),
            col(ChargeLine.service),
            col(ChargeLine.period),
            col(ChargeLine.method),
            col(ChargeLine.volume_litres),
            col(ChargeLine.rate_kopecks_per_m3),
            col(ChargeLine.coefficient_hundredths),
            col(ChargeLine.amount_kopecks),
        )
        .join(Bill, col(Bill.id) == col(ChargeLine.bill_id))
        .where(
            col(Bill.period) == period.code,
            is_among(col(Bill.account_id), account_ids),
        )
    )
    found: dict[int, Lines] = defaultdict(dict)
    for row in rows:
        found[row.account_id][row.kind.value, row.service, row.period] = LineFacts(*row[4:])
    return found
