"""Switches that make the outside world as bad as it can be. Tests throw them; nothing survives a restart."""

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatch
from threading import Lock


class AnswerFault(StrEnum):
    """What happens to an answer of the API."""

    SLOW_WORK = "slow_work"
    FAIL_BEFORE_WORK = "fail_before_work"
    FAIL_AFTER_WORK = "fail_after_work"
    SLOW_ANSWER = "slow_answer"


class WebhookFault(StrEnum):
    """What happens to the webhooks of an event."""

    LOSE = "lose"
    DELAY = "delay"
    DOUBLE = "double"
    REORDER = "reorder"
    STALE = "stale"


@dataclass
class Switch:
    """A fault for the next `times` requests or events whose path or type matches, like `charge.*`."""

    kind: AnswerFault | WebhookFault
    times: int = 1
    matching: str = "*"
    seconds: float = 0


@dataclass(frozen=True)
class Plan:
    """One webhook to send; without `due_at` it is held back until its companions have come."""

    due_at: float | None
    is_stale: bool = False


class Faults:
    """The switches that are on. Any thread may throw one."""

    def __init__(self) -> None:
        self._switches: list[Switch] = []
        self._lock = Lock()
        self._held = 0
        self.is_settlement_slow = False

    def switch_on(self, switch: Switch) -> None:
        with self._lock:
            self._switches.append(switch)
            if switch.kind is WebhookFault.REORDER:
                self._held += switch.times

    def clear(self) -> None:
        with self._lock:
            self._switches.clear()
            self._held = 0
        self.is_settlement_slow = False

    def listed(self) -> list[Switch]:
        with self._lock:
            return list(self._switches)

    def take_answer(self, path: str) -> Switch | None:
        """The fault of this answer, used up by it."""
        return self._take(AnswerFault, path)

    def plan(self, event_type: str, now: float) -> list[Plan]:
        """The webhooks of one event."""
        switch = self._take(WebhookFault, event_type)
        if switch is None:
            return [Plan(now)]
        if switch.kind is WebhookFault.REORDER:
            self._held -= 1
        plans = {
            WebhookFault.LOSE: [],
            WebhookFault.DOUBLE: [Plan(now), Plan(now)],
            WebhookFault.DELAY: [Plan(now + switch.seconds)],
            WebhookFault.STALE: [Plan(now, is_stale=True)],
            WebhookFault.REORDER: [Plan(None)],
        }
        return plans[WebhookFault(switch.kind)]

    def releases_held(self) -> bool:
        """Whether the last of those that are held back has come."""
        return self._held == 0

    def _take(self, family: type[StrEnum], name: str) -> Switch | None:
        with self._lock:
            for switch in self._switches:
                if isinstance(switch.kind, family) and fnmatch(name, switch.matching):
                    switch.times -= 1
                    self._switches = [one for one in self._switches if one.times > 0]
                    return switch
        return None
