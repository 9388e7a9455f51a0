"""What bills charged and credited so far, month by month."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

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


def load_charged(
    session: Session, account_ids: Collection[int], before: Period | None
) -> dict[int, ChargedSoFar]:
    """What was charged for each service and period so far; the method is that of the newest line.

    With `before` only what was charged until the bill of that period was posted.
    """
    if not account_ids:
        return {}
    query = (
        select(
            col(StoredLine.account_id),
            col(StoredLine.service),
            col(StoredLine.period),
            col(StoredLine.volume_litres),
            col(StoredLine.amount_kopecks),
            col(StoredLine.method),
        )
        .where(
            is_among(col(StoredLine.account_id), account_ids),
            col(StoredLine.kind).in_([LineKind.CHARGE, LineKind.RECALCULATION]),
        )
        .order_by(col(StoredLine.id))
    )
    found: dict[int, dict[ServiceMonth, Charged]] = defaultdict(dict)
    rows = session.connection().execute(_until_bill_of(query, before)).all()
    for account_id, service, code, volume, amount, method in rows:
        key = (ChargedService(service), Period.from_code(code))
        so_far = found[account_id].get(key, Charged(0, 0, Method.METER))
        found[account_id][key] = Charged(
            so_far.volume_litres + volume, so_far.amount_kopecks + amount, Method(method)
        )
    return dict(found)


def load_credited(
    session: Session, account_ids: Collection[int], before: Period | None
) -> dict[int, dict[ServiceMonth, int]]:
    """What was taken off so far for hours without a service, in kopecks. `before` as above."""
    if not account_ids:
        return {}
    query = select(
        col(StoredLine.account_id),
        col(StoredLine.service),
        col(StoredLine.period),
        col(StoredLine.amount_kopecks),
    ).where(is_among(col(StoredLine.account_id), account_ids), col(StoredLine.kind) == LineKind.CREDIT)
    found: dict[int, dict[ServiceMonth, int]] = defaultdict(dict)
    for account_id, service, code, amount in (
        session.connection().execute(_until_bill_of(query, before)).all()
    ):
        key = (ChargedService(service), Period.from_code(code))
        found[account_id][key] = found[account_id].get(key, 0) - amount
    return dict(found)


def load_charged_penalties(
    session: Session, account_ids: Collection[int], before: Period | None
) -> dict[tuple[int, Period], int]:
    """What was charged so far for the delay of each account's bills, in kopecks. `before` as above."""
    query = select(col(StoredLine.account_id), col(StoredLine.period), col(StoredLine.amount_kopecks)).where(
        is_among(col(StoredLine.account_id), account_ids), col(StoredLine.kind) == LineKind.PENALTY
    )
    found: dict[tuple[int, Period], int] = defaultdict(int)
    for account_id, code, amount in session.connection().execute(_until_bill_of(query, before)).all():
        found[account_id, Period.from_code(code)] += amount
    return found


def _until_bill_of(query: Any, before: Period | None) -> Any:
    if before is None:
        return query
    own = (col(Bill.account_id) == col(StoredLine.account_id)) & (col(Bill.period) == before.code)
    return query.join(Bill, own).where(col(StoredLine.bill_id) < col(Bill.id))
