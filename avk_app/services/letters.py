"""The outbox: a letter is written in the transaction of what it tells about."""

from sqlmodel import Session

from avk_app import clock
from avk_app.models import Letter


def queue_letter(session: Session, recipient: str, subject: str, body: str) -> Letter:
    """Put a letter into the outbox; `jobs.outbox` sends it after the commit."""
    now = clock.now()
    letter = Letter(recipient=recipient, subject=subject, body=body, created_at=now, next_attempt_at=now)
    session.add(letter)
    return letter
