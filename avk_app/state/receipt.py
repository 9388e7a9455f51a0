"""The receipt's state: the one that the page's address names."""

import reflex as rx

from avk_app.domain.access import Access
from avk_app.errors import NotFound
from avk_app.services.paper_checks import MAX_NUMBER_LENGTH
from avk_app.services.receipt_document import get_receipt
from avk_app.state.guard import allow
from avk_app.state.runtime import require_actor, run_service
from avk_app.texts import receipt as texts
from avk_app.view_models.receipt import NO_RECEIPT, ReceiptView, receipt_view


class ReceiptState(rx.State):
    """Empty until loaded: the page is prerendered and its skeleton is public."""

    is_loaded: bool = False
    problem: str = ""
    receipt: ReceiptView = NO_RECEIPT

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def load(self) -> None:
        """Show the receipt that the address names; again, when its registration was waited for."""
        actor = require_actor()
        asked = self.router.url.query_parameters.get("number", "")[:MAX_NUMBER_LENGTH]
        self.receipt, self.problem = NO_RECEIPT, ""
        try:
            document = await run_service(lambda session: get_receipt(session, actor, asked))
            self.receipt = receipt_view(document)
        except NotFound:
            self.problem = texts.NO_SUCH_RECEIPT
        self.is_loaded = True
