"""Random months of one household for property tests: lines that are what their parts make."""

from hypothesis import strategies as st

from avk_app.domain.bill_changes import MonthCharges
from avk_app.domain.billing import ChargedService, ChargeLine, Water, WaterVolume
from avk_app.domain.charges import charge_kopecks, norm_volume_litres
from avk_app.domain.metering import Method
from avk_app.domain.period import Period
from avk_app.money import round_half_up

PERIOD = Period(2026, 10)
SUMS = st.integers(-500_000, 500_000)
RATES = st.sampled_from([1899, 2085, 2310, 2536])


@st.composite
def waters(draw: st.DrawFn, water: Water) -> WaterVolume:
    method = draw(st.sampled_from(list(Method)))
    if method in (Method.METER, Method.AVERAGE):
        return WaterVolume(water, method, draw(st.integers(0, 90_000)))
    persons, norm = draw(st.integers(1, 9)), draw(st.sampled_from([4340, 4100, 3160]))
    days = draw(st.integers(1, PERIOD.days))
    volume = round_half_up(norm_volume_litres(persons, norm) * days, PERIOD.days)
    return WaterVolume(
        water, method, volume, persons=persons, norm_litres=norm, days=days, days_in_month=PERIOD.days
    )


def line(service: ChargedService, parts: tuple[WaterVolume, ...], rate: int, coefficient: int) -> ChargeLine:
    volume = sum(part.volume_litres for part in parts)
    amount = charge_kopecks(volume, rate, coefficient)
    method = max((part.method for part in parts), key=list(Method).index)
    return ChargeLine(service, PERIOD, method, volume, rate, coefficient, amount, parts)


@st.composite
def months(draw: st.DrawFn) -> MonthCharges:
    cold = draw(waters(Water.COLD))
    both = (cold, draw(waters(Water.HOT))) if draw(st.booleans()) else (cold,)
    raised = draw(st.sampled_from([150, 300])) if cold.method is Method.RAISED_NORM else 100
    lines = (
        line(ChargedService.WATER, (cold,), draw(RATES), raised),
        line(ChargedService.WASTEWATER, both, draw(RATES), 100),
    )
    kept = draw(st.sampled_from([lines, lines[1:], ()]))
    return MonthCharges(kept, draw(SUMS), draw(SUMS), draw(SUMS))
