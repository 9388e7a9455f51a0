"""How long a session lives: an end after idle time and an absolute end."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Lifetime:
    """Idle time and whole time after which a session is over."""

    idle: timedelta
    absolute: timedelta


LIFETIMES = {
    "surname": Lifetime(timedelta(minutes=30), timedelta(hours=12)),
    "password": Lifetime(timedelta(days=7), timedelta(days=30)),
    "staff": Lifetime(timedelta(minutes=30), timedelta(hours=10)),
}
TICKET_LIFETIME = timedelta(seconds=30)
TOUCH_INTERVAL = timedelta(minutes=1)


def is_session_alive(kind: str, last_seen_at: datetime, expires_at: datetime, now: datetime) -> bool:
    """Neither idle for too long nor past its absolute end."""
    return now < expires_at and now < last_seen_at + LIFETIMES[kind].idle
