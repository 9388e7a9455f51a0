"""Differences between the provider and our books: a list for staff. Nothing is ever put right in silence."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.errors import NotFound
from avk_app.models import PaymentDifference
from avk_app.services import audit
from avk_app.services.access import Actor, may_handle_money
from avk_app.services.console import Console, console_or, session_of

MOST_LISTED = 500
MAX_RESOLUTION_LENGTH = 200


@dataclass(frozen=True)
class Difference:
    """One thing to look at: `subject` is the provider's object, `details` values without personal data."""

    difference_id: int
    code: str
    subject: str
    details: str
    found_at: datetime


def note_difference(
    session: Session, code: str, subject: str, details: str = "", checkout_id: int | None = None
) -> None:
    """Put something on the list, once: the same difference seen again is the same difference."""
    known = select(PaymentDifference.id).where(
        col(PaymentDifference.code) == code, col(PaymentDifference.subject) == subject
    )
    if session.exec(known).first() is not None:
        return
    session.add(
        PaymentDifference(
            code=code, subject=subject, details=details, checkout_id=checkout_id, found_at=clock.now()
        )
    )
    session.flush()


def list_differences(session: Session, actor: Actor | Console) -> list[Difference]:
    """What waits to be looked at, oldest first, at most 500. Others than money staff see nothing."""
    rows = session.exec(
        select(PaymentDifference)
        .where(col(PaymentDifference.resolved_at).is_(None), console_or(may_handle_money, actor))
        .order_by(col(PaymentDifference.id))
        .limit(MOST_LISTED)
    )
    return [Difference(row.id or 0, row.code, row.subject, row.details, row.found_at) for row in rows]


def resolve_difference(session: Session, actor: Actor | Console, difference_id: int, resolution: str) -> None:
    """Strike something off the list, with what was done about it. Raises NotFound."""
    row = session.exec(
        select(PaymentDifference)
        .where(
            col(PaymentDifference.id) == difference_id,
            col(PaymentDifference.resolved_at).is_(None),
            console_or(may_handle_money, actor),
        )
        .with_for_update()
    ).first()
    if row is None:
        raise NotFound("payment_difference")
    staff = session_of(actor)
    row.resolved_at, row.resolved_by = clock.now(), staff.user_id if staff else None
    row.resolution = resolution[:MAX_RESOLUTION_LENGTH]
    audit.record(session, staff, "difference.resolve", "payment_difference", row.id)
