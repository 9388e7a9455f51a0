"""How the demo city's subscribers pay: most in time, some late, in part, ahead, and a few never."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from random import Random

from avk_app.clock import CITY_ZONE
from avk_app.domain.period import Period
from avk_app.models.payments import PaymentChannel
from avk_app.services.demo.chance import happens
from avk_app.services.demo.city import FIRST_HOME, SECOND_HOME, SHOWCASE
from avk_app.services.ledger import ReceivedPayment


class Habit(StrEnum):
    """How a household pays."""

    IN_TIME = "in_time"
    LATE = "late"
    IN_PART = "in_part"
    AHEAD = "ahead"
    SELDOM = "seldom"
    NEVER = "never"


@dataclass(frozen=True)
class IssuedSums:
    """What a bill says: the balance before it, and what is to be paid with it."""

    account_id: int
    opening_kopecks: int
    due_kopecks: int


_HABITS = (
    *[Habit.IN_TIME] * 70, *[Habit.LATE] * 11, *[Habit.IN_PART] * 5, *[Habit.AHEAD] * 7,
    *[Habit.SELDOM] * 5, *[Habit.NEVER] * 2,
)  # fmt: skip
_CHANNELS = (
    *[PaymentChannel.CARD] * 46, *[PaymentChannel.BANK_TRANSFER] * 30, *[PaymentChannel.OFFICE] * 18,
    *[PaymentChannel.E_WALLET] * 6,
)  # fmt: skip
_DAYS = {Habit.LATE: range(12, 29), Habit.IN_PART: range(5, 26), Habit.SELDOM: range(5, 26)}
_IN_TIME = range(3, 11)
_KNOWN_HABITS = {FIRST_HOME: Habit.IN_TIME, SECOND_HOME: Habit.AHEAD}
_FORGOT_PERMILLE, _SELDOM_PERMILLE = 15, 180
_AHEAD_KOPECKS = range(200_000, 500_000, 50_000)
_PART_PERCENT = range(40, 85)
_OPENS = time(8)
_OPEN_MINUTES = 14 * 60
_SHOWCASE_UNPAID, _SHOWCASE_LATE, _SHOWCASE_LATE_DAY = (1, 5), 4, 25
"""The showcase's bills, counted in months back: unpaid in their month, and the older one paid late."""


def payment_of_month(seed: int, sums: IssuedSums, billed: Period, current: Period) -> ReceivedPayment | None:
    """What the account pays in the month after `billed`, knowing the bill of that period."""
    rng = Random(f"{seed}/{sums.account_id}/{billed.code}/payment")  # noqa: S311 — a made-up city
    if sums.account_id == SHOWCASE:
        amount, day = _showcase(rng, sums, billed.months_until(current))
    else:
        habit = _habit(seed, sums.account_id)
        amount, day = _amount(rng, habit, sums), rng.choice(_DAYS.get(habit, _IN_TIME))
    if amount <= 0:
        return None
    paid_on = billed.plus(1).day(day)
    moment = datetime.combine(paid_on, _OPENS, CITY_ZONE) + timedelta(minutes=rng.randrange(_OPEN_MINUTES))
    channel = _channel(seed, rng, sums.account_id)
    return ReceivedPayment(sums.account_id, channel, amount, paid_on, moment.astimezone(UTC))


def has_come(payment: ReceivedPayment, today: date) -> bool:
    """Whether the money is there already."""
    return payment.paid_on < today


def _habit(seed: int, account_id: int) -> Habit:
    rng = Random(f"{seed}/{account_id}/habit")  # noqa: S311 — a made-up city
    return _KNOWN_HABITS.get(account_id) or rng.choice(_HABITS)


def _channel(seed: int, rng: Random, account_id: int) -> PaymentChannel:
    """People keep to their way of paying, mostly."""
    usual = Random(f"{seed}/{account_id}/channel").choice(_CHANNELS)  # noqa: S311 — a made-up city
    return rng.choice(_CHANNELS) if happens(rng, 100) else usual


def _amount(rng: Random, habit: Habit, sums: IssuedSums) -> int:
    due = sums.due_kopecks
    if habit is Habit.NEVER or due <= 0 or happens(rng, _FORGOT_PERMILLE):
        return 0
    if habit is Habit.IN_PART:
        return due * rng.choice(_PART_PERCENT) // 100
    if habit is Habit.AHEAD:
        return rng.choice(_AHEAD_KOPECKS) + due // 10_000 * 10_000
    if habit is Habit.SELDOM and not happens(rng, _SELDOM_PERMILLE):
        return 0
    return due


def _showcase(rng: Random, sums: IssuedSums, months_back: int) -> tuple[int, int]:
    """One bill was forgotten and paid after six weeks, the next in time; the newest is open."""
    if months_back in _SHOWCASE_UNPAID:
        return 0, 1
    if months_back == _SHOWCASE_LATE:
        return sums.opening_kopecks, _SHOWCASE_LATE_DAY
    return sums.due_kopecks, rng.choice(_IN_TIME)
