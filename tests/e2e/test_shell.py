"""What holds for every page: the prerendered text, the headers, no errors in the console."""

import httpx
from playwright.sync_api import Page, expect


def test_home_opens_without_console_errors(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_an_unknown_address_answers_404(base_url: str) -> None:
    assert httpx.get(f"{base_url}/no-such-page").status_code == 404


def test_scripts_need_no_unsafe_source(base_url: str) -> None:
    policy = httpx.get(base_url).headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
