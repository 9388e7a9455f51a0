"""What a person gets when a route of ours breaks: a number, never a stack trace."""

import secrets

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse

from avk_app import routes
from avk_app.texts import refusals, shell

log = structlog.get_logger()

_PAGE = """<!doctype html><html lang="ru"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><body style="font:1.125rem sans-serif;margin:2rem">
<h1>{title}</h1><p>{advice} <b>{number}</b>: {hotline}.</p>
<p><a href="{home}">{utility}</a></p></body></html>"""


async def answer_failure(_request: Request, failure: Exception) -> HTMLResponse:
    """Log an unexpected error under a number that the person can tell the contact centre."""
    number = secrets.token_hex(4).upper()
    log.error("route_failed", number=number, exc_info=failure)
    page = _PAGE.format(
        title=refusals.FAILURE_TITLE,
        advice=refusals.FAILURE_ADVICE,
        number=number,
        hotline=shell.HOTLINE,
        home=routes.HOME,
        utility=shell.UTILITY_NAME,
    )
    return HTMLResponse(page, 500, headers={"Cache-Control": "no-store"})
