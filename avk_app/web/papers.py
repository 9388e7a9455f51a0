"""Papers as PDF: for whoever holds the session's cookie, at a bearable pace, never kept by caches."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from avk_app import routes
from avk_app.config import get_settings
from avk_app.errors import NotFound
from avk_app.services.access import Actor
from avk_app.services.database import reading
from avk_app.services.sessions import find_actor
from avk_app.web.addresses import client_address
from avk_app.web.cookies import fingerprint_from
from avk_app.web.pace import is_too_often
from avk_app.web.refusal_pages import NO_STORE, WayBack, refusal_page

SEE_OTHER, NOT_FOUND, TOO_MANY = 303, 404, 429


@dataclass(frozen=True)
class PaperWords:
    """What is said instead of a paper, and where one goes on from there."""

    missing_title: str
    missing: str
    too_often_title: str
    too_often: str
    way_back: WayBack


async def send_paper(
    request: Request, kind: str, words: PaperWords, make: Callable[[Actor], tuple[str, bytes]]
) -> Response:
    """The paper that `make` names and draws, or a page that says why not. `make` may raise NotFound."""
    actor = await run_in_threadpool(_find_actor, fingerprint_from(request), client_address(request))
    if actor is None:
        return RedirectResponse(routes.LOGIN, SEE_OTHER, headers=NO_STORE)
    if await is_too_often(kind, str(actor.session_id)):
        return refusal_page(TOO_MANY, words.too_often_title, words.too_often, words.way_back)
    try:
        name, pdf = await run_in_threadpool(make, actor)
    except NotFound:
        return refusal_page(NOT_FOUND, words.missing_title, words.missing, words.way_back)
    headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


def as_typed(page: str) -> str:
    """The address of a page as people type it: without the scheme."""
    return f"{urlsplit(get_settings().origin).netloc}{page}"


def _find_actor(fingerprint: str, address: str) -> Actor | None:
    if not fingerprint:
        return None
    with reading() as session:
        return find_actor(session, fingerprint, address)
