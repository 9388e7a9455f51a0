"""Fresh objects in the provider's shape.

Each has all keys of the provider's published samples, each key of the sample's type. Where the provider
leaves null and its sample shows a value, ours is the empty value of that type, like `canceled_at: 0`.
"""

import json
from typing import Any

from avk_app.sandbox.errors import Body
from avk_app.sandbox.shapes_payment import BALANCE_TRANSACTION, CHARGE, INTENT, REFUND
from avk_app.sandbox.shapes_people import CUSTOMER, DISPUTE, METHOD, SETUP_INTENT
from avk_app.sandbox.shapes_session import SESSION

API_VERSION = "2026-10-28.endive"
_EMPTY = {
    shape["object"]: json.dumps(shape)
    for shape in (
        SESSION, INTENT, CHARGE, REFUND, BALANCE_TRANSACTION, CUSTOMER, METHOD, SETUP_INTENT, DISPUTE
    )
}  # fmt: skip


def fresh(kind: str, **values: Any) -> Body:
    """A new object of this kind; `values` must be keys that it has."""
    made: Body = json.loads(_EMPTY[kind])
    if unknown := values.keys() - made.keys() - {"card", "link"}:
        raise KeyError(f"{kind} has no {sorted(unknown)}")
    return made | values


def listing(url: str, data: list[Body], *, has_more: bool = False) -> Body:
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def event(event_id: str, kind: str, about: Body, now: int) -> Body:
    """What happened, with the object as it was then."""
    return {
        "id": event_id,
        "object": "event",
        "api_version": API_VERSION,
        "created": now,
        "data": {"object": about},
        "livemode": False,
        "pending_webhooks": 0,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }
