"""What the stand-in remembers: objects, answers by idempotency key, webhooks to deliver. One SQLite file.

One thread owns the connection and runs one transaction after another, so requests never meet half-done
work of each other. Each is committed before its answer: what was answered survives the end of the process.
"""

import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from avk_app.sandbox.errors import Body

Result = TypeVar("Result")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS object (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  body TEXT NOT NULL, secret TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS object_kind ON object (kind, sequence);
CREATE INDEX IF NOT EXISTS object_intent ON object (kind, json_extract(body, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS object_customer ON object (kind, json_extract(body, '$.customer'));
CREATE INDEX IF NOT EXISTS open_session ON object (json_extract(body, '$.expires_at'))
  WHERE kind = 'checkout.session' AND json_extract(body, '$.status') = 'open';
CREATE TABLE IF NOT EXISTS answer (
  key TEXT PRIMARY KEY, request_hash TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
  answered_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS answer_age ON answer (answered_at);
CREATE TABLE IF NOT EXISTS delivery (
  id INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL, due_at REAL, attempts INTEGER NOT NULL,
  is_claimed INTEGER NOT NULL, is_stale INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (due_at, id);
"""


@dataclass(frozen=True)
class Answer:
    """What a request was, or will be, answered with."""

    status: int
    body: str
    is_replayed: bool = False


def dump(body: Body) -> str:
    """JSON as it is stored and sent."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


class Store:
    """The file and the one thread that works on it. A function given to `submit` is one transaction."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox")
        self._connection: sqlite3.Connection | None = None

    def submit(self, work: Callable[[sqlite3.Connection], Result]) -> "Future[Result]":
        """Run it whole or not at all."""
        return self._thread.submit(self._run, work)

    def close(self) -> None:
        """Finish what was submitted and let go of the file."""
        self._thread.submit(self._disconnect).result()
        self._thread.shutdown()

    def _run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        connection = self._connection or self._connect()
        connection.execute("BEGIN IMMEDIATE")
        try:
            result = work(connection)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        return result

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=30)
        connection.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {_SCHEMA}")
        self._connection = connection
        return connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
