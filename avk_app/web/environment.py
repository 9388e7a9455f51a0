"""The few styles that depend on where the one build runs: production hides what says «демонстрация»."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from avk_app import routes
from avk_app.config import get_settings

_IN_PRODUCTION = ".demo-notice{display:none}"
_CACHE = {"Cache-Control": "public, max-age=3600"}


async def environment_styles(_request: Request) -> Response:
    styles = _IN_PRODUCTION if get_settings().is_production else ""
    return Response(styles, media_type="text/css", headers=_CACHE)


ROUTES = [Route(routes.ENVIRONMENT_STYLES, environment_styles, methods=["GET"])]
