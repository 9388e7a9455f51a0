"""What the stand-in is told when it is made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from avk_app import clock
from avk_app.errors import ConfigError


@dataclass(frozen=True)
class SandboxSettings:
    """`public_url`: where people reach the hosted page, the mount's path included, no slash at the end.

    `senders`: how many webhooks are under way at once; with one they arrive in the order of their events.
    """

    database: Path
    public_url: str
    secret_key: str
    webhook_url: str
    webhook_secret: str
    has_fault_switches: bool = False
    senders: int = 4
    webhook_timeout_seconds: float = 10
    now: Callable[[], datetime] = clock.now

    def __post_init__(self) -> None:
        if not self.secret_key.startswith("sk_test_"):
            raise ConfigError("The sandbox takes a test key only (sk_test_…), never a live one")
