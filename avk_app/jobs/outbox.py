"""Sends the letters of the outbox soon after they were committed; safe with many processes."""

import structlog
from sqlalchemy import Engine

from avk_app.config import get_settings
from avk_app.errors import GatewayError
from avk_app.gateways.mail import MailTransport, OutgoingMail, transport_for
from avk_app.jobs.polling import repeat
from avk_app.services import outbox
from avk_app.services.database import get_engine, reading, transaction
from avk_app.services.outbox import ClaimedLetter

log = structlog.get_logger()


def send_next_letter(engine: Engine, transport: MailTransport) -> bool:
    """Send one due letter. False when none is due."""
    with reading(engine) as session:
        if not outbox.is_letter_due(session):
            return False
    with transaction(engine) as session:
        letter = outbox.claim_letter(session)
    if letter is None:
        return False
    _deliver(engine, transport, letter)
    return True


def _deliver(engine: Engine, transport: MailTransport, letter: ClaimedLetter) -> None:
    mail = OutgoingMail(letter.letter_id, letter.recipient, letter.subject, letter.body, letter.created_at)
    try:
        transport.send(mail)
    except GatewayError as error:
        _keep_failure(engine, letter, str(error), is_retryable=error.is_retryable)
    except Exception as error:  # one broken letter must not keep back the others
        log.exception("letter_broken", letter_id=letter.letter_id)
        _keep_failure(engine, letter, f"defect: {type(error).__name__}", is_retryable=True)
    else:
        with transaction(engine) as session:
            outbox.mark_sent(session, letter)


def _keep_failure(engine: Engine, letter: ClaimedLetter, reason: str, *, is_retryable: bool) -> None:
    with transaction(engine) as session:
        is_planned = outbox.mark_failed(session, letter, reason, is_retryable=is_retryable)
    event = "letter_postponed" if is_planned else "letter_given_up"
    log.warning(event, letter_id=letter.letter_id, attempt=letter.attempt, reason=reason)


async def run_outbox() -> None:
    """Send letters until the process stops. A letter being sent then is finished first."""
    transport, engine = transport_for(get_settings()), get_engine()
    await repeat(lambda: send_next_letter(engine, transport))
