"""Which session opens which door."""

from enum import StrEnum


class Access(StrEnum):
    """Who may call a handler. What is not declared is denied."""

    ANYONE = "anyone"
    SUBSCRIBER = "subscriber"
    PASSWORD = "password"
    STAFF = "staff"


_OPENED_BY = {
    Access.ANYONE: frozenset({"", "surname", "password", "staff"}),
    Access.SUBSCRIBER: frozenset({"surname", "password"}),
    Access.PASSWORD: frozenset({"password"}),
    Access.STAFF: frozenset({"staff"}),
}


def is_open(access: Access, session_kind: str) -> bool:
    """Whether a session of this kind ("" for nobody) may pass."""
    return session_kind in _OPENED_BY[access]
