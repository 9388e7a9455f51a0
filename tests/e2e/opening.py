"""Opening a page and waiting until it answers: before its scripts have come, its buttons do nothing."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, WebSocket

LOADED = '"is_hydrated_rx_state_":true'
LOADING_SECONDS = 30
RECONNECT_MILLISECONDS = 60_000


@contextmanager
def until_ready(page: Page) -> Iterator[None]:
    """Around what loads a page: left when the server has said that the page's state is loaded."""
    heard: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: heard.append(str(frame)))

    page.on("websocket", listen)
    yield
    deadline = time.monotonic() + LOADING_SECONDS
    while not any(LOADED in frame for frame in heard):
        assert time.monotonic() < deadline, "the page was not loaded"
        page.wait_for_timeout(20)
    page.remove_listener("websocket", listen)


def open_ready(page: Page, address: str) -> None:
    """Open a page of the portal, ready to be used."""
    with until_ready(page):
        page.goto(address)
