"""Registers receipts soon after they were committed; safe with many processes."""

import structlog
from sqlalchemy import Engine

from avk_app.config import get_settings
from avk_app.errors import GatewayError
from avk_app.gateways.fiscal import FiscalRegister, register_for
from avk_app.jobs.polling import repeat
from avk_app.services import receipt_registration as registration
from avk_app.services.database import get_engine, reading, transaction
from avk_app.services.receipt_registration import ClaimedReceipt

log = structlog.get_logger()


def register_next_receipt(engine: Engine, register: FiscalRegister) -> bool:
    """Register one due receipt. False when none is due."""
    with reading(engine) as session:
        if not registration.is_receipt_due(session):
            return False
    with transaction(engine) as session:
        claimed = registration.claim_receipt(session)
    if claimed is None:
        return False
    _register(engine, register, claimed)
    return True


def _register(engine: Engine, register: FiscalRegister, claimed: ClaimedReceipt) -> None:
    try:
        document = register.register(claimed.receipt)
    except GatewayError as error:
        _keep_failure(engine, claimed, str(error), is_retryable=error.is_retryable)
    except Exception as error:  # one broken receipt must not keep back the others
        log.exception("receipt_broken", receipt=claimed.receipt.number)
        _keep_failure(engine, claimed, f"defect: {type(error).__name__}", is_retryable=True)
    else:
        with transaction(engine) as session:
            registration.mark_registered(session, claimed, document)


def _keep_failure(engine: Engine, claimed: ClaimedReceipt, reason: str, *, is_retryable: bool) -> None:
    with transaction(engine) as session:
        is_planned = registration.mark_failed(session, claimed, reason, is_retryable=is_retryable)
    event = "receipt_postponed" if is_planned else "receipt_refused"
    log.warning(event, receipt=claimed.receipt.number, attempt=claimed.attempt, reason=reason)


async def run_receipts() -> None:
    """Register receipts until the process stops; without a cash register there is nothing to do."""
    register, engine = register_for(get_settings()), get_engine()
    if register is not None:
        await repeat(lambda: register_next_receipt(engine, register))
