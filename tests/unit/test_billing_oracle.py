"""The engine and the slow oracle agree on random accounts, to the litre and the kopeck."""

import random
from datetime import date
from fractions import Fraction

import pytest

from avk_app.domain.billing import ChargedService, Household, MonthRules, Water, charge_lines
from avk_app.domain.consumption import DialReading, MeterLife
from avk_app.domain.metering import BilledMeter, EstimateTerms
from avk_app.domain.period import Period
from tests.soak import FACTOR
from tests.unit.billing_oracle import CAPACITY, OracleAccount, OracleMeter, OracleRules, month_lines

CASES = 100_000 * FACTOR
MONTHS_AHEAD = 14
START = Period(2024, 1)
TERMS = EstimateTerms(average_months=6, minimum_months=3, average_periods=3, lapsed_periods=3)


def _random_meter(chance: random.Random) -> OracleMeter:
    digits = chance.choice([4, 5, 5, 5, 8])
    installed = chance.randint(0, 8)
    removed = chance.choice([None, None, None, chance.randint(installed, MONTHS_AHEAD)])
    full = CAPACITY[digits]
    dial = chance.choice([chance.randint(0, full - 1), full - chance.randint(1, 60_000)])
    meter = OracleMeter("cold", installed, dial, chance.randint(0, 40), {}, removed, digits)
    meter.water = chance.choice(["cold", "cold", "hot"])
    silence = chance.choice([0.0, 0.1, 0.5, 0.9])
    for month in range(installed, (removed if removed is not None else MONTHS_AHEAD) + 1):
        if chance.random() < silence:
            continue
        dial += chance.choice([0, chance.randint(0, 20_000), chance.randint(0, 400)])
        if dial >= CAPACITY[digits]:
            dial -= CAPACITY[digits]
            meter.rolled.add(month)
        meter.values[month] = dial
        if chance.random() < 0.05:
            meter.doubted.add(month)
    return meter


def _random_account(chance: random.Random) -> OracleAccount:
    meters = [_random_meter(chance) for _ in range(chance.randint(0, 3))]
    refused = chance.choice([None, None, None, chance.randint(-1, MONTHS_AHEAD)])
    return OracleAccount(meters, chance.randint(1, 7), chance.random() < 0.3, refused)


def _random_rules(chance: random.Random) -> OracleRules:
    return OracleRules(
        water_rate=chance.randint(1, 9_999),
        wastewater_rate=chance.randint(1, 9_999),
        cold_norm=chance.randint(1, 9_000),
        hot_norm=chance.randint(1, 9_000),
        raised=chance.choice([Fraction(3, 2), Fraction(3)]),
    )


def _as_engine_meter(number: int, meter: OracleMeter, month: int) -> BilledMeter:
    readings = tuple(
        DialReading(START.plus(at), value, at in meter.rolled, at not in meter.doubted)
        for at, value in sorted(meter.values.items())
        if at <= month
    )
    life = MeterLife(
        meter.digits,
        START.plus(meter.installed),
        meter.initial,
        None if meter.removed is None else START.plus(meter.removed),
        readings,
    )
    return BilledMeter(number, life, START.plus(meter.due).last_day)


def _engine(account: OracleAccount, month: int, rules: OracleRules) -> list[tuple[str, int, int]]:
    meters: dict[Water, list[BilledMeter]] = {Water.COLD: [], Water.HOT: []}
    for number, meter in enumerate(account.meters):
        meters[Water(meter.water)].append(_as_engine_meter(number, meter, month))
    refused_on = None if account.refused is None else START.plus(account.refused).day(15)
    household = Household(account.persons, account.has_hot_water, refused_on, date(2000, 1, 1))
    month_rules = MonthRules(
        {ChargedService.WATER: rules.water_rate, ChargedService.WASTEWATER: rules.wastewater_rate},
        {Water.COLD: rules.cold_norm, Water.HOT: rules.hot_norm},
        int(rules.raised * 100),
        TERMS,
    )
    lines = charge_lines(meters, START.plus(month), household, month_rules)
    return [(line.method.value, line.volume_litres, line.amount_kopecks) for line in lines]


def _known(account: OracleAccount, month: int) -> OracleAccount:
    """The account as it is known in a month: without the readings that come later."""
    for meter in account.meters:
        meter.values = {at: value for at, value in meter.values.items() if at <= month}
    return account


@pytest.mark.slow
def test_engine_and_oracle_agree_on_a_hundred_thousand_cases() -> None:
    chance = random.Random(20_261_122)
    for case in range(CASES):
        account, rules, month = (
            _random_account(chance),
            _random_rules(chance),
            chance.randint(0, MONTHS_AHEAD),
        )
        ours, theirs = _engine(account, month, rules), month_lines(_known(account, month), month, rules)
        assert ours == theirs, (case, month, account, rules)
