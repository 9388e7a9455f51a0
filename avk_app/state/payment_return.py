"""Coming back from the provider's page: only looks how the payment stands, and never credits anything."""

import reflex as rx

from avk_app.domain.access import Access
from avk_app.domain.payments import checkout_key_in
from avk_app.errors import NotFound
from avk_app.services.checkouts import CheckoutState, get_checkout_state
from avk_app.state.guard import allow, current_actor
from avk_app.state.runtime import run_service
from avk_app.view_models.payment_return import (
    NOTHING_YET,
    UNKNOWN,
    ReturnView,
    cancel_view,
    nobody_view,
    return_view,
)
from avk_app.view_models.payments_history import UNFINISHED

CHECKOUT = "checkout"
PAUSES_SECONDS = (2, 3, 5, 8, 13, 20)
"""The provider's message usually comes within seconds; later the person asks by pressing a button."""


class PaymentReturnState(rx.State):
    """`attempt` counts how often was asked; `pause_seconds` 0 asks no more by itself."""

    is_loaded: bool = False
    view: ReturnView = NOTHING_YET
    attempt: int = 0
    pause_seconds: int = 0

    @rx.event
    @allow(Access.ANYONE)
    async def load_return(self) -> None:
        self.reset()
        await self._look()

    @rx.event
    @allow(Access.ANYONE)
    async def load_cancel(self) -> None:
        self.reset()
        found = await self._status()
        if found is not None:
            self.view = cancel_view(found)
        self.is_loaded = True

    @rx.event
    @allow(Access.ANYONE)
    async def look_again(self) -> None:
        """After a pause, or because somebody pressed the button."""
        if self.view.is_waiting:
            self.attempt = min(self.attempt + 1, len(PAUSES_SECONDS))
            await self._look()

    async def _look(self) -> None:
        found = await self._status()
        is_waiting = found is not None and found.status in UNFINISHED
        is_patience_over = self.attempt >= len(PAUSES_SECONDS)
        self.pause_seconds = PAUSES_SECONDS[self.attempt] if is_waiting and not is_patience_over else 0
        if found is not None:
            self.view = return_view(found, is_patience_over=is_patience_over)
        self.is_loaded = True

    async def _status(self) -> CheckoutState | None:
        """The payment of the address; for nobody and for others the view says so."""
        key, actor = checkout_key_in(self.router.url.query_parameters.get(CHECKOUT, "")), current_actor()
        if actor is None:
            self.view = nobody_view(key)
            return None
        try:
            return await run_service(lambda session: get_checkout_state(session, actor, key))
        except NotFound:
            self.view = UNKNOWN
            return None
