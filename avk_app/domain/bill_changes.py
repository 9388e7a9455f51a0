"""Why a month cost more or less than the one before, split so that the parts add up to the kopeck.

One circumstance after another is put from its old value to its new one, and each step is rounded as a
bill is: the sum of all steps is the difference of the two amounts, exactly.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from avk_app.domain.billing import ChargedService, ChargeLine, Water, WaterVolume
from avk_app.domain.charges import charge_kopecks, norm_volume_litres
from avk_app.domain.metering import Method
from avk_app.money import round_half_up

_NORM_METHODS = (Method.NORM, Method.RAISED_NORM)


class ChangeKind(StrEnum):
    """What made the difference, in the order in which it is told."""

    VOLUME = "volume"
    PERSONS = "persons"
    METHOD = "method"
    TARIFF = "tariff"
    RECALCULATION = "recalculation"
    CREDIT = "credit"
    PENALTY = "penalty"


@dataclass(frozen=True)
class MonthCharges:
    """What one month cost: its charge lines, and the sums of everything else on the bill, in kopecks."""

    lines: tuple[ChargeLine, ...]
    recalculation_kopecks: int = 0
    credit_kopecks: int = 0
    penalty_kopecks: int = 0

    @property
    def total_kopecks(self) -> int:
        lines = sum(line.amount_kopecks for line in self.lines)
        return lines + self.recalculation_kopecks + self.credit_kopecks + self.penalty_kopecks


@dataclass(frozen=True)
class ChangePart:
    """One cause and what it added, or took when negative.

    `volume_litres`: by how much the household's water changed for this cause. `before_kopecks`: of causes
    that are sums of their own (recalculation, credit, penalty), what the sum was before.
    """

    kind: ChangeKind
    amount_kopecks: int
    volume_litres: int = 0
    before_kopecks: int = 0


@dataclass(frozen=True)
class BillChange:
    """`before + parts = after`; causes that changed nothing are no parts."""

    before_kopecks: int
    after_kopecks: int
    parts: tuple[ChangePart, ...]


def explain_change(before: MonthCharges, after: MonthCharges) -> BillChange:
    """The difference between two months, cause by cause. Amounts must be what their lines make."""
    kopecks: dict[ChangeKind, int] = defaultdict(int)
    litres: dict[ChangeKind, int] = {}
    for service in ChargedService:
        steps = list(_steps(_line_of(before, service), _line_of(after, service)))
        for step in steps:
            kopecks[step.kind] += step.amount_kopecks
        if steps:
            litres = _litres_by_kind(steps)
    then, now = _sums_of_their_own(before), _sums_of_their_own(after)
    kopecks |= {kind: now[kind] - then[kind] for kind in now}
    parts = tuple(
        ChangePart(kind, kopecks[kind], litres.get(kind, 0), then.get(kind, 0))
        for kind in ChangeKind
        if kopecks[kind]
    )
    return BillChange(before.total_kopecks, after.total_kopecks, parts)


def _sums_of_their_own(month: MonthCharges) -> dict[ChangeKind, int]:
    return {
        ChangeKind.RECALCULATION: month.recalculation_kopecks,
        ChangeKind.CREDIT: month.credit_kopecks,
        ChangeKind.PENALTY: month.penalty_kopecks,
    }


def _line_of(month: MonthCharges, service: ChargedService) -> ChargeLine | None:
    return next((line for line in month.lines if line.service is service), None)


def _litres_by_kind(steps: Sequence[ChangePart]) -> dict[ChangeKind, int]:
    """Of the last service: wastewater is all the water of the household."""
    found: dict[ChangeKind, int] = defaultdict(int)
    for step in steps:
        found[step.kind] += step.volume_litres
    return found


def _steps(before: ChargeLine | None, after: ChargeLine | None) -> Iterator[ChangePart]:
    """From one line to the other: volumes at the old price, then the coefficient, then the tariff."""
    if before is None and after is None:
        return
    old = before or _nothing_like(after)
    new = after or _nothing_like(before)
    volume, spent = old.volume_litres, old.amount_kopecks
    for kind, litres in _volume_steps(old, new):
        volume += litres
        cost = charge_kopecks(volume, old.rate_kopecks_per_m3, old.coefficient_hundredths)
        yield ChangePart(kind, cost - spent, litres)
        spent = cost
    cost = charge_kopecks(volume, old.rate_kopecks_per_m3, new.coefficient_hundredths)
    yield ChangePart(ChangeKind.METHOD, cost - spent)
    yield ChangePart(ChangeKind.TARIFF, new.amount_kopecks - cost)


def _nothing_like(line: ChargeLine | None) -> ChargeLine:
    """The same line with no water: a service that begins or ends is a change of volume."""
    assert line is not None
    return line._replace(volume_litres=0, amount_kopecks=0, waters=())


def _volume_steps(old: ChargeLine, new: ChargeLine) -> Iterator[tuple[ChangeKind, int]]:
    for water in Water:
        before, after = _water_of(old, water), _water_of(new, water)
        if before is None or after is None:
            yield ChangeKind.VOLUME, _litres(after) - _litres(before)
            continue
        restated = _for_persons_of(after, before)
        yield ChangeKind.PERSONS, restated - before.volume_litres
        kind = ChangeKind.VOLUME if _are_found_alike(before, after) else ChangeKind.METHOD
        yield kind, after.volume_litres - restated


def _water_of(line: ChargeLine, water: Water) -> WaterVolume | None:
    return next((part for part in line.waters if part.water is water), None)


def _litres(part: WaterVolume | None) -> int:
    return part.volume_litres if part else 0


def _for_persons_of(after: WaterVolume, before: WaterVolume) -> int:
    """The old volume as it would be with the new number of persons; only the norm asks for it."""
    if before.method not in _NORM_METHODS or after.method not in _NORM_METHODS:
        return before.volume_litres
    if before.persons == after.persons:
        return before.volume_litres
    whole = norm_volume_litres(after.persons, before.norm_litres)
    return round_half_up(whole * before.days, before.days_in_month)


def _are_found_alike(before: WaterVolume, after: WaterVolume) -> bool:
    """The raised norm has the volume of the norm: what it raises is the coefficient."""
    return before.method is after.method or {before.method, after.method} == set(_NORM_METHODS)
