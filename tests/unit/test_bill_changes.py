"""Why a month cost more or less: parts that add up to the kopeck, and nothing where nothing changed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.bill_changes import ChangeKind, MonthCharges, explain_change
from avk_app.domain.billing import ChargedService, Water, WaterVolume
from avk_app.domain.metering import Method
from tests.charged_months import PERIOD, line, months


def _month(cold_litres: int, hot_litres: int, water_rate: int, wastewater_rate: int) -> MonthCharges:
    cold = WaterVolume(Water.COLD, Method.METER, cold_litres)
    hot = WaterVolume(Water.HOT, Method.METER, hot_litres)
    return MonthCharges(
        (
            line(ChargedService.WATER, (cold,), water_rate, 100),
            line(ChargedService.WASTEWATER, (cold, hot), wastewater_rate, 100),
        )
    )


def _by_norm(persons: int, method: Method = Method.NORM, coefficient: int = 100) -> MonthCharges:
    cold = WaterVolume(
        Water.COLD,
        method,
        persons * 4340,
        persons=persons,
        norm_litres=4340,
        days=PERIOD.days,
        days_in_month=PERIOD.days,
    )
    return MonthCharges((line(ChargedService.WATER, (cold,), 2085, coefficient),))


def _parts(before: MonthCharges, after: MonthCharges) -> dict[ChangeKind, int]:
    return {part.kind: part.amount_kopecks for part in explain_change(before, after).parts}


@given(months(), months())
def test_the_parts_add_up_to_the_difference(before: MonthCharges, after: MonthCharges) -> None:
    change = explain_change(before, after)
    assert change.after_kopecks - change.before_kopecks == sum(part.amount_kopecks for part in change.parts)
    assert (change.before_kopecks, change.after_kopecks) == (before.total_kopecks, after.total_kopecks)
    assert all(part.amount_kopecks for part in change.parts)


@given(months())
def test_nothing_changed_has_no_parts(month: MonthCharges) -> None:
    assert explain_change(month, month).parts == ()


@given(months(), months())
def test_there_and_back_cancels_out(before: MonthCharges, after: MonthCharges) -> None:
    there, back = explain_change(before, after), explain_change(after, before)
    assert sum(part.amount_kopecks for part in (*there.parts, *back.parts)) == 0


@given(months(), st.integers(-900, 900), st.integers(-900, 900), st.integers(-900, 900))
def test_a_single_cause_is_the_only_part(
    month: MonthCharges, recalculation: int, credit: int, penalty: int
) -> None:
    for field, amount in (
        ("recalculation_kopecks", recalculation),
        ("credit_kopecks", credit),
        ("penalty_kopecks", penalty),
    ):
        changed = replace(month, **{field: getattr(month, field) + amount})
        kind = ChangeKind(field.removesuffix("_kopecks"))
        assert _parts(month, changed) == ({kind: amount} if amount else {})
        assert _parts(changed, month) == ({kind: -amount} if amount else {})


@given(st.integers(0, 90_000), st.integers(0, 90_000), st.integers(0, 90_000), st.integers(0, 90_000))
def test_only_the_volume_changed(cold: int, hot: int, cold_then: int, hot_then: int) -> None:
    there = _parts(_month(cold, hot, 1899, 2310), _month(cold_then, hot_then, 1899, 2310))
    back = _parts(_month(cold_then, hot_then, 1899, 2310), _month(cold, hot, 1899, 2310))
    assert set(there) <= {ChangeKind.VOLUME}
    assert there == {kind: -amount for kind, amount in back.items()}


@given(st.integers(0, 90_000), st.integers(0, 90_000))
def test_only_the_tariff_changed(cold: int, hot: int) -> None:
    there = _parts(_month(cold, hot, 1899, 2310), _month(cold, hot, 2085, 2536))
    back = _parts(_month(cold, hot, 2085, 2536), _month(cold, hot, 1899, 2310))
    assert set(there) <= {ChangeKind.TARIFF}
    assert there == {kind: -amount for kind, amount in back.items()}


def test_the_checked_months_differ_by_water_and_by_price() -> None:
    change = explain_change(_month(6_212, 3_105, 1899, 2310), _month(7_412, 3_105, 2085, 2536))
    assert (change.before_kopecks, change.after_kopecks) == (117_97 + 215_22, 154_54 + 266_71)
    assert [(part.kind, part.amount_kopecks, part.volume_litres) for part in change.parts] == [
        (ChangeKind.VOLUME, 22_78 + 27_72, 1_200),
        (ChangeKind.TARIFF, 13_79 + 23_77, 0),
    ]


def test_one_more_person_by_norm_is_the_persons_part() -> None:
    assert _parts(_by_norm(2), _by_norm(3)) == {ChangeKind.PERSONS: 271_47 - 180_98}


def test_the_raised_norm_is_the_method_alone() -> None:
    assert _parts(_by_norm(3), _by_norm(3, Method.RAISED_NORM, 300)) == {ChangeKind.METHOD: 814_40 - 271_47}


def test_a_person_and_a_raise_at_once_are_told_apart() -> None:
    parts = _parts(_by_norm(2), _by_norm(3, Method.RAISED_NORM, 300))
    assert parts == {ChangeKind.PERSONS: 271_47 - 180_98, ChangeKind.METHOD: 814_40 - 271_47}


@pytest.mark.parametrize("litres", [0, 7_412, 90_000])
def test_from_the_meter_to_the_norm_the_method_is_to_blame(litres: int) -> None:
    metered = MonthCharges(
        (line(ChargedService.WATER, (WaterVolume(Water.COLD, Method.METER, litres),), 2085, 100),)
    )
    parts = _parts(metered, _by_norm(3))
    assert set(parts) == {ChangeKind.METHOD}


def test_a_service_that_begins_is_volume() -> None:
    assert set(_parts(MonthCharges(()), _month(1_000, 0, 1899, 2310))) == {ChangeKind.VOLUME}
