"""Whether each charge line is what its own basis makes, and whether they add up to what the dials show:
derived anew, some accounts at a time."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from avk_app.domain.dials import DialMonth, find_uneven_runs
from avk_app.domain.explanations import Basis, ChargeBasis, PricedVolume, RecalculationBasis, recompute_line
from avk_app.domain.metering import Method
from avk_app.domain.period import Period
from avk_app.models import Bill, ChargeLine
from avk_app.services.billing_basis_reading import read_basis
from avk_app.services.bulk import prepare_for_slice

BATCH_ACCOUNTS = 500
WRONG_LINE = "each line equals its recomputation"
UNEVEN_DIAL = "what a dial shows is charged once"
ServiceMonths = dict[tuple[str, int], "_Standing"]


class _Standing:
    """What is charged for a service and period so far, and what the newest line was made from."""

    volume_litres = 0
    amount_kopecks = 0
    waters: tuple[Any, ...] = ()

    def add(self, row: Any, basis: ChargeBasis | RecalculationBasis) -> bool:
        """Count a line in; False for a recalculation of something else than what was charged."""
        before = (self.volume_litres, self.amount_kopecks)
        self.volume_litres += row.volume_litres
        self.amount_kopecks += row.amount_kopecks
        self.waters = basis.waters
        if isinstance(basis, ChargeBasis):
            return True
        return before == (basis.before.volume_litres, basis.before.amount_kopecks)


def find_broken_lines(session: Session) -> Iterator[tuple[str, int, int]]:
    """What does not hold, of which account, and the line or the first period that shows it."""
    prepare_for_slice(session.connection())
    for rows in _by_account(session):
        months: ServiceMonths = defaultdict(_Standing)
        for row in rows:
            if not _holds(row, months):
                yield WRONG_LINE, row.account_id, row.id
        for period in _uneven(months):
            yield UNEVEN_DIAL, rows[0].account_id, period.code


def _holds(row: Any, months: ServiceMonths) -> bool:
    """A basis that cannot be read proves nothing."""
    price = PricedVolume(Period.from_code(row.period), row.rate_kopecks_per_m3, row.coefficient_hundredths)
    try:
        basis: Basis = read_basis(row.basis)
        recomputed = recompute_line(basis, price)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return False
    follows = True
    if isinstance(basis, ChargeBasis | RecalculationBasis):
        follows = months[row.service, row.period].add(row, basis)
    return follows and recomputed == (row.volume_litres, row.amount_kopecks)


def _uneven(months: ServiceMonths) -> Iterator[Period]:
    by_dial: dict[str, list[DialMonth]] = defaultdict(list)
    for (service, code), standing in sorted(months.items()):
        if all(water.method is Method.METER for water in standing.waters):
            meters = tuple(chain.from_iterable(water.meters for water in standing.waters))
            by_dial[service].append(DialMonth(Period.from_code(code), standing.volume_litres, meters))
    return chain.from_iterable(map(find_uneven_runs, by_dial.values()))


def _by_account(session: Session) -> Iterator[list[Any]]:
    ends = select(func.min(col(Bill.account_id)), func.max(col(Bill.account_id)))
    first, last = session.connection().execute(ends).one()
    for start in range(first, last + 1, BATCH_ACCOUNTS) if first else ():
        for _account_id, rows in groupby(_rows(session, start), attrgetter("account_id")):
            yield list(rows)


def _rows(session: Session, first_account: int) -> Sequence[Any]:
    query = (
        select(
            col(ChargeLine.id),
            col(Bill.account_id),
            col(ChargeLine.service),
            col(ChargeLine.period),
            col(ChargeLine.volume_litres),
            col(ChargeLine.rate_kopecks_per_m3),
            col(ChargeLine.coefficient_hundredths),
            col(ChargeLine.amount_kopecks),
            col(ChargeLine.basis),
        )
        .join(Bill, col(Bill.id) == col(ChargeLine.bill_id))
        .where(col(Bill.account_id).between(first_account, first_account + BATCH_ACCOUNTS - 1))
        .order_by(col(Bill.account_id), col(ChargeLine.id))
    )
    return session.connection().execute(query).all()
