"""Forgets old rows once an hour. Several processes may do it at once: deleting twice is deleting once."""

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from avk_app.services.database import transaction
from avk_app.services.housekeeping import forget_old_rows

HOUR_SECONDS = 3600
log = structlog.get_logger()


def tidy() -> None:
    """One round, in its own transaction."""
    try:
        with transaction() as session:
            forgotten = forget_old_rows(session)
    except SQLAlchemyError:
        log.exception("housekeeping_failed")
        return
    if forgotten:
        log.info("housekeeping_done", rows=forgotten)


async def run_housekeeping() -> None:
    """Tidy until the process stops; the first round comes an hour after the start."""
    while True:
        await asyncio.sleep(HOUR_SECONDS)
        await asyncio.to_thread(tidy)
