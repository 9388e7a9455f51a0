"""Work for the outside world that waits in a table: workers of many processes claim it, one worker a row.

A claim is committed before the work begins and hides the row from the others until it ends. A worker that
dies leaves a claim that ends by itself; the work is then done a second time, so whoever does it must
recognise it.
"""

from sqlmodel import Session, col, select, update

from avk_app import clock
from avk_app.domain.retries import CLAIM_LIFETIME
from avk_app.models import Letter, Receipt

MAX_ERROR_LENGTH = 200
Waiting = type[Letter] | type[Receipt]


def is_due(session: Session, table: Waiting) -> bool:
    """Whether there is anything to claim; reads only."""
    due = select(table.id).where(col(table.next_attempt_at) <= clock.now()).limit(1)
    return session.exec(due).first() is not None


def claim_next(session: Session, table: Waiting) -> int | None:
    """The id of the row that waits longest, unless another worker has it. The caller commits at once."""
    now = clock.now()
    longest_waiting = (
        select(table.id)
        .where(col(table.next_attempt_at) <= now)
        .order_by(col(table.next_attempt_at), col(table.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    claimed = session.exec(
        update(table)
        .where(col(table.id) == longest_waiting.scalar_subquery())
        .values(attempts=col(table.attempts) + 1, next_attempt_at=now + CLAIM_LIFETIME)
        .returning(col(table.id))
        .execution_options(synchronize_session=False)
    ).first()
    return claimed[0] if claimed else None
