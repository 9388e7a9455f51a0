"""What search engines are told: the public pages, and nothing about those behind the sign-in."""

from html import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from avk_app import routes
from avk_app.config import get_settings

_SITEMAP_PATH = "/sitemap.xml"


async def robots(_request: Request) -> Response:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in routes.PRIVATE_PAGES)]
    lines.append(f"Sitemap: {get_settings().origin}{_SITEMAP_PATH}")
    return PlainTextResponse("\n".join(lines) + "\n")


async def sitemap(_request: Request) -> Response:
    origin = get_settings().origin
    places = "".join(f"<url><loc>{escape(origin + path)}</loc></url>" for path in routes.PUBLIC_PAGES)
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
    )
    return Response(body, media_type="application/xml")


ROUTES = [Route("/robots.txt", robots, methods=["GET"]), Route(_SITEMAP_PATH, sitemap, methods=["GET"])]
