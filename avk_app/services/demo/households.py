"""What kind of household an account is: its meters, its habits and what happens to it."""

from dataclasses import dataclass
from functools import cache
from random import Random

from avk_app.models.meters import MeterKind
from avk_app.services.demo.chance import happens
from avk_app.services.demo.data import read_table

Tap = tuple[MeterKind, str]
"""Which water, and where its meter hangs."""

_NO_MONTH = -1
_MOVED_IN_PERMILLE, _FORGETFUL_PERMILLE, _SILENT_PERMILLE = 30, 120, 25
_LEAK_PERMILLE, _REPLACED_PERMILLE, _CORRECTED_PERMILLE = 12, 25, 20
_EARLY_PERMILLE, _NEARLY_FULL_PERMILLE = 280, 4
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

    @property
    def has_hot_meter(self) -> bool:
        return any(kind is MeterKind.HOT for kind, _place in self.taps)


def make_household(rng: Random, is_private_house: bool, months: int) -> Household:
    """Draw a household for a history of so many whole months."""
    persons = _PERSONS_IN_HOUSES if is_private_house else _PERSONS_IN_FLATS
    layouts, shares = _layouts("house" if is_private_house else "flat")
    return Household(
        persons=rng.choices(_PERSONS, persons)[0],
        taps=rng.choices(layouts, shares)[0],
        moved_in=_late_month(rng, months, _MOVED_IN_PERMILLE),
        missed_share=rng.randrange(15, 40) if happens(rng, _FORGETFUL_PERMILLE) else 2,
        silent_from=_late_month(rng, months, _SILENT_PERMILLE),
        leak_from=_some_month(rng, months, _LEAK_PERMILLE),
        leak_months=rng.randrange(1, 4),
        meter_replaced=_some_month(rng, months, _REPLACED_PERMILLE),
        corrected=_some_month(rng, months, _CORRECTED_PERMILLE),
        sends_early=happens(rng, _EARLY_PERMILLE),
        is_dial_nearly_full=happens(rng, _NEARLY_FULL_PERMILLE),
    )


@cache
def _layouts(premise: str) -> tuple[tuple[tuple[Tap, ...], ...], tuple[int, ...]]:
    """What meters a flat or house may have, and how many of a hundred do."""
    lines = [(taps, int(share)) for name, share, taps in read_table("layouts") if name == premise]
    return tuple(_taps(taps) for taps, _ in lines), tuple(share for _, share in lines)


def _taps(text: str) -> tuple[Tap, ...]:
    pairs = [tap.split(" ", 1) for tap in text.split(", ") if tap]
    return tuple((MeterKind(kind), place) for kind, place in pairs)


def _some_month(rng: Random, months: int, permille: int) -> int:
    return rng.randrange(months) if happens(rng, permille) else _NO_MONTH


def _late_month(rng: Random, months: int, permille: int) -> int:
    """A month of the last ten."""
    return max(months - rng.randrange(1, 11), 0) if happens(rng, permille) else _NO_MONTH


def showcase_household(months: int) -> Household:
    """What a newcomer looks at first: two meters, one month forgotten, verification due, this month open."""
    return Household(
        persons=3,
        taps=_layouts("showcase")[0][0],
        missed_share=0,
        forgotten=max(months - 7, 0),
        verification_due_in_days=44,
    )


def second_home_household() -> Household:
    """The other account of the user who has two."""
    return Household(persons=1, taps=_layouts("showcase")[0][0], missed_share=0)
