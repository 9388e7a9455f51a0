"""What is forgotten in time: data kept longer than it serves is data that can leak (152-FZ art. 5)."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, delete, update

from avk_app import clock
from avk_app.models import ConfirmationCode, Letter, ProviderEvent, SignInAttempt, SignInTicket
from avk_app.services.provider_events import REMEMBERED

KEPT_ATTEMPTS = timedelta(days=100)
KEPT_TICKETS = timedelta(days=1)
KEPT_CODES = timedelta(days=30)
KEPT_LETTER_TEXTS = timedelta(days=30)
FORGOTTEN = ""


def forget_old_rows(session: Session) -> int:
    """Delete or empty what has served its purpose; how many rows were touched. Safe to run at any time.

    Attempts outlive the longest limit that is counted from them; a letter's row stays as proof that it
    was sent, its text goes. A message of the provider's goes once its age keeps it from moving anything.
    """
    now = clock.now()
    return sum(session.exec(statement).rowcount for statement in _statements(now))


def _statements(now: datetime) -> list[Any]:
    return [
        delete(SignInAttempt).where(col(SignInAttempt.attempted_at) < now - KEPT_ATTEMPTS),
        delete(SignInTicket).where(col(SignInTicket.created_at) < now - KEPT_TICKETS),
        delete(ConfirmationCode).where(col(ConfirmationCode.created_at) < now - KEPT_CODES),
        delete(ProviderEvent).where(
            col(ProviderEvent.processed_at) < now - REMEMBERED,
            col(ProviderEvent.created_at) < now - REMEMBERED,
        ),
        update(Letter)
        .where(col(Letter.sent_at) < now - KEPT_LETTER_TEXTS, col(Letter.body) != FORGOTTEN)
        .values(body=FORGOTTEN),
    ]
