"""What a charge line was made from, as JSON: enough to derive the line again and to explain it in words."""

import json
from collections.abc import Sequence
from typing import Any

from avk_app.domain.billing import ChargeLine, WaterVolume
from avk_app.domain.consumption import DialReading
from avk_app.domain.interruptions import CreditBasis
from avk_app.domain.metering import MeterVolume
from avk_app.domain.penalties import PenaltyStretch
from avk_app.domain.recalculation import Recalculation

_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


def bases_of_lines(lines: Sequence[ChargeLine]) -> list[str]:
    """The waters of each line of one period, with their meters and readings or with persons and norm.

    Cold water stands under both services and is put into words once.
    """
    waters = {water.water: water for line in lines for water in line.waters}
    texts = {kind: _dump(_water(water)) for kind, water in waters.items()}
    return [f'{{"waters":[{",".join(texts[water.water] for water in line.waters)}]}}' for line in lines]


def basis_of_recalculation(recalculation: Recalculation) -> str:
    """What the period cost before and what it costs now, with the new derivation."""
    before, now = recalculation.before, recalculation.now
    return _dump(
        {
            "before": {
                "volume_litres": before.volume_litres,
                "amount_kopecks": before.amount_kopecks,
                "method": before.method,
            },
            "now": {
                "volume_litres": now.volume_litres,
                "amount_kopecks": now.amount_kopecks,
                "method": now.method,
                "coefficient_hundredths": now.coefficient_hundredths,
            },
            "waters": [_water(water) for water in now.waters],
        }
    )


def basis_of_penalty(charged_kopecks: int, stretches: list[PenaltyStretch]) -> str:
    """The stretches from the first day of delay on, and what of their sum was charged before."""
    return _dump(
        {
            "charged_before_kopecks": charged_kopecks,
            "stretches": [
                [s.first_day.isoformat(), s.days, s.principal_kopecks, s.rate_basis_points, s.divisor]
                for s in stretches
            ],
        }
    )


def basis_of_credit(basis: CreditBasis) -> str:
    """The month's charge, the breaks in the city's time, what is allowed, and what was credited before."""
    return _dump(
        {
            "charge_kopecks": basis.charge_kopecks,
            "breaks": [[one.started_at.isoformat(), one.ended_at.isoformat()] for one in basis.breaks],
            "terms": list(basis.terms),
            "credited_before_kopecks": basis.credited_before_kopecks,
        }
    )


def _water(water: WaterVolume) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "water": water.water,
        "method": water.method,
        "volume_litres": water.volume_litres,
    }
    if water.meters:
        return facts | {"meters": [_meter(meter) for meter in water.meters]}
    if water.silent_meter_ids:
        facts["silent_meters"] = list(water.silent_meter_ids)
    return facts | {
        "persons": water.persons,
        "norm_litres": water.norm_litres,
        "days": [water.days, water.days_in_month],
    }


def _meter(meter: MeterVolume) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "id": meter.meter_id,
        "method": meter.method,
        "volume_litres": meter.volume_litres,
        "since": _reading(meter.since),
        "until": _reading(meter.until),
        "months": meter.months,
    }
    if meter.turned_litres:
        facts["turned_litres"] = meter.turned_litres
    if meter.days_in_month:
        facts["days"] = [meter.days, meter.days_in_month]
    return facts


def _reading(reading: DialReading) -> list[int]:
    return [reading.period.code, reading.value_litres]


def _dump(facts: dict[str, Any]) -> str:
    return _ENCODER.encode(facts)
