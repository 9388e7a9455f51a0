"""What of the socket's messages reaches the framework: only those that look like an event of ours.

The framework writes a message it does not understand into its log, with headers and all.
"""

from typing import Any

import structlog
from reflex.app import EventNamespace
from reflex_base.registry import RegistrationContext

log = structlog.get_logger()

MAX_PATH_LENGTH = 2048


def is_event(message: object) -> bool:
    """A known handler's name, arguments by name, and the browser's place as text."""
    if not isinstance(message, dict):
        return False
    name, payload = message.get("name"), message.get("payload", {})
    known = RegistrationContext.get().event_handlers
    return isinstance(name, str) and name in known and isinstance(payload, dict) and _is_place(message)


def _is_place(message: dict[str, Any]) -> bool:
    place = message.get("router_data", {})
    if not isinstance(place, dict) or not isinstance(place.get("query", {}), dict):
        return False
    return all(_is_path(place.get(key, "/")) for key in ("pathname", "asPath"))


def _is_path(value: object) -> bool:
    return isinstance(value, str) and value.startswith("/") and len(value) <= MAX_PATH_LENGTH


def refuse_other_messages(namespace: EventNamespace) -> None:
    """Put the check before the framework's own reading of a message."""
    accept = namespace.on_event

    async def on_event(sid: str, data: Any) -> None:
        if is_event(data):
            await accept(sid, data)
        else:
            log.info("message_refused", kind=type(data).__name__)

    namespace.on_event = on_event  # type: ignore[method-assign]
