"""Recalculation (перерасчёт): what an earlier period should have cost, less what was charged for it.

A reading that comes after average or norm is never refused (Government Decree 354, п. 61): each period
that it changes gets a line of its own in the bill of the period in which it came.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from avk_app.domain.billing import ChargedService, ChargeLine
from avk_app.domain.metering import Method
from avk_app.domain.period import Period


@dataclass(frozen=True)
class Charged:
    """What was charged for one service and period so far, its earlier recalculations included."""

    volume_litres: int
    amount_kopecks: int
    method: Method


@dataclass(frozen=True)
class Recalculation:
    """The difference for one service and period; zero differences are not lines."""

    service: ChargedService
    period: Period
    volume_litres: int
    amount_kopecks: int
    before: Charged
    now: ChargeLine


def recalculations(
    charged: Mapping[tuple[ChargedService, Period], Charged], now: Sequence[ChargeLine]
) -> list[Recalculation]:
    """The differences between the lines as they would be today and what was charged, oldest first.

    A raised norm is compared like all else: a lapse stays known, so it goes only when it was a mistake.
    """
    found = []
    for line in sorted(now, key=lambda line: (line.period, line.service)):
        before = charged.get((line.service, line.period))
        if before is None:
            continue
        volume = line.volume_litres - before.volume_litres
        amount = line.amount_kopecks - before.amount_kopecks
        if volume or amount:
            found.append(Recalculation(line.service, line.period, volume, amount, before, line))
    return found
