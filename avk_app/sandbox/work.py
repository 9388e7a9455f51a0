"""One request's view of the store: objects by their ids, lists by filters, events told."""

import json
import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from avk_app.sandbox import shapes
from avk_app.sandbox.errors import Body, missing
from avk_app.sandbox.faults import Faults
from avk_app.sandbox.params import Params
from avk_app.sandbox.settings import SandboxSettings
from avk_app.sandbox.store import dump

Filter = tuple[str, object]


def new_id(prefix: str, length: int = 24) -> str:
    """Nobody can guess it: `length` hexadecimal digits, an even number."""
    return prefix + secrets.token_hex(length // 2)


@dataclass(frozen=True)
class Work:
    """What one operation works with; `now` is seconds since 1970, `told` the ids of its events."""

    connection: sqlite3.Connection
    settings: SandboxSettings
    faults: Faults
    now: int
    told: list[str]
    params: Params = field(default_factory=lambda: Params({}))
    address: dict[str, str] = field(default_factory=dict)
    request_id: str | None = None
    idempotency_key: str | None = None

    def find(self, kind: str, object_id: str) -> Body | None:
        row = self.connection.execute(
            "SELECT body FROM object WHERE id = ? AND kind = ?", (object_id, kind)
        ).fetchone()
        return json.loads(row[0]) if row else None

    def get(self, kind: str, object_id: str, param: str = "id") -> Body:
        """Raises the provider's "No such …", about the parameter that named the object."""
        found = self.find(kind, object_id)
        if found is None:
            raise missing(kind, object_id[:100], param)
        return found

    def get_addressed(self, kind: str) -> Body:
        """The object that the request's address names."""
        return self.get(kind, self.address["id"])

    def find_any(self, object_id: str) -> Body | None:
        row = self.connection.execute("SELECT body FROM object WHERE id = ?", (object_id,)).fetchone()
        return json.loads(row[0]) if row else None

    def secret_of(self, object_id: str) -> Body:
        """What we know about an object and its API does not show."""
        row = self.connection.execute("SELECT secret FROM object WHERE id = ?", (object_id,)).fetchone()
        found: Body = json.loads(row[0])
        return found

    def save_secret(self, object_id: str, secret: Body) -> None:
        self.connection.execute("UPDATE object SET secret = ? WHERE id = ?", (dump(secret), object_id))

    def add(self, body: Body, secret: Body | None = None) -> Body:
        self.connection.execute(
            "INSERT INTO object (id, kind, body, secret) VALUES (?, ?, ?, ?)",
            (body["id"], body["object"], dump(body), dump(secret or {})),
        )
        return body

    def save(self, body: Body) -> Body:
        self.connection.execute("UPDATE object SET body = ? WHERE id = ?", (dump(body), body["id"]))
        return body

    def select(
        self, kind: str, filters: Sequence[Filter], order: str = "DESC", limit: int = -1
    ) -> list[Body]:
        """Newest first; a filter is a key of the body, or a whole SQL condition with `?`, and its values."""
        conditions: list[str] = ["kind = ?"]
        values: list[object] = [kind]
        for name, value in filters:
            conditions.append(name if "?" in name else f"json_extract(body, '$.{name}') = ?")
            values.extend(value if isinstance(value, tuple) else (value,))
        rows = self.connection.execute(
            f"SELECT body FROM object WHERE {' AND '.join(conditions)} ORDER BY sequence {order} LIMIT ?",  # noqa: S608
            [*values, limit],
        )
        return [json.loads(row[0]) for row in rows]

    def tell(self, kind: str, about: Body) -> Body:
        """Make an event that shows the object as it is now, and plan its webhooks."""
        event = shapes.event(new_id("evt_"), kind, about, self.now)
        event["request"] = {"id": self.request_id, "idempotency_key": self.idempotency_key}
        self._plan(event)
        self.told.append(event["id"])
        return self.add(event)

    def _plan(self, event: Body) -> None:
        planned = self.faults.plan(event["type"], self.settings.now().timestamp())
        event["pending_webhooks"] = max(1, len(planned))  # one that gets lost is never taken
        self.connection.executemany(
            "INSERT INTO delivery (event_id, due_at, attempts, is_claimed, is_stale) VALUES (?, ?, 0, 0, ?)",
            [(event["id"], plan.due_at, plan.is_stale) for plan in planned],
        )
        if self.faults.releases_held():
            self._release_in_reverse()

    def _release_in_reverse(self) -> None:
        """What was held back goes out newest first, a millisecond apart."""
        held_back = "SELECT id FROM delivery WHERE due_at IS NULL ORDER BY id DESC"
        held = self.connection.execute(held_back).fetchall()
        start = self.settings.now().timestamp()
        self.connection.executemany(
            "UPDATE delivery SET due_at = ? WHERE id = ?",
            [(start + place / 1000, row[0]) for place, row in enumerate(held)],
        )
