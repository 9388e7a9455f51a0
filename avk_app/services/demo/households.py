"""What kind of household an account is: its meters, its habits and what happens to it."""

from dataclasses import dataclass
from random import Random

from avk_app.models.meters import MeterKind

COLD, HOT = MeterKind.COLD, MeterKind.HOT
Tap = tuple[MeterKind, str]
"""Which water, and where its meter hangs."""

_NO_MONTH = -1
_FLATS: tuple[tuple[tuple[Tap, ...], int], ...] = (
    (((COLD, "санузел"), (HOT, "санузел")), 56),
    (((COLD, "кухня"), (HOT, "кухня"), (COLD, "ванная"), (HOT, "ванная")), 16),
    (((COLD, "санузел"), (HOT, "санузел"), (COLD, "кухня")), 7),
    (((COLD, "санузел"),), 14),
    ((), 7),
)
_HOUSES: tuple[tuple[tuple[Tap, ...], int], ...] = (
    (((COLD, "подвал"),), 62),
    (((COLD, "колодец"),), 22),
    (((COLD, "дом"), (COLD, "летний водопровод")), 11),
    ((), 5),
)
_PERSONS = (1, 2, 3, 4, 5, 6)
_PERSONS_IN_FLATS = (26, 32, 22, 13, 5, 2)
_PERSONS_IN_HOUSES = (12, 26, 22, 22, 11, 7)


@dataclass(frozen=True)
class Household:
    """One household. Months count from the first of the history; -1 stands for "never".

    `missed_share` is how often they forget, in percent; from `silent_from` on nothing comes at all.
    """

    persons: int
    taps: tuple[Tap, ...]
    moved_in: int = _NO_MONTH
    missed_share: int = 2
    silent_from: int = _NO_MONTH
    forgotten: int = _NO_MONTH
    leak_from: int = _NO_MONTH
    leak_months: int = 0
    meter_replaced: int = _NO_MONTH
    corrected: int = _NO_MONTH
    sends_early: bool = False
    is_dial_nearly_full: bool = False
    verification_due_in_days: int | None = None


def make_household(rng: Random, is_private_house: bool, months: int) -> Household:
    """Draw a household for a history of so many whole months."""
    layouts, persons = (
        (_HOUSES, _PERSONS_IN_HOUSES) if is_private_house else (_FLATS, _PERSONS_IN_FLATS)
    )
    return Household(
        persons=rng.choices(_PERSONS, persons)[0],
        taps=rng.choices([taps for taps, _ in layouts], [weight for _, weight in layouts])[0],
        moved_in=max(months - rng.randrange(1, 11), 0) if rng.random() < 0.03 else _NO_MONTH,
        missed_share=rng.randrange(15, 40) if rng.random() < 0.12 else 2,
        silent_from=max(months - rng.randrange(2, 9), 0) if rng.random() < 0.025 else _NO_MONTH,
        leak_from=_some_month(rng, months, 0.012),
        leak_months=rng.randrange(1, 4),
        meter_replaced=_some_month(rng, months, 0.025),
        corrected=_some_month(rng, months, 0.02),
        sends_early=rng.random() < 0.28,
        is_dial_nearly_full=rng.random() < 0.004,
    )


def _some_month(rng: Random, months: int, share: float) -> int:
    return rng.randrange(months) if rng.random() < share else _NO_MONTH


def showcase_household(months: int) -> Household:
    """What a newcomer looks at first: two meters, one month forgotten, verification due, this month open."""
    return Household(
        persons=3,
        taps=((COLD, "кухня"), (HOT, "ванная")),
        missed_share=0,
        forgotten=max(months - 7, 0),
        verification_due_in_days=44,
    )


def second_home_household() -> Household:
    """The other account of the user who has two."""
    return Household(persons=1, taps=((COLD, "санузел"), (HOT, "санузел")), missed_share=0)
