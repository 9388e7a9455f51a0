"""Search engines learn of the public pages only; the styles of the demo's notice follow the environment."""

import asyncio
from types import SimpleNamespace

import httpx
import pytest
from starlette.applications import Starlette

from avk_app import routes
from avk_app.web import crawlers, environment


def _get(address: str) -> httpx.Response:
    app = Starlette(routes=[*crawlers.ROUTES, *environment.ROUTES])

    async def fetch() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await client.get(address)

    return asyncio.run(fetch())


def test_the_sitemap_lists_public_pages_only() -> None:
    places = _get("/sitemap.xml").text
    assert all(f"{page}</loc>" in places for page in routes.PUBLIC_PAGES)
    assert not any(f"{page}</loc>" in places for page in (*routes.PRIVATE_PAGES, *routes.DEMO_PAGES))


def test_robots_are_kept_out_of_the_rest() -> None:
    rules = _get("/robots.txt").text.splitlines()
    assert f"Disallow: {routes.DASHBOARD}" in rules
    assert any(line.startswith("Sitemap: http") for line in rules)
    assert "Disallow: /" not in rules


def test_production_hides_the_notice_of_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _get(routes.ENVIRONMENT_STYLES).text == ""
    production = SimpleNamespace(is_production=True)
    monkeypatch.setattr(environment, "get_settings", lambda: production)
    assert ".demo-notice{display:none}" in _get(routes.ENVIRONMENT_STYLES).text
