"""What bills charged and credited so far, month by month."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from avk_app.domain.billing import ChargedService
from avk_app.domain.interruptions import ServiceMonth
from avk_app.domain.metering import Method
from avk_app.domain.period import Period
from avk_app.domain.recalculation import Charged
from avk_app.models import Bill
from avk_app.models import ChargeLine as StoredLine
from avk_app.models.billing import LineKind
from avk_app.services.id_lists import is_among

ChargedSoFar = Mapping[ServiceMonth, Charged]


class Before(NamedTuple):
    """What counts as charged before the bill of a period: the months before it, in whatever bill, for one
    that failed may be charged after later ones. Once it `is_posted`, only what was posted before it.
    """

    period: Period
    is_posted: bool


def load_charged(session: Session, account_ids: Collection[int], before: Before) -> dict[int, ChargedSoFar]:
    """What was charged for each service and period so far; the method is that of the newest line."""
    kinds = (LineKind.CHARGE, LineKind.RECALCULATION)
    found: dict[int, dict[ServiceMonth, Charged]] = defaultdict(dict)
    for account_id, line in _lines_so_far(session, account_ids, before, *kinds):
        key = (ChargedService(line.service), Period.from_code(line.period))
        so_far = found[account_id].get(key, Charged(0, 0, Method.METER))
        found[account_id][key] = Charged(
            so_far.volume_litres + line.volume_litres,
            so_far.amount_kopecks + line.amount_kopecks,
            Method(line.method),
        )
    return dict(found)


def load_credited(
    session: Session, account_ids: Collection[int], before: Before
) -> dict[int, dict[ServiceMonth, int]]:
    """What was taken off so far for hours without a service, in kopecks."""
    found: dict[int, dict[ServiceMonth, int]] = defaultdict(dict)
    for account_id, line in _lines_so_far(session, account_ids, before, LineKind.CREDIT):
        key = (ChargedService(line.service), Period.from_code(line.period))
        found[account_id][key] = found[account_id].get(key, 0) - line.amount_kopecks
    return dict(found)


def load_charged_penalties(
    session: Session, account_ids: Collection[int], before: Before
) -> dict[tuple[int, Period], int]:
    """What was charged so far for the delay of each account's bills, in kopecks."""
    found: dict[tuple[int, Period], int] = defaultdict(int)
    for account_id, line in _lines_so_far(session, account_ids, before, LineKind.PENALTY):
        found[account_id, Period.from_code(line.period)] += line.amount_kopecks
    return found


def _lines_so_far(
    session: Session, account_ids: Collection[int], before: Before, *kinds: LineKind
) -> Iterator[tuple[int, Any]]:
    """Lines of these kinds, in the order they were written, each with its account.

    Bills first, then their lines: asked for both at once, a database without statistics may read the
    lines of the whole city.
    """
    owners = _bills_so_far(session, account_ids, before)
    if not owners:
        return
    query = (
        select(
            col(StoredLine.bill_id),
            col(StoredLine.service),
            col(StoredLine.period),
            col(StoredLine.volume_litres),
            col(StoredLine.amount_kopecks),
            col(StoredLine.method),
        )
        .where(
            is_among(col(StoredLine.bill_id), owners),
            col(StoredLine.kind).in_(kinds),
            col(StoredLine.period) < before.period.code,
        )
        .order_by(col(StoredLine.id))
    )
    for line in session.connection().execute(query).all():
        yield owners[line.bill_id], line


def _bills_so_far(session: Session, account_ids: Collection[int], before: Before) -> dict[int, int]:
    """The account of each bill that was posted before the one of a period; of all while it is not."""
    if not account_ids:
        return {}
    query = select(col(Bill.id), col(Bill.account_id), col(Bill.period)).where(
        is_among(col(Bill.account_id), account_ids)
    )
    rows: Sequence[Any] = session.connection().execute(query).all()
    if not before.is_posted:
        return {bill_id: account_id for bill_id, account_id, _period in rows}
    limits = {account_id: bill_id for bill_id, account_id, code in rows if code == before.period.code}
    return {
        bill_id: account_id for bill_id, account_id, _period in rows if bill_id < limits.get(account_id, 0)
    }
