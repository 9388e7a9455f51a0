"""Composition root: pages, HTTP routes, ASGI layers, the guard and background tasks meet here only."""

import os

import reflex as rx
from starlette.applications import Starlette
from starlette.types import ASGIApp

from avk_app.components.head import head_components
from avk_app.components.overlay import connection_overlay, error_boundary
from avk_app.components.theme import STYLESHEETS
from avk_app.config import PROJECT_DIR, get_settings
from avk_app.jobs.autopay import run_autopay
from avk_app.jobs.housekeeping import run_housekeeping
from avk_app.jobs.outbox import run_outbox
from avk_app.jobs.receipts import run_receipts
from avk_app.jobs.reconciliation import run_reconciliation
from avk_app.logs import configure_logs
from avk_app.pages import register_pages
from avk_app.state.failures import report_failure
from avk_app.state.guard import AccessGuard
from avk_app.state.messages import refuse_other_messages
from avk_app.web import (
    bills,
    crawlers,
    environment,
    health,
    history,
    payment_slips,
    payments,
    receipts,
    sessions,
)
from avk_app.web.cookies import CookieShield
from avk_app.web.doors import Doors
from avk_app.web.failures import answer_failure
from avk_app.web.frontend import frontend_mount
from avk_app.web.gate import SocketGate
from avk_app.web.sandbox import run_sandbox, sandbox_mounts
from avk_app.web.security import SecurityHeaders

FRONTEND_DIR = PROJECT_DIR / ".web" / "build" / "client"
SOCKET = "/_event"


def _with_http_routes(api: ASGIApp) -> ASGIApp:
    """Our routes first, then the framework's socket, then the built front end."""
    assert isinstance(api, Starlette)
    ours = [
        *sessions.ROUTES,
        *health.ROUTES,
        *crawlers.ROUTES,
        *environment.ROUTES,
        *bills.ROUTES,
        *receipts.ROUTES,
        *history.ROUTES,
        *payments.ROUTES,
        *payment_slips.ROUTES,
        *sandbox_mounts(),
    ]
    api.add_exception_handler(Exception, answer_failure)
    if os.environ.get("AVK_SERVE_FRONTEND") != "1":
        api.router.routes[:0] = ours
        return SecurityHeaders(CookieShield(api))
    sockets = [route for route in api.router.routes if getattr(route, "path", "") == SOCKET]
    api.router.routes[:] = [*ours, *sockets, frontend_mount(FRONTEND_DIR)]
    return _behind_doors(api)


def _behind_doors(api: ASGIApp) -> ASGIApp:
    """As people get it: only our own pages and host names, at a bearable pace."""
    settings = get_settings()
    return SecurityHeaders(Doors(SocketGate(CookieShield(api), settings), settings))


configure_logs(get_settings())
app = rx.App(
    html_lang="ru",
    stylesheets=STYLESHEETS,
    head_components=head_components(),
    toaster=None,
    app_wraps={
        (55, "ErrorBoundary"): lambda _stateful: error_boundary(),
        (5, "Overlay"): lambda _stateful: connection_overlay(),
    },
    backend_exception_handler=report_failure,
    api_transformer=_with_http_routes,
)
app.add_middleware(AccessGuard(), index=0)
if app.event_namespace is not None:
    refuse_other_messages(app.event_namespace)
app.register_lifespan_task(run_outbox)
app.register_lifespan_task(run_receipts)
app.register_lifespan_task(run_housekeeping)
app.register_lifespan_task(run_reconciliation)
app.register_lifespan_task(run_autopay)
app.register_lifespan_task(run_sandbox)
register_pages(app)
