"""Meters of a household, each with the dial that its readings will be taken from."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from avk_app.models.meters import MeterKind
from avk_app.services.demo.calendar import History
from avk_app.services.demo.households import Household, Tap
from avk_app.volume import dial_capacity_litres

VERIFICATION_YEARS = {MeterKind.COLD: 6, MeterKind.HOT: 4}
_LITRES_A_PERSON = {MeterKind.COLD: 3_100, MeterKind.HOT: 1_900}
_BOILER_PERCENT = 150
_METERS_AN_ACCOUNT = 10
_SERIAL_STRIDE, _SERIALS = 14_028_167, 100_000_000
_LAPSED_PERMILLE, _DUE_SOON_PERMILLE = 40, 80
_REMOVAL_DAY = 5
FEW_DIGITS = 4


@dataclass(frozen=True)
class Dial:
    """A meter, what it showed when its months began, and how much flows through it in a usual month.

    It counts in the months from `first_month` up to but without `end_month` of the history.
    """

    serial: str
    kind: MeterKind
    place: str
    digits: int
    installed_on: date
    initial_litres: int
    verified_on: date
    verification_due_on: date
    removed_on: date | None
    start_litres: int
    usual_litres: int
    first_month: int
    end_month: int


def make_dials(rng: Random, household: Household, index: int, history: History) -> list[Dial]:
    """The meters of account `index`; a replaced one is followed by its successor."""
    dials: list[Dial] = []
    for tap in household.taps:
        usual = _usual_litres(rng, household, tap)
        replaced = household.meter_replaced if not dials else -1
        if replaced > max(household.moved_in, 0):
            dials += _replaced_pair(rng, tap, usual, _serials(index, len(dials)), replaced, history)
        else:
            dials.append(_dial(rng, household, tap, usual, _serials(index, len(dials))[0], history))
    return dials


def _serials(index: int, nth: int) -> tuple[str, str]:
    first = index * _METERS_AN_ACCOUNT + nth
    one, two = (number * _SERIAL_STRIDE % _SERIALS for number in (first, first + 1))
    return f"{one:08d}", f"{two:08d}"


def _usual_litres(rng: Random, household: Household, tap: Tap) -> int:
    kinds = [kind for kind, _ in household.taps]
    litres = household.persons * _LITRES_A_PERSON[tap[0]] * rng.randrange(60, 140) // 100
    if MeterKind.HOT not in kinds:
        litres = litres * _BOILER_PERCENT // 100
    return litres // kinds.count(tap[0])


def _dial(rng: Random, household: Household, tap: Tap, usual: int, serial: str, history: History) -> Dial:
    due_on = _due_on(rng, household, tap[0], history)
    verified_on = years_before(due_on, VERIFICATION_YEARS[tap[0]])
    installed_on = _before(history.starts_on, verified_on, VERIFICATION_YEARS[tap[0]])
    initial = rng.randrange(60)
    months_hung = (history.starts_on - installed_on).days // 30
    start = initial + months_hung * usual * rng.randrange(80, 110) // 100
    digits = 5
    if household.is_dial_nearly_full:
        digits = FEW_DIGITS
        start = dial_capacity_litres(digits) - usual * rng.randrange(1, len(history.months) + 3)
    return Dial(
        serial=serial,
        kind=tap[0],
        place=tap[1],
        digits=digits,
        installed_on=installed_on,
        initial_litres=initial,
        verified_on=verified_on,
        verification_due_on=due_on,
        removed_on=None,
        start_litres=max(start, initial),
        usual_litres=usual,
        first_month=max(household.moved_in, 0),
        end_month=len(history.months),
    )


def _replaced_pair(
    rng: Random, tap: Tap, usual: int, serials: tuple[str, str], month: int, history: History
) -> list[Dial]:
    """The old meter hung until its verification ran out; the new one counts from then on."""
    kind, place = tap
    changed_on = history.months[month].period.first_day + timedelta(days=_REMOVAL_DAY - 1)
    years = VERIFICATION_YEARS[kind]
    verified_on = years_before(changed_on, years)
    installed_on = _before(history.starts_on, verified_on, years)
    worn, fresh = rng.randrange(60), rng.randrange(60)
    hung = (history.starts_on - installed_on).days // 30
    old = Dial(
        serials[0], kind, place, 5, installed_on, worn, verified_on, changed_on, changed_on,
        worn + hung * usual, usual, 0, month,
    )  # fmt: skip
    new = Dial(
        serials[1], kind, place, 5, changed_on, fresh, changed_on, years_before(changed_on, -years), None,
        fresh, usual, month, len(history.months),
    )  # fmt: skip
    return [old, new]


def _due_on(rng: Random, household: Household, kind: MeterKind, history: History) -> date:
    """Most verifications lie years ahead; some are due within three months, some lapsed."""
    luck = rng.randrange(1_000)
    if household.verification_due_in_days is not None:
        days = household.verification_due_in_days if kind is MeterKind.COLD else 700
    elif luck < _LAPSED_PERMILLE:
        days = -rng.randrange(5, 600)
    elif luck < _LAPSED_PERMILLE + _DUE_SOON_PERMILLE:
        days = rng.randrange(90)
    else:
        days = rng.randrange(90, VERIFICATION_YEARS[kind] * 365 - 30)
    return history.current.first_day + timedelta(days=days)


def _before(limit: date, day: date, years: int) -> date:
    """The day itself, or as many verifications earlier as it takes to lie before the limit."""
    while day >= limit:
        day = years_before(day, years)
    return day


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
