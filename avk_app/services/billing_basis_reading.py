"""Reads back the JSON that `billing_basis` writes: what a stored charge line was made from."""

import json
from datetime import date, datetime
from typing import Any

from avk_app.domain.billing import Water, WaterVolume
from avk_app.domain.consumption import DialReading
from avk_app.domain.explanations import Basis, ChargeBasis, PenaltyBasis, RecalculationBasis
from avk_app.domain.interruptions import Break, CreditBasis, InterruptionTerms
from avk_app.domain.metering import MeterVolume, Method
from avk_app.domain.penalties import PenaltyStretch
from avk_app.domain.period import Period
from avk_app.domain.recalculation import Charged

_WHOLE_MONTH = (0, 0)


def read_basis(text: str) -> Basis:
    """The basis of a charge, a recalculation, a credit or a penalty."""
    facts = json.loads(text)
    if "stretches" in facts:
        return PenaltyBasis(facts["charged_before_kopecks"], tuple(map(_stretch, facts["stretches"])))
    if "breaks" in facts:
        return _credit(facts)
    waters = tuple(map(_water, facts["waters"]))
    if "before" not in facts:
        return ChargeBasis(waters)
    before = facts["before"]
    charged = Charged(before["volume_litres"], before["amount_kopecks"], Method(before["method"]))
    return RecalculationBasis(charged, waters)


def _credit(facts: dict[str, Any]) -> CreditBasis:
    return CreditBasis(
        charge_kopecks=facts["charge_kopecks"],
        breaks=tuple(Break(*map(datetime.fromisoformat, ends)) for ends in facts["breaks"]),
        terms=InterruptionTerms(*facts["terms"]),
        credited_before_kopecks=facts["credited_before_kopecks"],
    )


def _water(facts: dict[str, Any]) -> WaterVolume:
    water, method, volume = Water(facts["water"]), Method(facts["method"]), facts["volume_litres"]
    if "meters" in facts:
        return WaterVolume(water, method, volume, tuple(map(_meter, facts["meters"])))
    days, days_in_month = facts["days"]
    return WaterVolume(
        water,
        method,
        volume,
        persons=facts["persons"],
        norm_litres=facts["norm_litres"],
        days=days,
        days_in_month=days_in_month,
        silent_meter_ids=tuple(facts.get("silent_meters", ())),
    )


def _meter(facts: dict[str, Any]) -> MeterVolume:
    days, days_in_month = facts.get("days", _WHOLE_MONTH)
    return MeterVolume(
        meter_id=facts["id"],
        method=Method(facts["method"]),
        volume_litres=facts["volume_litres"],
        since=_reading(*facts["since"]),
        until=_reading(*facts["until"]),
        months=facts["months"],
        turned_litres=facts.get("turned_litres", 0),
        days=days,
        days_in_month=days_in_month,
    )


def _reading(code: int, value_litres: int) -> DialReading:
    return DialReading(Period.from_code(code), value_litres)


def _stretch(facts: list[Any]) -> PenaltyStretch:
    first_day, days, principal, rate, divisor = facts
    return PenaltyStretch(date.fromisoformat(first_day), days, principal, rate, divisor)
