"""What a charge line was made from, as JSON: enough to derive the line again and to explain it in words.

Waters and meters are written by template: a city has them by the hundred thousand, and they hold nothing but
numbers and names of ours.
"""

import json
from collections.abc import Sequence
from typing import Any

from avk_app.domain.billing import ChargeLine, WaterVolume
from avk_app.domain.interruptions import CreditBasis
from avk_app.domain.metering import MeterVolume
from avk_app.domain.penalties import PenaltyStretch
from avk_app.domain.recalculation import Recalculation

_WATER = '{"water":"%s","method":"%s","volume_litres":%d'
_BY_NORM = ',"persons":%d,"norm_litres":%d,"days":[%d,%d]}'
_METER = '{"id":%d,"method":"%s","volume_litres":%d,"since":[%d,%d],"until":[%d,%d],"months":%d'
_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


def bases_of_lines(lines: Sequence[ChargeLine]) -> list[str]:
    """The waters of each line of one period, with their meters and readings or with persons and norm.

    Cold water stands under both services and is put into words once.
    """
    waters = {water.water: water for line in lines for water in line.waters}
    texts = {kind: _water(water) for kind, water in waters.items()}
    return [f'{{"waters":[{",".join([texts[water.water] for water in line.waters])}]}}' for line in lines]


def basis_of_recalculation(recalculation: Recalculation) -> str:
    """What the period cost before and what it costs now, with the new derivation."""
    before, now = recalculation.before, recalculation.now
    facts_before = {
        "volume_litres": before.volume_litres,
        "amount_kopecks": before.amount_kopecks,
        "method": before.method,
    }
    facts_now = {
        "volume_litres": now.volume_litres,
        "amount_kopecks": now.amount_kopecks,
        "method": now.method,
        "coefficient_hundredths": now.coefficient_hundredths,
    }
    waters = ",".join(map(_water, now.waters))
    return f'{{"before":{_dump(facts_before)},"now":{_dump(facts_now)},"waters":[{waters}]}}'


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


def _water(water: WaterVolume) -> str:
    head = _WATER % (water.water, water.method, water.volume_litres)
    if water.meters:
        return f'{head},"meters":[{",".join(map(_meter, water.meters))}]}}'
    silent = (
        f',"silent_meters":[{",".join(map(str, water.silent_meter_ids))}]' if water.silent_meter_ids else ""
    )
    by_norm = _BY_NORM % (water.persons, water.norm_litres, water.days, water.days_in_month)
    return head + silent + by_norm


def _meter(meter: MeterVolume) -> str:
    since, until = meter.since, meter.until
    text = _METER % (
        meter.meter_id,
        meter.method,
        meter.volume_litres,
        since.period.code,
        since.value_litres,
        until.period.code,
        until.value_litres,
        meter.months,
    )
    turned = f',"turned_litres":{meter.turned_litres}' if meter.turned_litres else ""
    days = f',"days":[{meter.days},{meter.days_in_month}]' if meter.days_in_month else ""
    return text + turned + days + "}"


def _dump(facts: dict[str, Any]) -> str:
    return _ENCODER.encode(facts)
