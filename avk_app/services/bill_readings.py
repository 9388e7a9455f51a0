"""The meters of a bill and how the readings it was made from came, in one query."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import Session, col

from avk_app.domain.explanations import PenaltyBasis
from avk_app.domain.interruptions import CreditBasis
from avk_app.domain.period import Period
from avk_app.domain.readings import acceptance_number
from avk_app.models import Meter, Reading
from avk_app.services.bill_page_result import BilledMeterName, ExplainedLine, ReadingKey, ReadingProof

BillMeters = tuple[dict[int, BilledMeterName], dict[ReadingKey, ReadingProof]]


def load_meters_and_readings(session: Session, account_id: int, lines: Sequence[ExplainedLine]) -> BillMeters:
    """All meters of the account, and the readings that these lines name: replaced later or not."""
    codes = {period.code for line in lines for period in _periods(line)}
    query: Any = (
        select(
            col(Meter.id).label("own_id"),
            col(Meter.kind),
            col(Meter.place),
            col(Meter.serial),
            col(Meter.digits),
            col(Meter.installed_on),
            col(Meter.verification_due_on),
            col(Reading.period),
            col(Reading.value_litres),
            col(Reading.taken_on),
            col(Reading.received_at),
            col(Reading.source),
            col(Reading.submission_id),
        )
        .outerjoin(Reading, and_(col(Reading.meter_id) == col(Meter.id), col(Reading.period).in_(codes)))
        .where(col(Meter.account_id) == account_id)
        .order_by(col(Meter.id), col(Reading.id))
    )
    rows = list(session.connection().execute(query))
    meters = {row.own_id: _name(row) for row in rows}
    return meters, {_key(row): _proof(row) for row in rows if row.period is not None}


def _periods(line: ExplainedLine) -> Iterator[Period]:
    if isinstance(line.basis, PenaltyBasis | CreditBasis):
        return
    for water in line.basis.waters:
        for meter in water.meters:
            yield meter.since.period
            yield meter.until.period


def _name(row: Any) -> BilledMeterName:
    return BilledMeterName(
        row.own_id,
        row.kind,
        row.place,
        row.serial,
        row.digits,
        row.installed_on,
        row.verification_due_on,
    )


def _key(row: Any) -> ReadingKey:
    return row.own_id, Period.from_code(row.period), row.value_litres


def _proof(row: Any) -> ReadingProof:
    number = acceptance_number(Period.from_code(row.period), row.submission_id) if row.submission_id else ""
    return ReadingProof(row.taken_on, row.received_at, row.source, number)
