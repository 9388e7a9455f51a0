"""The outbox's queue: workers claim letters (`claims`), one worker a letter.

When a worker dies between sending and `mark_sent`, the letter goes out a second time, with the same
Message-ID. So a letter is sent at least once, and once only as long as nobody dies in that moment.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, update

from avk_app import clock
from avk_app.domain.retries import retry_delay
from avk_app.models import Letter
from avk_app.services.claims import MAX_ERROR_LENGTH, claim_next, is_due


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
    return is_due(session, Letter)


def claim_letter(session: Session) -> ClaimedLetter | None:
    """Take the letter that waits longest, unless another worker has it. The caller commits at once."""
    letter_id = claim_next(session, Letter)
    if letter_id is None:
        return None
    return _as_claimed(session.get_one(Letter, letter_id, populate_existing=True))


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
