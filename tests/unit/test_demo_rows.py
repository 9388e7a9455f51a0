"""Whatever the seed, the demo city keeps the rules of a real one."""

from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from avk_app.domain.account_numbers import has_valid_check_digit
from avk_app.domain.period import Period
from avk_app.models.readings import ReadingStatus
from avk_app.services.demo.city import CityPlan
from avk_app.volume import dial_capacity_litres
from tests.demo_rows import all_rows

TODAY = date(2026, 11, 22)


@cache
def city() -> dict[str, list[Any]]:
    return all_rows(CityPlan(seed=11, accounts=2_000, months=24, today=TODAY))


@cache
def meters() -> dict[int, Any]:
    return {meter.id: meter for meter in city()["meters"]}


def test_every_account_number_is_valid_and_its_own() -> None:
    numbers = [account.number for account in city()["accounts"]]
    assert all(len(number) == 10 and has_valid_check_digit(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_no_two_accounts_live_at_one_address() -> None:
    addresses = {(row.street, row.house, row.flat, row.district) for row in city()["premises"]}
    assert len(addresses) == len(city()["premises"])


def test_serials_are_unique() -> None:
    assert len({meter.serial for meter in city()["meters"]}) == len(city()["meters"])


def standing() -> dict[int, list[Any]]:
    readings: dict[int, list[Any]] = {}
    for row in city()["readings"]:
        if row.status != ReadingStatus.REPLACED.value:
            readings.setdefault(row.meter_id, []).append(row)
    return readings


def test_a_meter_has_one_standing_reading_a_period_in_order() -> None:
    for rows in standing().values():
        periods = [row.period for row in rows]
        assert periods == sorted(set(periods))


def test_dials_only_grow_or_roll_over() -> None:
    for meter_id, rows in standing().items():
        capacity = dial_capacity_litres(meters()[meter_id].digits)
        values = [row.value_litres for row in rows]
        rollovers = sum(later < earlier for earlier, later in pairwise(values))
        assert rollovers <= 1
        assert all(0 <= value < capacity for value in values)
        assert values[0] >= meters()[meter_id].initial_litres


def test_readings_are_taken_while_the_meter_hangs_and_never_in_the_future() -> None:
    for row in city()["readings"]:
        meter = meters()[row.meter_id]
        assert meter.installed_on <= row.taken_on <= (meter.removed_on or TODAY)
        assert Period.of(row.taken_on).code == row.period
        assert row.taken_on < TODAY


def test_the_city_holds_what_a_utility_meets() -> None:
    owners = {meter.account_id for meter in city()["meters"]}
    hanging = [meter for meter in city()["meters"] if meter.removed_on is None]
    due_days = [(meter.verification_due_on - TODAY).days for meter in hanging]
    current = {meters()[row.meter_id].account_id for row in city()["readings"] if row.period == 202611}
    assert len(owners) < 2_000, "somebody has no meter"
    assert {len([m for m in city()["meters"] if m.account_id == owner]) for owner in list(owners)[:300]} >= {
        1,
        2,
        4,
    }
    assert min(due_days) < 0 < sum(0 <= days <= 90 for days in due_days)
    assert any(meter.removed_on for meter in city()["meters"])
    assert 0.1 < len(current) / len(owners) < 0.5, "some have sent this month's readings, most have not"
    assert any(account.opened_on.year == TODAY.year for account in city()["accounts"])
    assert any(row.is_private_house for row in city()["premises"])
    assert any(meter.digits == 4 for meter in city()["meters"])
    assert {row.persons for row in city()["registrations"]} >= {1, 2, 3, 4, 5, 6}


def test_a_meter_that_was_taken_away_was_read_that_day() -> None:
    removed = [meter for meter in city()["meters"] if meter.removed_on is not None]
    assert all(standing()[meter.id][-1].taken_on == meter.removed_on for meter in removed)


def test_a_dial_that_began_again_says_so() -> None:
    for rows in standing().values():
        for earlier, later in pairwise(rows):
            assert (later.flags == "rollover") is (later.value_litres < earlier.value_litres)


def test_hot_water_and_refusals_are_on_record() -> None:
    hot_owners = {meter.account_id for meter in city()["meters"] if meter.kind == "hot"}
    supplied = {row.id for row in city()["premises"] if row.has_hot_water}
    assert hot_owners <= supplied
    assert len(hot_owners) < len(supplied) < len(city()["premises"])
    owners = {meter.account_id for meter in city()["meters"]}
    refused = {account.id for account in city()["accounts"] if account.meter_refused_on}
    assert refused
    assert not refused & owners


def test_some_families_grow_or_shrink_in_the_course_of_the_history() -> None:
    opened = {account.premise_id: account.opened_on for account in city()["accounts"]}
    rows = city()["registrations"]
    changes = [row for row in rows if row.valid_from != opened[row.premise_id]]
    assert 50 < len(changes) == len(rows) - len(opened)
    assert all(opened[row.premise_id] < row.valid_from < TODAY and row.persons > 0 for row in changes)
