"""Asks the provider about payments on their way, every minute; safe with many processes."""

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from avk_app.errors import AvkError
from avk_app.gateways.card_payments import card_payments
from avk_app.services.reconciliation import reconcile

MINUTE_SECONDS = 60
log = structlog.get_logger()


def reconcile_once() -> None:
    """One round; what failed comes again with the next."""
    try:
        done = reconcile(card_payments())
    except (AvkError, SQLAlchemyError):
        log.exception("reconciliation_failed")
        return
    if done.asked or done.messages:
        log.info("reconciled", asked=done.asked, credited=done.credited, failed=done.failed)


async def run_reconciliation() -> None:
    """Reconcile until the process stops."""
    while True:
        await asyncio.sleep(MINUTE_SECONDS)
        await asyncio.to_thread(reconcile_once)
