"""A round of asking the provider every minute, for what is due then, and both books compared every hour."""

import asyncio
from dataclasses import asdict
from itertools import count

import structlog

from avk_app import clock
from avk_app.gateways.card_payments import card_payments
from avk_app.services.reconciliation import COMPARED_BACK, compare_with_provider, reconcile

MINUTE_SECONDS = 60
ROUNDS_A_COMPARISON = 60
log = structlog.get_logger()


def reconcile_once() -> None:
    """One round; what failed comes again with the next."""
    try:
        done = reconcile(card_payments())
    except Exception:  # whatever it was, the next round must come
        log.exception("reconciliation_failed")
        return
    if done.asked or done.refunds or done.messages or done.failed:
        log.info("reconciled", **asdict(done))


def compare_once() -> None:
    """Both books of the last days; what does not fit goes on the list for staff."""
    try:
        done = compare_with_provider(card_payments(), clock.now() - COMPARED_BACK)
    except Exception:  # whatever it was, the next comparison must come
        log.exception("comparison_failed")
        return
    if done.credited or done.differences:
        log.warning("books_differed", credited=done.credited, differences=done.differences)


async def run_reconciliation() -> None:
    """Reconcile until the process stops. Many may at once: money is credited and noted once."""
    for round_number in count(1):
        await asyncio.sleep(MINUTE_SECONDS)
        await asyncio.to_thread(reconcile_once)
        if round_number % ROUNDS_A_COMPARISON == 0:
            await asyncio.to_thread(compare_once)
