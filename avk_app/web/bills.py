"""The bill as a file: the session's own account only, drawn from stored rows, never kept by caches."""

from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from avk_app import routes
from avk_app.config import get_settings
from avk_app.domain.bill_document import BillDocument
from avk_app.domain.period import Period, period_in
from avk_app.errors import NotFound
from avk_app.gateways.pdf import bill_printer
from avk_app.services.access import Actor
from avk_app.services.bill_document import get_bill_document
from avk_app.services.database import reading
from avk_app.services.sessions import find_actor
from avk_app.texts import bill_page as texts
from avk_app.view_models.bill_sheet import bill_sheet
from avk_app.web.addresses import client_address
from avk_app.web.cookies import fingerprint_from
from avk_app.web.pace import is_too_often
from avk_app.web.refusal_pages import NO_STORE, WayBack, refusal_page

SEE_OTHER, NOT_FOUND, TOO_MANY = 303, 404, 429
_BACK = WayBack(routes.BILL, texts.BACK_TO_BILL)


async def bill_pdf(request: Request) -> Response:
    """GET the newest bill, or `?period=202610`: a PDF, or a page that says why not."""
    actor = await run_in_threadpool(_find_actor, fingerprint_from(request), client_address(request))
    if actor is None:
        return RedirectResponse(routes.LOGIN, SEE_OTHER, headers=NO_STORE)
    if await is_too_often("bill", str(actor.session_id)):
        return refusal_page(TOO_MANY, texts.TOO_OFTEN_TITLE, texts.TOO_OFTEN, _BACK)
    asked = request.query_params.get("period", "")
    period = period_in(asked)
    if asked and period is None:
        return refusal_page(NOT_FOUND, texts.NO_SUCH_BILL_TITLE, texts.NO_SUCH_BILL, _BACK)
    try:
        name, pdf = await run_in_threadpool(_render, actor, period)
    except NotFound:
        return refusal_page(NOT_FOUND, texts.NO_SUCH_BILL_TITLE, texts.NO_SUCH_BILL, _BACK)
    headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


def _find_actor(fingerprint: str, address: str) -> Actor | None:
    if not fingerprint:
        return None
    with reading() as session:
        return find_actor(session, fingerprint, address)


def _render(actor: Actor, period: Period | None) -> tuple[str, bytes]:
    """The file's name and its bytes."""
    with reading() as session:
        document = get_bill_document(session, actor, period)
    sheet = bill_sheet(document, _check_address())
    return _file_name(document), bill_printer().render_bill(sheet)


def _file_name(document: BillDocument) -> str:
    return f"kvitanciya-{document.number}.pdf"


def _check_address() -> str:
    """As people type it: without the scheme."""
    return f"{urlsplit(get_settings().origin).netloc}{routes.BILL_VERIFY}"


ROUTES = [Route(routes.BILL_PDF, bill_pdf, methods=["GET"])]
