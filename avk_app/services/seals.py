"""The hash chain over posted entries: what was sealed cannot be changed unseen, triggers or not."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import String, cast, select, text, type_coerce
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from avk_app import clock
from avk_app.domain.ledger import next_seal
from avk_app.models import LedgerEntry, LedgerSeal

_SEALED = tuple(
    type_coerce(column, String)
    for column in (
        col(LedgerEntry.id),
        col(LedgerEntry.account_id),
        col(LedgerEntry.sequence),
        col(LedgerEntry.kind),
        col(LedgerEntry.debit),
        col(LedgerEntry.credit),
        col(LedgerEntry.amount_kopecks),
        col(LedgerEntry.balance_after_kopecks),
        col(LedgerEntry.period),
        cast(col(LedgerEntry.effective_on), String),
        col(LedgerEntry.charge_line_id),
        col(LedgerEntry.payment_id),
        col(LedgerEntry.reverses_id),
        col(LedgerEntry.refund_id),
    )
)
"""As they are stored, the same from each database: enums by the million would be made for nothing."""
_ROWS_AT_ONCE = 10_000


def seal_entries(session: Session) -> LedgerSeal | None:
    """Add a link over all entries since the last one; None when there are none.

    Writers wait meanwhile: an entry that commits later with a smaller id would slip under the seal.
    """
    _hold_writers(session)
    last = session.exec(select_rows(LedgerSeal).order_by(col(LedgerSeal.id).desc()).limit(1)).first()
    first_id, previous = (last.last_entry_id, last.hash) if last else (0, "")
    newest = session.exec(select_rows(LedgerEntry.id).order_by(col(LedgerEntry.id).desc()).limit(1)).first()
    if newest is None or newest <= first_id:
        return None
    seal = LedgerSeal(
        last_entry_id=newest,
        previous_hash=previous,
        hash=next_seal(previous, _entries(session, first_id, newest)),
        sealed_at=clock.now(),
    )
    session.add(seal)
    session.flush()
    return seal


def find_broken_seals(session: Session) -> list[int]:
    """The ids of the links that the entries do not answer for any more, or that do not follow the last."""
    broken, previous, first_id = [], "", 0
    for seal in session.exec(select_rows(LedgerSeal).order_by(col(LedgerSeal.id))).all():
        expected = next_seal(previous, _entries(session, first_id, seal.last_entry_id))
        if seal.previous_hash != previous or seal.hash != expected:
            broken.append(seal.id or 0)
        previous, first_id = seal.hash, seal.last_entry_id
    return broken


def _entries(session: Session, after: int, until: int) -> Iterator[tuple[Any, ...]]:
    query = (
        select(*_SEALED)
        .where(col(LedgerEntry.id) > after, col(LedgerEntry.id) <= until)
        .order_by(col(LedgerEntry.id))
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    return map(tuple, session.connection().execute(query))


def _hold_writers(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("LOCK TABLE ledger_entry IN SHARE MODE"))
