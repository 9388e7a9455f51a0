"""Every page that was built, whoever adds it: readable, reachable, quiet, in both themes and widths."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from avk_app import routes
from avk_app.texts import shell
from tests.databases import ROOT
from tests.factories import make_account, make_meter, make_user

BUILT = ROOT / ".web" / "build" / "client"
FILES = ("404.html", "__spa-fallback.html")
NOT_A_PAGE = "/no-such-page"
WIDTHS = (360, 1280)
# What the framework would say, and what a value that was forgotten looks like.
ENGLISH = re.compile(
    r"\b(loading|error|not found|reload|cannot connect|server|application|undefined|null|NaN|None|object)\b",
    re.IGNORECASE,
)


def _pages() -> Iterator[str]:
    for file in sorted(BUILT.rglob("*.html")):
        if file.name not in (*FILES, "index.html") or (file.parent == BUILT and file.name == "index.html"):
            path = file.relative_to(BUILT).with_suffix("").as_posix()
            yield "/" if path == "index" else f"/{path}"


def _sign_in(seed: Callable[..., Any], sign_in_as: Callable[..., None]) -> None:
    def make(session: Any) -> Any:
        account = make_account(session)
        make_meter(session, account)
        return account, make_user(session, account)

    sign_in_as(*seed(make))


def _settle(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".skeleton:not(.theme-panel .skeleton)")).to_have_count(0)


def _violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {node['target']}" for v in found for node in v["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", list(_pages()))
def test_a_page_is_accessible_russian_and_fits(
    page: Page, path: str, scheme: Any, seed: Callable[..., Any], sign_in_as: Callable[..., None]
) -> None:
    if path in routes.PRIVATE_PAGES:
        _sign_in(seed, sign_in_as)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(path)
    _settle(page)
    if path != routes.HOME:
        expect(page).to_have_title(re.compile(f"— {shell.UTILITY_NAME}$"))
    assert ENGLISH.findall(page.locator("body").inner_text()) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 760})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert _violations(page) == []
    page.set_viewport_size({"width": WIDTHS[0], "height": 760})
    page.evaluate("document.documentElement.classList.add('large-type')")
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[0], "in large type"


def test_the_page_for_wrong_addresses_is_held_to_the_same(browser: Any, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, viewport={"width": 360, "height": 760})
    page = context.new_page()
    answer = page.goto(NOT_A_PAGE)
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text(shell.NOT_FOUND_TITLE)
    expect(page).to_have_title(shell.page_title(shell.NOT_FOUND_TITLE))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert _violations(page) == []
    context.close()
