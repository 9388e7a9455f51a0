"""A blank page of the same framework version, built once and served like our own: what we compare with."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from avk_app.web.frontend import frontend_mount
from tests.databases import ROOT, free_port

BLANK = ROOT / ".build" / "blank"
CLIENT = BLANK / ".web" / "build" / "client"
_CONFIG = """import reflex as rx

config = rx.Config(
    app_name="blank",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    frontend_compression_formats=["gzip", "brotli"],
    plugins=[rx.plugins.TailwindV4Plugin()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
"""
_APP = """import reflex as rx


class Counter(rx.State):
    count: int = 0

    @rx.event
    async def add(self):
        self.count += 1


def index():
    return rx.el.main(rx.el.h1("Blank"), rx.el.button(Counter.count, on_click=Counter.add))


app = rx.App(html_lang="ru", toaster=None)
app.add_page(index, route="/", title="Blank")
"""


def build_blank() -> None:
    if CLIENT.exists():
        return
    package = BLANK / "blank"
    package.mkdir(parents=True, exist_ok=True)
    (BLANK / "rxconfig.py").write_text(_CONFIG)
    (package / "blank.py").write_text(_APP)
    (package / "__init__.py").touch()
    shutil.copytree(ROOT / "reflex.lock", BLANK / "reflex.lock", dirs_exist_ok=True)
    clean = {key: value for key, value in os.environ.items() if not key.startswith("AVK_")}
    subprocess.run(
        ["reflex", "export", "--frontend-only", "--no-zip"],
        cwd=BLANK,
        env=clean,
        check=True,
        stdout=subprocess.DEVNULL,
    )


@contextmanager
def served_blank() -> Iterator[str]:
    """The address of the blank page, served with the same compression and headers as ours."""
    build_blank()
    port = free_port()
    app = Starlette(routes=[frontend_mount(Path(CLIENT))])
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield f"http://localhost:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
