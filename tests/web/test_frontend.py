"""The built front end: each page's own script policy, also when the browser already has the page."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from starlette.applications import Starlette

from avk_app.web import frontend
from avk_app.web.frontend import frontend_mount
from avk_app.web.security import SecurityHeaders

Get = Callable[..., httpx.Response]


@pytest.fixture
def get(tmp_path: Path) -> Get:
    (tmp_path / "index.html").write_text("<script>start()</script>")
    (tmp_path / "404.html").write_text("<p>nothing here</p>")
    for page in ("login", "styleguide"):
        (tmp_path / page).mkdir()
        (tmp_path / page / "index.html").write_text(page)
        (tmp_path / f"{page}.html").write_text(page)
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "page-1a2b.js").write_text("start()")
    (tmp_path / "favicon.svg").write_text("<svg/>")
    app = SecurityHeaders(Starlette(routes=[frontend_mount(tmp_path)]))

    async def fetch(address: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(address, headers=headers)

    return lambda address, **headers: asyncio.run(fetch(address, headers))


def test_a_page_that_the_browser_kept_keeps_its_policy(get: Get) -> None:
    first = get("/")
    again = get("/", **{"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert "'sha256-" in first.headers["content-security-policy"]
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("address", "caching"),
    [
        ("/", "no-cache"),
        ("/assets/page-1a2b.js", "public, max-age=31536000, immutable"),
        ("/favicon.svg", "public, max-age=3600"),
        ("/nothing", "no-cache"),
    ],
)
def test_only_names_with_a_hash_are_kept_for_ever(get: Get, address: str, caching: str) -> None:
    assert get(address).headers["cache-control"] == caching


def test_a_page_answers_without_a_redirect(get: Get) -> None:
    for address in ("/login", "/login/", "/login.html"):
        answer = get(address)
        assert (answer.status_code, answer.text) == (200, "login")


@pytest.mark.parametrize(
    "address", ["/styleguide", "/styleguide/", "/styleguide.html", "/styleguide/index.html"]
)
def test_production_has_no_demo_pages(get: Get, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    production = SimpleNamespace(is_production=True)
    monkeypatch.setattr(frontend, "get_settings", lambda: production)
    answer = get(address)
    assert answer.status_code == 404
    assert "<script" not in answer.text
    assert get("/login").status_code == 200


def test_the_demo_shows_them(get: Get) -> None:
    assert get("/styleguide").text == "styleguide"
