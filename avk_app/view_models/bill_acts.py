"""On what ground a line was charged: the acts behind its tariff, norm, coefficient and penalty."""

from collections.abc import Iterator

from avk_app.domain.billing import ChargedService, WaterVolume
from avk_app.domain.charges import UNIT_COEFFICIENT_HUNDREDTHS
from avk_app.domain.explanations import PenaltyBasis
from avk_app.domain.interruptions import CreditBasis
from avk_app.domain.metering import Method
from avk_app.domain.policy import PolicyKey
from avk_app.money import format_kopecks
from avk_app.services.bill_acts import Act, BillActs
from avk_app.services.bill_page_result import BillPage, ExplainedLine
from avk_app.texts import bill_page as texts
from avk_app.texts.russian import format_date
from avk_app.view_models.bill_extra_steps import format_basis_points, format_hundredths
from avk_app.volume import format_cubic_metres


def line_acts(page: BillPage, line: ExplainedLine) -> list[str]:
    """A sentence for each act, samples marked."""
    if isinstance(line.basis, CreditBasis):
        rule = page.acts.rule_on(PolicyKey.INTERRUPTION_CREDIT_BASIS_POINTS, line.period.first_day)
        return [_told(texts.CREDIT_ACT, rule, format_basis_points(rule.value))]
    if isinstance(line.basis, PenaltyBasis):
        return list(dict.fromkeys(_penalty_acts(page.acts, line.basis)))
    return list(dict.fromkeys(_charge_acts(page.acts, line, line.basis.waters)))


def _charge_acts(acts: BillActs, line: ExplainedLine, waters: tuple[WaterVolume, ...]) -> Iterator[str]:
    day = line.period.first_day
    tariff = acts.tariff_on(ChargedService(line.service), day)
    yield _told(texts.TARIFF_ACT, tariff, format_kopecks(tariff.value))
    for water in waters:
        if not water.meters:
            norm = acts.norm_on(water.water, day)
            yield _told(texts.NORM_ACT, norm, format_cubic_metres(norm.value))
        elif any(meter.method is Method.AVERAGE for meter in water.meters):
            yield _told(texts.AVERAGE_ACT, acts.rule_on(PolicyKey.AVERAGE_MONTHS, day))
    if line.coefficient_hundredths != UNIT_COEFFICIENT_HUNDREDTHS:
        raised = acts.rule_on(PolicyKey.RAISED_NORM_HUNDREDTHS, day)
        yield _told(texts.COEFFICIENT_ACT, raised, format_hundredths(raised.value))
    vat = acts.rule_on(PolicyKey.VAT_PERCENT, day)
    yield _told(texts.VAT_ACT, vat, f"{vat.value}\u202f%")


def _penalty_acts(acts: BillActs, basis: PenaltyBasis) -> Iterator[str]:
    """The step rule, and whichever of key rate and cap made the rate of each stretch."""
    for stretch in basis.stretches:
        yield _told(texts.PENALTY_ACT, acts.rule_on(PolicyKey.PENALTY_FIRST_DAY, stretch.first_day))
        for key in (PolicyKey.PENALTY_CAP_BASIS_POINTS, PolicyKey.KEY_RATE_BASIS_POINTS):
            rate = acts.rule_on(key, stretch.first_day)
            if rate.value == stretch.rate_basis_points:
                yield _told(texts.PENALTY_RATE_ACT, rate, format_basis_points(rate.value))
                break


def _told(wording: str, act: Act, value: str = "") -> str:
    sentence = wording.format(value=value, act=act.act, day=format_date(act.valid_from))
    return f"{sentence}{texts.SAMPLE}" if act.is_sample else sentence
