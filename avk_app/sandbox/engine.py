"""The stand-in without HTTP: runs work on its store and wakes the senders of webhooks."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

from avk_app.sandbox.faults import Faults
from avk_app.sandbox.settings import SandboxSettings
from avk_app.sandbox.store import Store
from avk_app.sandbox.work import Work

Result = TypeVar("Result")


class Engine:
    """One per app: its store, its switches, and the idempotency keys that are being worked on."""

    def __init__(self, settings: SandboxSettings) -> None:
        self.settings, self.faults = settings, Faults()
        self.store = Store(settings.database)
        self.keys_in_use: set[str] = set()
        self._ring: Callable[[], object] | None = None

    @contextmanager
    def bell_rings(self, ring: Callable[[], object]) -> Iterator[None]:
        """Meanwhile `ring` is called, in the store's thread, whenever there is an event to tell."""
        self._ring = ring
        yield
        self._ring = None

    def submit(self, job: Callable[[Work], Result], **given: Any) -> "Future[Result]":
        """One transaction; `given` are fields of Work."""
        told: list[str] = []

        def transaction(connection: sqlite3.Connection) -> Result:
            return job(Work(connection, self.settings, self.faults, self._now(), told, **given))

        future = self.store.submit(transaction)
        future.add_done_callback(lambda _done: self._after(told))
        return future

    async def run(self, job: Callable[[Work], Result], **given: Any) -> Result:
        return await asyncio.wrap_future(self.submit(job, **given))

    def _now(self) -> int:
        return int(self.settings.now().timestamp())

    def _after(self, told: list[str]) -> None:
        if told and self._ring is not None:
            self._ring()
