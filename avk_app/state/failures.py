"""What happens when a handler breaks: the log gets the cause, the person gets a number."""

import secrets

import reflex as rx
import structlog
from reflex.event import EventSpec

from avk_app.domain.access import Access
from avk_app.state.guard import allow

log = structlog.get_logger()


class FailureState(rx.State):
    """The number of the last failure, shown by the overlay until the person closes it."""

    number: str = ""

    @rx.event
    @allow(Access.ANYONE)
    async def show(self, number: str) -> None:
        self.number = str(number)[:8]

    @rx.event
    @allow(Access.ANYONE)
    async def dismiss(self) -> None:
        self.number = ""


def report_failure(exception: Exception) -> EventSpec:
    """Log an unexpected error under a number that the person can tell the contact centre."""
    number = secrets.token_hex(4).upper()
    log.error("handler_failed", number=number, exc_info=exception)
    return FailureState.show(number)  # type: ignore[operator]
