"""The hosted payment page over HTTP. It works without scripts; a paid or expired session says so."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from avk_app.sandbox import checkout, paying
from avk_app.sandbox.api import MAX_BODY_BYTES
from avk_app.sandbox.card_form import CardForm, filled_with, problems_of, read_form
from avk_app.sandbox.cards import BY_NAME, outcome_of
from avk_app.sandbox.engine import Engine
from avk_app.sandbox.errors import Body, Refusal
from avk_app.sandbox.methods import WALLET, make_card, make_wallet
from avk_app.sandbox.page import confirm_page, message_page, pay_page, receipt_page
from avk_app.sandbox.params import Params, decode
from avk_app.sandbox.work import Work
from avk_app.texts import sandbox as texts

SEE_OTHER = 303
STYLE = (Path(__file__).parent / "style.css").read_text()
SESSION_PLACEHOLDER = "{CHECKOUT_SESSION_ID}"
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_SELF = "'self'"
_POLICY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
Show = Callable[[Work, Request], Response]


def hosted_routes(engine: Engine) -> list[Route]:
    pay = _endpoint(engine, _show_pay, _post_pay)
    confirm = _endpoint(engine, _show_confirm, _post_confirm)
    receipt = _endpoint(engine, _show_receipt, _show_receipt)
    return [
        Route("/style.css", _style, methods=["GET"]),
        Route("/c/pay/{id}", pay, methods=["GET", "POST"]),
        Route("/c/pay/{id}/confirm", confirm, methods=["GET", "POST"]),
        Route("/receipts/{id}", receipt, methods=["GET"]),
    ]


async def _style(_request: Request) -> Response:
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return Response(STYLE, headers=headers, media_type="text/css")


def _endpoint(engine: Engine, on_get: Show, on_post: Show) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        show = on_post if request.method == "POST" else on_get
        try:
            params = Params(decode((await _body(request)).decode(errors="replace")))
            return await engine.run(
                lambda work: show(work, request), params=params, address=dict(request.path_params)
            )
        except Refusal as refusal:
            html = message_page(_root(request), texts.MISSING_TITLE, texts.MISSING_TEXT)
            return _html(html, {}, refusal.status)

    return answer


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise Refusal(413, "invalid_request_error", "The request is too large.")
    return body


def _root(request: Request) -> str:
    root: str = request.scope.get("root_path", "")
    return root


def _html(html: str, session: Body, status: int = 200) -> Response:
    """A form may lead, by redirect, to where the utility wants the person back: browsers check that too."""
    addresses = (urlsplit(session.get(name) or "") for name in ("success_url", "cancel_url"))
    ours = sorted({f"{address.scheme}://{address.netloc}" for address in addresses if address.netloc})
    policy = f"{_POLICY}; form-action {' '.join([_SELF, *ours])}"
    return HTMLResponse(html, status, headers=_HEADERS | {"Content-Security-Policy": policy})


def _session(work: Work) -> Body:
    return checkout.current(work, work.get_addressed("checkout.session"))


def _success_address(session: Body) -> str:
    address: str = session["success_url"]
    return address.replace(SESSION_PLACEHOLDER, session["id"])


def _to(address: str) -> Response:
    return RedirectResponse(address, SEE_OTHER, headers=_HEADERS)


def _closed(request: Request, session: Body) -> Response | None:
    """What an ended session says; None while it is open."""
    if session["status"] == "open":
        return None
    if session["status"] == "expired":
        said, link = (texts.EXPIRED_TITLE, texts.EXPIRED_TEXT), session["cancel_url"]
    elif session["mode"] == "setup":
        said, link = (texts.SAVED_TITLE, texts.SAVED_TEXT), _success_address(session)
    elif session["payment_status"] == "paid":
        said, link = (texts.PAID_TITLE, texts.PAID_TEXT), _success_address(session)
    else:
        said, link = (texts.ON_ITS_WAY_TITLE, texts.ON_ITS_WAY_TEXT), _success_address(session)
    return _html(message_page(_root(request), *said, link), session)


def _show_pay(work: Work, request: Request) -> Response:
    session = _session(work)
    card = BY_NAME.get(request.query_params.get("card", ""))
    form = filled_with(card) if card else CardForm()
    problems = {"": texts.DECLINES["refused"]} if "refused" in request.query_params else {}
    return _closed(request, session) or _form(work, request, session, form, problems)


def _form(work: Work, request: Request, session: Body, form: CardForm, problems: dict[str, str]) -> Response:
    lines = work.secret_of(session["id"])["line_items"]
    return _html(pay_page(_root(request), session, lines, form, problems), session)


def _post_pay(work: Work, request: Request) -> Response:
    session = _session(work)
    if closed := _closed(request, session):
        return closed
    way = work.params.one_of("way", session["payment_method_types"], session["payment_method_types"][0])
    if way != WALLET:
        return _post_card(work, request, session)
    intent = paying.pay_session(work, session, make_wallet(work))
    return _after(work, request, session, intent, CardForm())


def _post_card(work: Work, request: Request, session: Body) -> Response:
    form = read_form(work.params)
    problems = problems_of(form, datetime.fromtimestamp(work.now, UTC).date())
    if problems or form.expires is None:
        return _form(work, request, session, form, problems)
    method = make_card(work, form.digits, outcome_of(form.digits), form.expires)
    return _after(work, request, session, paying.pay_session(work, session, method), form)


def _after(work: Work, request: Request, session: Body, intent: Body, form: CardForm) -> Response:
    """Where the person goes when the attempt is over."""
    if intent["status"] == paying.WAITING:
        return _to(f"{_root(request)}/c/pay/{session['id']}/confirm")
    if session["status"] == "complete":
        return _to(_success_address(session))
    error = intent.get("last_payment_error") or intent.get("last_setup_error") or {}
    reason = texts.DECLINES.get(error.get("decline_code") or "", texts.DECLINES["generic_decline"])
    return _form(work, request, session, form, {"": reason})


def _show_confirm(work: Work, request: Request) -> Response:
    session = _session(work)
    if closed := _closed(request, session):
        return closed
    if paying.intent_of(work, session)["status"] != paying.WAITING:
        return _to(f"{_root(request)}/c/pay/{session['id']}")
    return _html(confirm_page(_root(request), session), session)


def _post_confirm(work: Work, request: Request) -> Response:
    session = _session(work)
    if closed := _closed(request, session):
        return closed
    is_confirmed = work.params.one_of("decision", ("yes", "no"), "no") == "yes"
    paying.decide(work, session, is_confirmed=is_confirmed)
    if session["status"] == "complete":
        return _to(_success_address(session))
    return _to(f"{_root(request)}/c/pay/{session['id']}?refused=1")


def _show_receipt(work: Work, request: Request) -> Response:
    return _html(receipt_page(_root(request), work.get_addressed("charge")), {})
