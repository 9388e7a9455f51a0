"""A line made anew from its stored basis is the same line, whatever the meters did."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.billing import ChargedService, Household, MonthRules, Water, charge_lines
from avk_app.domain.consumption import DialReading, MeterLife
from avk_app.domain.explanations import ChargeBasis, PenaltyBasis, PricedVolume, recompute_line
from avk_app.domain.metering import BilledMeter, EstimateTerms, Method
from avk_app.domain.penalties import PenaltyStretch, penalty_kopecks
from avk_app.domain.period import Period
from avk_app.domain.recalculation import Charged, Recalculation
from avk_app.services.billing_basis import bases_of_lines, basis_of_penalty, basis_of_recalculation
from avk_app.services.billing_basis_reading import read_basis

PERIOD = Period(2026, 10)
FIRST = Period(2025, 1)
RULES = MonthRules(
    {ChargedService.WATER: 2085, ChargedService.WASTEWATER: 2536},
    {Water.COLD: 4340, Water.HOT: 3160},
    300,
    EstimateTerms(6, 3, 3, 3),
)


@st.composite
def meters(draw: st.DrawFn, meter_id: int) -> BilledMeter:
    """A meter with gaps in its readings, perhaps a full turn of the dial, perhaps a lapsed verification."""
    capacity = 10**4 * 1000
    value, readings = draw(st.integers(0, capacity - 1)), []
    initial = value
    for months in sorted(draw(st.sets(st.integers(0, 21), max_size=12))):
        value += draw(st.integers(0, 60_000))
        turned, value = value >= capacity, value % capacity
        readings.append(DialReading(FIRST.plus(months), value, rolled_over=turned))
    life = MeterLife(4, FIRST, initial, None, tuple(readings))
    due = draw(st.dates(date(2026, 1, 1), date(2028, 1, 1)))
    return BilledMeter(meter_id, life, due)


@st.composite
def households(draw: st.DrawFn) -> Household:
    opened = draw(st.sampled_from([date(2020, 1, 1), date(2026, 10, 9)]))
    closed = draw(st.sampled_from([None, None, date(2026, 10, 20)]))
    refused = draw(st.sampled_from([None, None, date(2026, 9, 15)]))
    return Household(draw(st.integers(1, 6)), draw(st.booleans()), refused, opened, closed)


@given(meters(1), meters(2), meters(3), households())
def test_every_charge_line_is_made_anew_from_its_basis(
    first: BilledMeter, second: BilledMeter, hot: BilledMeter, household: Household
) -> None:
    for line in charge_lines({Water.COLD: [first, second], Water.HOT: [hot]}, PERIOD, household, RULES):
        basis = read_basis(bases_of_lines([line])[0])
        price = PricedVolume(line.period, line.rate_kopecks_per_m3, line.coefficient_hundredths)
        assert basis == ChargeBasis(_without_flags(line.waters))
        assert recompute_line(basis, price) == (line.volume_litres, line.amount_kopecks)


@given(meters(1), households(), st.integers(0, 50_000), st.integers(0, 200_000))
def test_every_recalculation_is_made_anew_from_its_basis(
    meter: BilledMeter, household: Household, volume: int, amount: int
) -> None:
    before = Charged(volume, amount, Method.AVERAGE)
    for now in charge_lines({Water.COLD: [meter]}, PERIOD.plus(-3), household, RULES):
        changed = Recalculation(
            now.service, now.period, now.volume_litres - volume, now.amount_kopecks - amount, before, now
        )
        basis = read_basis(basis_of_recalculation(changed))
        price = PricedVolume(now.period, now.rate_kopecks_per_m3, now.coefficient_hundredths)
        assert recompute_line(basis, price) == (changed.volume_litres, changed.amount_kopecks)


@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(1, 10**7), st.sampled_from([300, 130])), min_size=1)
)
def test_a_penalty_is_made_anew_from_its_stretches(stretches: list[tuple[int, int, int]]) -> None:
    day = date(2026, 4, 15)
    rows = [
        PenaltyStretch(day + timedelta(days=place), days, principal, 950, divisor)
        for place, (days, principal, divisor) in enumerate(stretches)
    ]
    basis = read_basis(basis_of_penalty(17, rows))
    assert basis == PenaltyBasis(17, tuple(rows))
    assert recompute_line(basis, PricedVolume(PERIOD, 0, 0)) == (0, penalty_kopecks(rows) - 17)


def _without_flags(waters: Any) -> Any:
    """The basis keeps what a reading showed, not how it was judged."""

    def plain(reading: DialReading) -> DialReading:
        return DialReading(reading.period, reading.value_litres)

    return tuple(
        water._replace(
            meters=tuple(
                meter._replace(since=plain(meter.since), until=plain(meter.until)) for meter in water.meters
            ),
        )
        for water in waters
    )
