"""How a handler reaches the services: one event, one actor, one transaction, off the event loop."""

from collections.abc import Callable
from typing import TypeVar

import reflex as rx
from sqlmodel import Session

from avk_app.errors import NotAllowed
from avk_app.services.access import Actor
from avk_app.services.database import transaction
from avk_app.state.guard import current_actor

Result = TypeVar("Result")


def require_actor() -> Actor:
    """Who called this handler. Raises NotAllowed for nobody."""
    actor = current_actor()
    if actor is None:
        raise NotAllowed("session")
    return actor


async def run_service(use_case: Callable[[Session], Result]) -> Result:
    """Run a use case in a worker thread, in one transaction, committed before the handler goes on."""

    def run() -> Result:
        with transaction() as session:
            return use_case(session)

    return await rx.run_in_thread(run)
