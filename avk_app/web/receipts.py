"""The receipt as a file: of an account that the session may see only."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from avk_app import routes
from avk_app.config import get_settings
from avk_app.gateways.pdf_receipt import render_receipt
from avk_app.services.access import Actor
from avk_app.services.database import reading
from avk_app.services.receipt_document import get_receipt
from avk_app.texts import receipt as texts
from avk_app.view_models.receipt_sheet import receipt_sheet
from avk_app.web.papers import PaperWords, as_typed, send_paper
from avk_app.web.refusal_pages import WayBack

_WORDS = PaperWords(
    missing_title=texts.NO_SUCH_RECEIPT_TITLE,
    missing=texts.NO_SUCH_RECEIPT,
    too_often_title=texts.TOO_OFTEN_TITLE,
    too_often=texts.TOO_OFTEN,
    way_back=WayBack(routes.HISTORY, texts.BACK),
)


async def receipt_pdf(request: Request) -> Response:
    """GET `?number=2026-00000123`: a PDF, or a page that says why not."""
    asked = request.query_params.get("number", "")
    return await send_paper(request, "receipt", _WORDS, partial(_render, asked))


def _render(asked: str, actor: Actor) -> tuple[str, bytes]:
    """The file's name and its bytes. Raises NotFound."""
    with reading() as session:
        document = get_receipt(session, actor, asked)
    sheet = receipt_sheet(document, get_settings().origin, as_typed(routes.RECEIPT_VERIFY))
    return f"chek-{document.number}.pdf", render_receipt(sheet)


ROUTES = [Route(routes.RECEIPT_PDF, receipt_pdf, methods=["GET"])]
