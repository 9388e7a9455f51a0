"""How a charge line came about, step by step: each step a label, a value and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from avk_app import clock
from avk_app.domain.billing import ChargedService, WaterVolume
from avk_app.domain.charges import UNIT_COEFFICIENT_HUNDREDTHS
from avk_app.domain.consumption import DialReading
from avk_app.domain.explanations import ChargeBasis, PenaltyBasis, RecalculationBasis
from avk_app.domain.interruptions import CreditBasis
from avk_app.domain.metering import MeterVolume, Method
from avk_app.domain.period import Period
from avk_app.money import format_kopecks, format_kopecks_plain, round_half_up
from avk_app.services.bill_page_result import BilledMeterName, BillPage, ExplainedLine
from avk_app.texts import bill_page as texts
from avk_app.texts.meters import meter_name, meter_number
from avk_app.texts.readings import SOURCES
from avk_app.texts.russian import (
    DAYS,
    PERSONS,
    capitalized,
    counted,
    format_date,
    month_name,
    period_genitive,
    period_name,
)
from avk_app.view_models.bill_extra_steps import Step, credit_steps, format_hundredths, penalty_steps
from avk_app.volume import format_cubic_metres, format_dial

USUAL_DIGITS = 5


@dataclass(frozen=True)
class StepView:
    """One step; `why` explains it or is empty. The last step of a line is strong."""

    number: int
    label: str
    value: str
    why: str
    is_strong: bool


def line_steps(page: BillPage, line: ExplainedLine) -> list[StepView]:
    """The derivation of a line."""
    return [
        StepView(place, step.label, step.value, step.why, step.is_strong)
        for place, step in enumerate(_steps(page, line), start=1)
    ]


def _steps(page: BillPage, line: ExplainedLine) -> Iterator[Step]:
    basis = line.basis
    if isinstance(basis, PenaltyBasis):
        yield from penalty_steps(basis, line)
    elif isinstance(basis, CreditBasis):
        yield from credit_steps(basis, line)
    elif isinstance(basis, RecalculationBasis):
        yield from _recalculation_steps(page, line, basis)
    else:
        yield from _charge_steps(page, line, basis)


def _charge_steps(page: BillPage, line: ExplainedLine, basis: ChargeBasis) -> Iterator[Step]:
    told = _waters_told_before(page) if line.service == ChargedService.WASTEWATER else ()
    for water in basis.waters:
        if water in told:
            name = texts.WATERS[water.water]
            yield Step(texts.AS_ABOVE.format(water=name), format_cubic_metres(water.volume_litres))
        else:
            yield from _water_steps(page, water, line.period)
    yield from _price_steps(line, basis.waters, line.volume_litres)
    yield _rounding_step(line, line.volume_litres, line.amount_kopecks)


def _waters_told_before(page: BillPage) -> tuple[WaterVolume, ...]:
    """Wastewater repeats the cold water of the line above it."""
    bases = (line.basis for line in page.lines if line.service == ChargedService.WATER)
    return tuple(water for basis in bases if isinstance(basis, ChargeBasis) for water in basis.waters)


def _recalculation_steps(page: BillPage, line: ExplainedLine, basis: RecalculationBasis) -> Iterator[Step]:
    before = basis.before
    was = f"{format_cubic_metres(before.volume_litres)} · {format_kopecks(before.amount_kopecks)}"
    yield Step(texts.WAS_CHARGED.format(method=texts.METHODS[before.method]), was, _why_restated(basis))
    for water in basis.waters:
        yield from _water_steps(page, water, line.period)
    volume = before.volume_litres + line.volume_litres
    yield from _price_steps(line, basis.waters, volume)
    amount = before.amount_kopecks + line.amount_kopecks
    yield Step(texts.NOW_CHARGED, format_kopecks(amount))
    yield Step(texts.DIFFERENCE_TO_PAY, format_kopecks(line.amount_kopecks), is_strong=True)


def _why_restated(basis: RecalculationBasis) -> str:
    if basis.before.method is Method.METER:
        return texts.RESTATED_BECAUSE
    return texts.RECALCULATED_BECAUSE.format(before=texts.METHODS[basis.before.method])


def _water_steps(page: BillPage, water: WaterVolume, period: Period) -> Iterator[Step]:
    if not water.meters:
        yield from _norm_steps(page, water)
    for meter in water.meters:
        if meter.method is Method.METER:
            yield from _dial_steps(page, meter, period)
        else:
            yield from _average_steps(page, meter)


def _dial_steps(page: BillPage, meter: MeterVolume, period: Period) -> Iterator[Step]:
    """Both readings, and what of their difference fell on the period."""
    name = _meter_of(page, meter.meter_id)
    label = texts.DIFFERENCE.format(
        later=texts.READING_OF.format(month=_month_beside(meter.until.period, period)),
        earlier=_earlier_reading(meter.since, name, period),
    )
    turned = meter.turned_litres
    why = [_title(name), _proof(page, meter, meter.until), _proof(page, meter, meter.since)]
    if turned:
        why.append(texts.FULL_CIRCLE.format(volume=format_cubic_metres(turned)))
    yield Step(label, _dials(meter, name), " ".join(f"{part}." for part in why if part))
    if meter.months > 1:
        months = counted(meter.months, texts.MONTH_COUNT)
        used = format_cubic_metres(meter.used_litres)
        spread = texts.SPREAD.format(volume=used, months=months, month=month_name(period))
        silent = counted(meter.months - 1, texts.MONTH_COUNT)
        why_spread = texts.SPREAD_WHY.format(silent=silent, months=months)
        yield Step(spread, format_cubic_metres(meter.volume_litres), why_spread)
    else:
        yield Step(texts.VOLUME, format_cubic_metres(meter.volume_litres))


def _average_steps(page: BillPage, meter: MeterVolume) -> Iterator[Step]:
    name = _meter_of(page, meter.meter_id)
    span = texts.AVERAGE_SPAN.format(
        first=period_genitive(meter.since.period.plus(1)), last=period_name(meter.until.period)
    )
    yield Step(span, _dials(meter, name), f"{_title(name)}." if name else "")
    share = texts.AVERAGE_SHARE.format(
        volume=format_cubic_metres(meter.used_litres), months=counted(meter.months, texts.MONTH_COUNT)
    )
    if meter.days_in_month:
        average = round_half_up(meter.used_litres, meter.months)
        yield Step(share, format_cubic_metres(average))
        yield Step(_open_days(meter.days, meter.days_in_month), format_cubic_metres(meter.volume_litres))
    else:
        yield Step(share, format_cubic_metres(meter.volume_litres))


def _norm_steps(page: BillPage, water: WaterVolume) -> Iterator[Step]:
    label = texts.PERSONS_BY_NORM.format(
        persons=counted(water.persons, PERSONS), norm=format_cubic_metres(water.norm_litres)
    )
    whole = water.persons * water.norm_litres
    yield Step(f"{texts.WATERS[water.water]}: {label}", format_cubic_metres(whole), _why_norm(page, water))
    if water.days != water.days_in_month:
        yield Step(_open_days(water.days, water.days_in_month), format_cubic_metres(water.volume_litres))


def _why_norm(page: BillPage, water: WaterVolume) -> str:
    silent = [_title(_meter_of(page, meter_id)) for meter_id in water.silent_meter_ids]
    if not silent:
        reason = texts.REFUSED if water.method is Method.RAISED_NORM else texts.NO_METER
        return f"{capitalized(reason)}."
    reason = texts.LAPSED_METER if water.method is Method.RAISED_NORM else texts.SILENT_METER
    return texts.BY_NORM_BECAUSE.format(meters="; ".join(filter(None, silent)), reason=reason)


def _open_days(days: int, days_in_month: int) -> str:
    return texts.OPEN_DAYS.format(days=counted(days, DAYS), month=days_in_month)


def _price_steps(line: ExplainedLine, waters: tuple[WaterVolume, ...], volume_litres: int) -> Iterator[Step]:
    """The volumes together when there are several, the tariff, the coefficient when there is one."""
    if sum(max(1, len(water.meters)) for water in waters) > 1:
        yield Step(texts.TOGETHER, format_cubic_metres(volume_litres))
    tariff = format_kopecks(line.rate_kopecks_per_m3)
    yield Step(texts.TARIFF_OF.format(month=period_name(line.period)), f"× {tariff}")
    if line.coefficient_hundredths != UNIT_COEFFICIENT_HUNDREDTHS:
        yield Step(texts.COEFFICIENT, f"× {format_hundredths(line.coefficient_hundredths)}")


def _rounding_step(line: ExplainedLine, volume_litres: int, amount_kopecks: int) -> Step:
    """The product to the last place, where the kopecks are not the whole of it."""
    product = volume_litres * line.rate_kopecks_per_m3 * line.coefficient_hundredths
    whole, rest = divmod(product, 1000 * UNIT_COEFFICIENT_HUNDREDTHS)
    if not rest:
        return Step(texts.TOTAL, format_kopecks(amount_kopecks), is_strong=True)
    exact = f"{format_kopecks_plain(whole)}{rest:05d}".rstrip("0")
    return Step(texts.ROUNDED.format(exact=exact), format_kopecks(amount_kopecks), is_strong=True)


def _meter_of(page: BillPage, meter_id: int) -> BilledMeterName | None:
    return page.meters.get(meter_id)


def _title(name: BilledMeterName | None) -> str:
    return f"{meter_name(name.kind, name.place)}, {meter_number(name.serial)}" if name else ""


def _earlier_reading(reading: DialReading, name: BilledMeterName | None, period: Period) -> str:
    """«за сентябрь», or the value at the installation."""
    if name is not None and reading.period < Period.of(name.installed_on):
        return texts.INITIAL_READING.format(day=format_date(name.installed_on))
    return texts.READING_BEFORE.format(month=_month_beside(reading.period, period))


def _month_beside(month: Period, period: Period) -> str:
    """The year is told where it is another one."""
    return month_name(month) if month.year == period.year else period_name(month)


def _dials(meter: MeterVolume, name: BilledMeterName | None) -> str:
    digits = name.digits if name else USUAL_DIGITS
    return texts.DIFFERENCE.format(
        later=format_dial(meter.until.value_litres, digits),
        earlier=format_dial(meter.since.value_litres, digits),
    )


def _proof(page: BillPage, meter: MeterVolume, reading: DialReading) -> str:
    """How and when a reading came, with the number a person was given for it."""
    name = _meter_of(page, meter.meter_id)
    value = format_dial(reading.value_litres, name.digits if name else USUAL_DIGITS)
    proof = page.readings.get((meter.meter_id, reading.period, reading.value_litres))
    if proof is None:
        is_initial = name is not None and reading.period < Period.of(name.installed_on)
        return texts.PROOF_INSTALLED.format(value=value) if is_initial else ""
    day = format_date(clock.to_city(proof.received_at).date())
    number = texts.PROOF_NUMBER.format(number=proof.number) if proof.number else ""
    return texts.PROOF.format(value=value, source=SOURCES[proof.source], day=day) + number
