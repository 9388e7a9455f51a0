"""The slip for a bank transfer as a file: the session's own account only, never kept by caches."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from avk_app import routes
from avk_app.domain.period import Period, period_in
from avk_app.errors import FieldProblem, InvalidInput, NotFound
from avk_app.gateways.pdf_slip import render_slip
from avk_app.money import parse_kopecks
from avk_app.services.access import Actor
from avk_app.services.database import reading
from avk_app.services.payment_slips import get_payment_slip
from avk_app.services.sessions import find_actor
from avk_app.texts import payment_slips as texts
from avk_app.texts.errors import message_for
from avk_app.view_models.slip_sheet import slip_file_name, slip_sheet
from avk_app.web.addresses import client_address
from avk_app.web.cookies import fingerprint_from
from avk_app.web.pace import is_too_often
from avk_app.web.refusal_pages import NO_STORE, WayBack, refusal_page

SEE_OTHER, NOT_FOUND, UNPROCESSABLE, TOO_MANY = 303, 404, 422, 429
LONGEST_AMOUNT = 40
_BACK = WayBack(routes.PAYMENTS, texts.BACK)


async def payment_slip(request: Request) -> Response:
    """GET `?amount=418,47` in roubles and perhaps `&period=202610`: a PDF, or a page that says why not."""
    actor = await run_in_threadpool(_find_actor, fingerprint_from(request), client_address(request))
    if actor is None:
        return RedirectResponse(routes.LOGIN, SEE_OTHER, headers=NO_STORE)
    if await is_too_often("slip", str(actor.session_id)):
        return refusal_page(TOO_MANY, texts.TOO_OFTEN_TITLE, texts.TOO_OFTEN, _BACK)
    asked = (request.query_params.get(name, "") for name in ("amount", "period"))
    try:
        name, pdf = await run_in_threadpool(_render, actor, *asked)
    except InvalidInput as refusal:
        return refusal_page(UNPROCESSABLE, texts.NO_SLIP_TITLE, message_for(refusal.problems[0]), _BACK)
    except NotFound:
        return refusal_page(NOT_FOUND, texts.NO_SLIP_TITLE, texts.NO_ACCOUNT, _BACK)
    headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


def _find_actor(fingerprint: str, address: str) -> Actor | None:
    if not fingerprint:
        return None
    with reading() as session:
        return find_actor(session, fingerprint, address)


def _render(actor: Actor, amount: str, period: str) -> tuple[str, bytes]:
    """The file's name and its bytes. Raises InvalidInput or NotFound."""
    kopecks = parse_kopecks(amount[:LONGEST_AMOUNT])
    with reading() as session:
        slip = get_payment_slip(session, actor, kopecks, _period(period))
    return slip_file_name(slip), render_slip(slip_sheet(slip))


def _period(text: str) -> Period | None:
    period = period_in(text)
    if text and period is None:
        raise InvalidInput((FieldProblem("period", "slip_period"),))
    return period


ROUTES = [Route(routes.PAYMENT_SLIP, payment_slip, methods=["GET"])]
