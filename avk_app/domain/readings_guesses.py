"""What a person probably meant when a value is unusual: one suggestion, only where it is obvious."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from avk_app.domain.readings import Comparison, MeterPast, ReadingRules, compare, judge
from avk_app.volume import LITRES_PER_CUBIC_METRE, dial_capacity_litres

_COMMA_SHIFTS = (1000, 100, 10)


class Slip(StrEnum):
    """How the value probably came about."""

    RED_DIGITS = "red_digits"
    COMMA = "comma"
    SWAPPED = "swapped"
    TYPO = "typo"


@dataclass(frozen=True)
class Guess:
    """The value that was probably meant, in litres, and the slip that would explain it."""

    slip: Slip
    value_litres: int


@dataclass(frozen=True)
class Entry:
    """One meter's value as it was typed, with the meter's past."""

    value_litres: int
    past: MeterPast


def guess_all(entries: Sequence[Entry], rules: ReadingRules) -> list[Guess | None]:
    """For each entry what was probably meant instead; None when it is ordinary or nothing is obvious."""
    return [
        _guess_swap(entry, [other for other in entries if other is not entry], rules)
        or guess(entry.value_litres, entry.past, rules)
        if _is_unusual(entry, rules)
        else None
        for entry in entries
    ]


def guess(value_litres: int, past: MeterPast, rules: ReadingRules) -> Guess | None:
    """What was probably meant by an unusual value of one meter, if that is obvious."""
    return _guess_comma(value_litres, past, rules) or _guess_typo(value_litres, past, rules)


def guess_overlong(digits_typed: str, past: MeterPast, rules: ReadingRules) -> Guess | None:
    """More digits than the dial has black drums: black and red ones written together, if that is ordinary."""
    value_litres = int(digits_typed)
    fits = value_litres < dial_capacity_litres(past.digits)
    return Guess(Slip.RED_DIGITS, value_litres) if fits and _is_likely(value_litres, past, rules) else None


def _guess_swap(entry: Entry, others: Sequence[Entry], rules: ReadingRules) -> Guess | None:
    for other in others:
        is_likely_here = _is_likely(other.value_litres, entry.past, rules)
        if is_likely_here and _is_likely(entry.value_litres, other.past, rules) and _is_unusual(other, rules):
            return Guess(Slip.SWAPPED, other.value_litres)
    return None


def _guess_comma(value_litres: int, past: MeterPast, rules: ReadingRules) -> Guess | None:
    """The comma forgotten or in the wrong place: the same digits, shifted."""
    capacity = dial_capacity_litres(past.digits)
    shifted = [value_litres // shift for shift in _COMMA_SHIFTS if value_litres % shift == 0]
    shifted += [value_litres * shift for shift in _COMMA_SHIFTS]
    likely = [litres for litres in shifted if litres < capacity and _is_likely(litres, past, rules)]
    if len(set(likely)) != 1:
        return None
    is_whole = value_litres == likely[0] * LITRES_PER_CUBIC_METRE
    return Guess(Slip.RED_DIGITS if is_whole else Slip.COMMA, likely[0])


def _guess_typo(value_litres: int, past: MeterPast, rules: ReadingRules) -> Guess | None:
    """One digit wrong, or two neighbours changed places, when just one such value would be usual."""
    usual = {
        candidate
        for candidate in _near_misses(value_litres, past.digits)
        if candidate > past.previous_litres
        and compare(candidate - past.previous_litres, past, rules) is Comparison.USUAL
    }
    return Guess(Slip.TYPO, usual.pop()) if len(usual) == 1 else None


def _near_misses(value_litres: int, digits: int) -> Iterator[int]:
    """Values that differ in one black digit or in the order of two neighbours."""
    metres, litres = divmod(value_litres, LITRES_PER_CUBIC_METRE)
    dial = f"{metres:0{digits}d}"
    for place in range(digits):
        for digit in "0123456789":
            yield _as_litres(dial[:place] + digit + dial[place + 1 :], litres)
    for place in range(digits - 1):
        swapped = dial[:place] + dial[place + 1] + dial[place] + dial[place + 2 :]
        yield _as_litres(swapped, litres)


def _as_litres(black_digits: str, litres: int) -> int:
    return int(black_digits) * LITRES_PER_CUBIC_METRE + litres


def _is_unusual(entry: Entry, rules: ReadingRules) -> bool:
    return bool(judge(entry.value_litres, entry.past, rules).flags)


def _is_likely(value_litres: int, past: MeterPast, rules: ReadingRules) -> bool:
    """More than before, nothing to ask about, and not suspiciously little where the usual is known."""
    used = value_litres - past.previous_litres
    if used <= 0 or judge(value_litres, past, rules).flags:
        return False
    return compare(used, past, rules) is not Comparison.LESS
