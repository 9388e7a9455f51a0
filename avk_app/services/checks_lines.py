"""Whether each charge line is what its own basis makes: derived anew, a batch at a time."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from avk_app.domain.explanations import PricedVolume, recompute_line
from avk_app.domain.period import Period
from avk_app.models import Bill, ChargeLine
from avk_app.services.billing_basis_reading import read_basis

BATCH_LINES = 5_000


def find_wrong_lines(session: Session) -> Iterator[tuple[int, int]]:
    """Account and id of each line whose volume or amount is not what its basis gives."""
    after = 0
    while rows := _next_rows(session, after):
        for row in rows:
            if not _holds(row):
                yield row.account_id, row.id
        after = rows[-1].id


def _holds(row: Any) -> bool:
    """A basis that cannot be read proves nothing."""
    price = PricedVolume(Period.from_code(row.period), row.rate_kopecks_per_m3, row.coefficient_hundredths)
    try:
        recomputed = recompute_line(read_basis(row.basis), price)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return False
    return recomputed == (row.volume_litres, row.amount_kopecks)


def _next_rows(session: Session, after: int) -> list[Any]:
    query = (
        select(
            col(ChargeLine.id),
            col(Bill.account_id),
            col(ChargeLine.period),
            col(ChargeLine.volume_litres),
            col(ChargeLine.rate_kopecks_per_m3),
            col(ChargeLine.coefficient_hundredths),
            col(ChargeLine.amount_kopecks),
            col(ChargeLine.basis),
        )
        .join(Bill, col(Bill.id) == col(ChargeLine.bill_id))
        .where(col(ChargeLine.id) > after)
        .order_by(col(ChargeLine.id))
        .limit(BATCH_LINES)
    )
    return list(session.connection().execute(query))
