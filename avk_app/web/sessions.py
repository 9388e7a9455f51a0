"""Opening and closing a session: the only two routes that touch the cookie.

Forms on foreign pages never get here: see `web.doors`.
"""

from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from avk_app import routes
from avk_app.domain.payments import checkout_key_in
from avk_app.errors import NotFound
from avk_app.services import sessions
from avk_app.services.database import transaction
from avk_app.web.addresses import client_address
from avk_app.web.cookies import clear_session_cookie, fingerprint_from, set_session_cookie
from avk_app.web.devices import describe_device

MAX_FORM_BYTES = 4096
SEE_OTHER = 303


async def open_session(request: Request) -> Response:
    """POST a ticket, get the cookie and a full page load: of the payment come for, or the dashboard."""
    fields = _fields_in(await request.body())
    device = describe_device(request.headers.get("user-agent", ""))
    address = client_address(request)
    try:
        opened = await run_in_threadpool(
            _redeem, fields.get("ticket", ""), fingerprint_from(request), device, address
        )
    except NotFound:
        return _see_other(routes.LOGIN_AFTER_END)
    response = _see_other(_where_to(fields.get("checkout", "")))
    set_session_cookie(response, opened)
    return response


def _fields_in(body: bytes) -> dict[str, str]:
    """The form's fields, each once. Whatever else a hostile client sends is no ticket."""
    fields = parse_qs(body[:MAX_FORM_BYTES].decode("ascii", "replace"))
    return {name: values[0] for name, values in fields.items()}


def _where_to(checkout: str) -> str:
    key = checkout_key_in(checkout)
    return f"{routes.PAYMENT_RETURN}?checkout={key}" if key else routes.DASHBOARD


def _redeem(ticket: str, replaced: str, device: str, address: str) -> sessions.OpenedSession:
    """The session whose cookie is replaced ends too: nobody could sign it out any more."""
    with transaction() as session:
        opened = sessions.open_session(session, ticket, device, address)
        sessions.close_session(session, replaced)
        return opened


def _see_other(address: str) -> Response:
    return RedirectResponse(address, SEE_OTHER, headers={"Cache-Control": "no-store"})


async def close_session(request: Request) -> Response:
    """Sign out: a full navigation, so that the tab's socket comes back as nobody."""
    await run_in_threadpool(_revoke, fingerprint_from(request))
    response = _see_other(routes.HOME)
    clear_session_cookie(response)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _revoke(fingerprint: str) -> None:
    with transaction() as session:
        sessions.close_session(session, fingerprint)


ROUTES = [
    Route(routes.SESSION_OPEN, open_session, methods=["POST"]),
    Route(routes.SESSION_CLOSE, close_session, methods=["POST"]),
]
