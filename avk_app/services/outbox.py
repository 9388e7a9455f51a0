"""The outbox's queue: workers of many processes claim letters, one worker a letter.

A claim is committed before the letter is handed over and hides it from the others until it ends. A
worker that dies between sending and `mark_sent` leaves a claim that ends by itself; the letter then
goes out a second time, with the same Message-ID. So a letter is sent at least once, and once only as
long as nobody dies in that moment.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select, update

from avk_app import clock
from avk_app.domain.letters import CLAIM_LIFETIME, retry_delay
from avk_app.models import Letter

MAX_ERROR_LENGTH = 200


@dataclass(frozen=True)
class ClaimedLetter:
    """A letter this worker alone may send. `attempt` (≥ 1) tells this claim from later ones."""

    letter_id: int
    attempt: int
    recipient: str
    subject: str
    body: str
    created_at: datetime


def is_letter_due(session: Session) -> bool:
    """Whether there is anything to claim; reads only."""
    due = select(Letter.id).where(col(Letter.next_attempt_at) <= clock.now()).limit(1)
    return session.exec(due).first() is not None


def claim_letter(session: Session) -> ClaimedLetter | None:
    """Take the letter that waits longest, unless another worker has it. The caller commits at once."""
    now = clock.now()
    longest_waiting = (
        select(Letter.id)
        .where(col(Letter.next_attempt_at) <= now)
        .order_by(col(Letter.next_attempt_at), col(Letter.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    claimed = session.exec(
        update(Letter)
        .where(col(Letter.id) == longest_waiting.scalar_subquery())
        .values(attempts=col(Letter.attempts) + 1, next_attempt_at=now + CLAIM_LIFETIME)
        .returning(col(Letter.id))
        .execution_options(synchronize_session=False)
    ).first()
    return _as_claimed(session.get_one(Letter, claimed[0], populate_existing=True)) if claimed else None


def _as_claimed(row: Letter) -> ClaimedLetter:
    return ClaimedLetter(row.id or 0, row.attempts, row.recipient, row.subject, row.body, row.created_at)


def mark_sent(session: Session, letter: ClaimedLetter) -> None:
    """The letter is out, whoever else may have tried it since."""
    session.exec(
        update(Letter)
        .where(col(Letter.id) == letter.letter_id)
        .values(sent_at=clock.now(), next_attempt_at=None, last_error="")
    )


def mark_failed(session: Session, letter: ClaimedLetter, reason: str, *, is_retryable: bool) -> bool:
    """Keep the reason and plan the next attempt. False when the letter is given up."""
    delay = retry_delay(letter.attempt) if is_retryable else None
    next_attempt_at = None if delay is None else clock.now() + delay
    session.exec(
        update(Letter)
        .where(
            col(Letter.id) == letter.letter_id,
            col(Letter.attempts) == letter.attempt,
            col(Letter.sent_at).is_(None),
        )
        .values(next_attempt_at=next_attempt_at, last_error=reason[:MAX_ERROR_LENGTH])
    )
    return next_attempt_at is not None
