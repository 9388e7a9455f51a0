"""Work that waits in the database, done piece after piece until the process stops."""

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

POLL_SECONDS = 2.0
log = structlog.get_logger()


async def repeat(do_next: Callable[[], bool]) -> None:
    """Call `do_next` in a thread as long as there is something to do, then look again and again."""
    while True:
        try:
            has_done = await asyncio.to_thread(do_next)
        except SQLAlchemyError:
            log.exception("waiting_work_unreachable")
            has_done = False
        if not has_done:
            await asyncio.sleep(POLL_SECONDS)
