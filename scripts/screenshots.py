"""Takes the pictures of the README and the guides from the demo city: `make screenshots`."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tests.browsers import find_chromium
from tests.databases import ROOT, free_port
from tests.e2e.server import wait_until_up

TODAY = "2026-11-22T06:00:00+00:00"
FOLDER = ROOT / "docs" / "screenshots"
PHONE: ViewportSize = {"width": 360, "height": 1180}
PAGES = ("dashboard", "readings", "payments", "history", "bill")
GAP = 24


@contextmanager
def demo_city() -> Iterator[dict[str, Any]]:
    """A fresh demo on a day of its own, served; yields what `demo show --json` tells."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = {**os.environ, "AVK_DATA_DIR": folder, "AVK_NOW": TODAY, "AVK_PORT": str(port)}
        command = [sys.executable, "-m", "avk_app"]
        subprocess.run([*command, "prepare"], cwd=ROOT, env=environment, check=True)
        shown = subprocess.check_output([*command, "demo", "show", "--json"], cwd=ROOT, env=environment)
        server = subprocess.Popen([*command, "serve"], cwd=ROOT, env=environment)
        try:
            wait_until_up(f"http://localhost:{port}/healthz", server)
            yield json.loads(shown)
        finally:
            server.terminate()
            server.wait(timeout=20)


def sign_in(page: Page, city: dict[str, Any]) -> None:
    person = city["subscriber"]
    page.goto(f"{city['address']}/login")
    page.get_by_label("Фамилия").fill(person["surname"])
    page.get_by_label("Номер лицевого счёта").fill(person["account_number"])
    page.get_by_role("button", name="Войти", exact=True).click()
    page.wait_for_url("**/dashboard*")


def take(page: Page, city: dict[str, Any], name: str, folder: Path) -> Path:
    page.goto(f"{city['address']}/{name}", wait_until="networkidle")
    page.wait_for_timeout(1500)
    path = folder / f"{name}.png"
    page.screenshot(path=path)
    return path


def side_by_side(paths: list[Path], target: Path) -> None:
    images = [Image.open(path) for path in paths]
    width = sum(image.width + GAP for image in images) + GAP
    sheet = Image.new("RGB", (width, max(image.height for image in images) + 2 * GAP), "#d3dfeb")
    left = GAP
    for image in images:
        sheet.paste(image, (left, GAP))
        left += image.width + GAP
    sheet.quantize(128).save(target, optimize=True)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo_city() as city, sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport=PHONE)
        sign_in(page, city)
        side_by_side([take(page, city, name, Path(folder)) for name in PAGES], FOLDER / "overview.png")
        browser.close()


main()
