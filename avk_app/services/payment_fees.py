"""Fees of the payment channels: dated rows of the shipped table, never edited."""

from datetime import date
from pathlib import Path

from sqlmodel import Session, col, select

from avk_app.config import PROJECT_DIR
from avk_app.domain.dated import row_in_force
from avk_app.domain.payments import FeeTerms
from avk_app.models import PaymentFee
from avk_app.models.payments import PaymentChannel
from avk_app.services.dated_rows import append_missing, is_yes, optional_date, read_table

FEES_FILE = PROJECT_DIR / "avk_app" / "data" / "fees.csv"


def load_fees(session: Session, path: Path = FEES_FILE) -> int:
    """Append the fees that the database misses. Raises RowChanged when one was changed."""
    return append_missing(session, read_table(path, _parse), lambda row: (row.channel, row.valid_from))


def get_fee_terms(session: Session, channel: PaymentChannel, on_day: date) -> FeeTerms:
    """What a channel adds on a day. Raises RowsHaveGap, RowsOverlap."""
    rows = session.exec(select(PaymentFee).where(col(PaymentFee.channel) == channel)).all()
    return _terms(row_in_force(rows, on_day, channel))


def list_fee_terms(session: Session, on_day: date) -> dict[PaymentChannel, FeeTerms]:
    """What each channel adds on a day, in one query. Raises RowsHaveGap, RowsOverlap."""
    rows = session.exec(select(PaymentFee)).all()
    return {
        channel: _terms(row_in_force([row for row in rows if row.channel is channel], on_day, channel))
        for channel in PaymentChannel
    }


def _terms(row: PaymentFee) -> FeeTerms:
    return FeeTerms(row.basis_points, row.minimum_kopecks, row.is_sample)


def _parse(line: dict[str, str]) -> PaymentFee:
    return PaymentFee(
        channel=PaymentChannel(line["channel"]),
        basis_points=int(line["basis_points"]),
        minimum_kopecks=int(line["minimum_kopecks"]),
        valid_from=date.fromisoformat(line["valid_from"]),
        valid_until=optional_date(line["valid_until"]),
        act=line["act"],
        is_sample=is_yes(line["is_sample"]),
    )
