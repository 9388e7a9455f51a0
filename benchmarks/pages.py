"""What a page costs the person who opens it: bytes over the wire, and Lighthouse on a slow phone."""

import json
import os
import subprocess
from dataclasses import dataclass

from playwright.sync_api import Browser, sync_playwright

from avk_app import routes
from tests.browsers import find_chromium
from tests.databases import ROOT

LIGHTHOUSE = ROOT / ".build" / "lighthouse"
LIGHTHOUSE_VERSION = "lighthouse@12"
LIGHTHOUSE_SECONDS = 90
LIGHTHOUSE_TRIES = 2
PAGES = (*routes.PUBLIC_PAGES, *routes.PRIVATE_PAGES)


@dataclass(frozen=True)
class PageCost:
    """Bytes of one full load from an empty cache, and scores of a hundred ("" where none)."""

    name: str
    wire_bytes: int
    performance: str = ""
    accessibility: str = ""


def measure_pages(portal: str, blank: str, cookie: str) -> list[PageCost]:
    """The blank page first, then each of ours, as somebody who is signed in where that is needed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        addresses = [("blank", blank, ""), *(_of(page, portal, cookie) for page in PAGES)]
        weights = [(name, url, key, _wire_bytes(browser, url, key)) for name, url, key in addresses]
        browser.close()
    return [PageCost(name, size, *_scores(url, key)) for name, url, key, size in weights]


def _of(page: str, portal: str, cookie: str) -> tuple[str, str, str]:
    return page, f"{portal}{page}", cookie if page in routes.PRIVATE_PAGES else ""


def _wire_bytes(browser: Browser, url: str, cookie: str) -> int:
    context = browser.new_context()
    if cookie:
        context.add_cookies([{"name": "avk", "value": cookie, "url": url}])
    page = context.new_page()
    seen: list[float] = []
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.on("Network.loadingFinished", lambda event: seen.append(event["encodedDataLength"]))
    page.goto(url, wait_until="networkidle")
    context.close()
    return int(sum(seen))


def _scores(url: str, cookie: str) -> tuple[str, str]:
    """Lighthouse's mobile scores; nothing where npm cannot bring it or it stays silent."""
    program = _lighthouse()
    for _ in range(LIGHTHOUSE_TRIES if program else 0):
        scores = _try_lighthouse(program, url, cookie)
        if all(scores):
            return scores
    return "", ""


def _try_lighthouse(program: str, url: str, cookie: str) -> tuple[str, str]:
    """In a browser of its own, which now and then does not answer: then nothing."""
    headers = json.dumps({"Cookie": f"avk={cookie}"}) if cookie else "{}"
    command = [
        program,
        url,
        "--quiet",
        "--output=json",
        "--only-categories=performance,accessibility",
        "--chrome-flags=--headless=new --no-sandbox",
        f"--extra-headers={headers}",
    ]
    environment = {**os.environ, "CHROME_PATH": find_chromium() or ""}
    try:
        report = subprocess.run(
            command, env=environment, capture_output=True, timeout=LIGHTHOUSE_SECONDS, check=True
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return "", ""
    categories = json.loads(report.stdout)["categories"]
    return _percent(categories["performance"]), _percent(categories["accessibility"])


def _percent(category: dict[str, float | None]) -> str:
    score = category["score"]
    return "" if score is None else str(round(score * 100))


def _lighthouse() -> str:
    program = LIGHTHOUSE / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        LIGHTHOUSE.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--silent", LIGHTHOUSE_VERSION],
            cwd=LIGHTHOUSE,
            check=False,
        )
    return str(program) if program.exists() else ""
