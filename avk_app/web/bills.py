"""The bill as a file: the session's own account only, drawn from stored rows."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from avk_app import routes
from avk_app.domain.period import period_in
from avk_app.errors import NotFound
from avk_app.gateways.pdf import bill_printer
from avk_app.services.access import Actor
from avk_app.services.bill_document import get_bill_document
from avk_app.services.database import reading
from avk_app.texts import bill_page as texts
from avk_app.view_models.bill_sheet import bill_sheet
from avk_app.web.papers import PaperWords, as_typed, send_paper
from avk_app.web.refusal_pages import WayBack

_WORDS = PaperWords(
    missing_title=texts.NO_SUCH_BILL_TITLE,
    missing=texts.NO_SUCH_BILL,
    too_often_title=texts.TOO_OFTEN_TITLE,
    too_often=texts.TOO_OFTEN,
    way_back=WayBack(routes.BILL, texts.BACK_TO_BILL),
)


async def bill_pdf(request: Request) -> Response:
    """GET the newest bill, or `?period=202610`: a PDF, or a page that says why not."""
    asked = request.query_params.get("period", "")
    return await send_paper(request, "bill", _WORDS, partial(_render, asked))


def _render(asked: str, actor: Actor) -> tuple[str, bytes]:
    """The file's name and its bytes. Raises NotFound."""
    period = period_in(asked)
    if asked and period is None:
        raise NotFound("bill")
    with reading() as session:
        document = get_bill_document(session, actor, period)
    sheet = bill_sheet(document, as_typed(routes.BILL_VERIFY))
    return f"kvitanciya-{document.number}.pdf", bill_printer().render_bill(sheet)


ROUTES = [Route(routes.BILL_PDF, bill_pdf, methods=["GET"])]
