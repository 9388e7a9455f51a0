"""A period of the history as a file: CSV, Excel or PDF, for whoever holds the session's cookie."""

from collections.abc import Callable
from datetime import date
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from avk_app import clock, routes
from avk_app.domain.history import FIRST_FIELD, LAST_FIELD, parse_span
from avk_app.errors import InvalidInput, NotFound
from avk_app.gateways.exports import to_csv, to_xlsx
from avk_app.gateways.pdf_statement import render_statement
from avk_app.services.database import reading
from avk_app.services.history import get_statement
from avk_app.services.history_result import History
from avk_app.services.sessions import find_actor
from avk_app.texts import history as texts
from avk_app.texts.errors import message_for
from avk_app.view_models.history_files import file_name, history_table, statement_sheet
from avk_app.web.addresses import client_address
from avk_app.web.cookies import fingerprint_from
from avk_app.web.pace import is_too_often

SEE_OTHER = 303
UNPROCESSABLE = 422
TOO_MANY = 429
LONGEST_DAY = 20
_NO_STORE = {"Cache-Control": "no-store"}
_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


_MAKERS: dict[str, Callable[[History, date], bytes]] = {
    "csv": lambda history, _today: to_csv(history_table(history)),
    "xlsx": lambda history, _today: to_xlsx(history_table(history)),
    "pdf": lambda history, today: render_statement(statement_sheet(history, today)),
}


async def download(request: Request) -> Response:
    """GET ?first=2026-01-01&last=2026-11-22; nobody is led to the sign-in."""
    kind = request.path_params["kind"]
    if kind not in _MEDIA_TYPES:
        return PlainTextResponse("", 404, _NO_STORE)
    first, last = (request.query_params.get(name, "")[:LONGEST_DAY] for name in (FIRST_FIELD, LAST_FIELD))
    fingerprint, address = fingerprint_from(request), client_address(request)
    if fingerprint and await is_too_often("history", fingerprint):
        return PlainTextResponse(texts.TOO_MANY_FILES, TOO_MANY, _NO_STORE)
    try:
        return await run_in_threadpool(_file, kind, first, last, fingerprint, address)
    except NotFound:
        return RedirectResponse(routes.LOGIN_AFTER_END, SEE_OTHER, _NO_STORE)
    except InvalidInput as refusal:
        problem = message_for(refusal.problems[0])
        return PlainTextResponse(texts.BAD_REQUEST.format(problem=problem), UNPROCESSABLE, _NO_STORE)


def _file(kind: str, first: str, last: str, fingerprint: str, address: str) -> Response:
    today = clock.today()
    with reading() as session:
        actor = find_actor(session, fingerprint, address)
        if actor is None:
            raise NotFound("session")
        history = get_statement(session, actor, parse_span(first, last, today))
    return Response(
        _MAKERS[kind](history, today),
        media_type=_MEDIA_TYPES[kind],
        headers=_NO_STORE | {"Content-Disposition": _disposition(history, kind)},
    )


def _disposition(history: History, kind: str) -> str:
    """The Russian name for every browser of this century, and a plain one for the others."""
    span = history.span
    plain = f"history-{history.account_number}-{span.first_on}-{span.last_on}.{kind}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name(history, kind))}"


ROUTES = [Route(f"{routes.HISTORY_FILES}.{{kind}}", download, methods=["GET"])]
