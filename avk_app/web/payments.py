"""Routes of paying: on to the provider's page, and the provider's own messages."""

from collections.abc import Callable

import structlog
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from avk_app import routes
from avk_app.domain.payments import checkout_key_in
from avk_app.domain.provider import ProviderMessage
from avk_app.errors import NotFound
from avk_app.gateways.card_payments import ForgedMessage, card_payments
from avk_app.services.access import Actor
from avk_app.services.autopay import get_setup_page
from avk_app.services.checkout_settlement import Outcome
from avk_app.services.checkouts import get_checkout_page
from avk_app.services.database import reading, transaction
from avk_app.services.provider_events import receive_message
from avk_app.services.sessions import find_actor
from avk_app.web.addresses import client_address
from avk_app.web.cookies import fingerprint_from

SEE_OTHER, BAD_REQUEST = 303, 400
_NO_STORE = {"Cache-Control": "no-store"}
FindPage = Callable[[Session, Actor, str], str]
log = structlog.get_logger()


async def go(request: Request) -> Response:
    """POST a checkout's key: on to the provider's page, or back to ours when it is open no more."""
    return await _go_on(request, get_checkout_page, routes.PAYMENTS)


async def go_to_setup(request: Request) -> Response:
    """The same for the page that saves a card."""
    return await _go_on(request, get_setup_page, routes.AUTOPAY)


async def _go_on(request: Request, find: FindPage, own_page: str) -> Response:
    form = await request.form()
    key = checkout_key_in(str(form.get("ticket", "")))
    who = (fingerprint_from(request), client_address(request))
    page = await run_in_threadpool(_find_page, find, who, key)
    return RedirectResponse(page or own_page, SEE_OTHER, headers=_NO_STORE)


async def messages(request: Request) -> Response:
    """POST from the provider. 200 once the message is stored; anything else makes it send again."""
    body = await request.body()
    try:
        message = card_payments().read_message(body, request.headers.get("stripe-signature", ""))
    except ForgedMessage as error:
        log.warning("provider_message_refused", reason=error.reason, address=client_address(request))
        return PlainTextResponse("signature", BAD_REQUEST)
    outcome = await run_in_threadpool(_receive, message)
    log.info("provider_message", kind=message.kind, outcome=outcome)
    return PlainTextResponse("ok")


def _find_page(find: FindPage, who: tuple[str, str], key: str) -> str:
    fingerprint, address = who
    with reading() as session:
        actor = find_actor(session, fingerprint, address) if fingerprint else None
        try:
            return find(session, actor, key) if actor else ""
        except NotFound:
            return ""


def _receive(message: ProviderMessage) -> Outcome:
    with transaction() as session:
        return receive_message(session, message)


ROUTES = [
    Route(routes.PAYMENT_GO, go, methods=["POST"]),
    Route(routes.AUTOPAY_GO, go_to_setup, methods=["POST"]),
    Route(routes.PAYMENT_MESSAGES, messages, methods=["POST"]),
]
