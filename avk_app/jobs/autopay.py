"""Autopay's round, every hour: letters about what will be taken, then what was announced for today.

Safe with many processes: each bill has one letter and one charge, by the database's indexes.
"""

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from avk_app.errors import AvkError
from avk_app.gateways.card_payments import card_payments
from avk_app.services.autopay_charge import charge_due
from avk_app.services.autopay_notices import announce_due

FIRST_AFTER_SECONDS, HOUR_SECONDS = 60, 3600
log = structlog.get_logger()


def run_round() -> None:
    """One round; what failed comes again with the next."""
    try:
        told, asked = announce_due(), charge_due(card_payments())
    except (AvkError, SQLAlchemyError):
        log.exception("autopay_failed")
        return
    if told or asked:
        log.info("autopay_done", told=told, asked=asked)


async def run_autopay() -> None:
    """Pay bills until the process stops; the first round comes soon, so that restarts put nothing off."""
    await asyncio.sleep(FIRST_AFTER_SECONDS)
    while True:
        await asyncio.to_thread(run_round)
        await asyncio.sleep(HOUR_SECONDS)
