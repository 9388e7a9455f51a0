"""«Таймер нормы» as finished strings."""

from dataclasses import dataclass

from avk_app.domain.charges import UNIT_COEFFICIENT_HUNDREDTHS
from avk_app.domain.norm_timer import MonthCosts, NormTimer
from avk_app.money import NARROW_SPACE, group_thousands, round_half_up
from avk_app.texts import norm_timer as texts
from avk_app.texts.russian import format_day


@dataclass(frozen=True)
class NormTimerView:
    """Two months side by side; `lead` is "" while there is no timer."""

    lead: str = ""
    why: str = ""
    now_label: str = ""
    now_amount: str = ""
    then_label: str = ""
    then_amount: str = ""
    what_to_do: str = ""


NO_TIMER = NormTimerView()


def norm_timer_view(timer: NormTimer | None) -> NormTimerView:
    """The card, empty when every meter is in order."""
    if timer is None:
        return NO_TIMER
    coefficient = coefficient_text(timer.costs.coefficient_hundredths)
    norm, usual = _about(timer.costs.norm_kopecks), _about(timer.costs.usual_kopecks)
    is_norm_now = timer.average_periods_left == 0
    from_then = texts.from_day(format_day(timer.norm_from.first_day), coefficient)
    return NormTimerView(
        lead=texts.BY_NORM_NOW if is_norm_now else texts.months_left(timer.average_periods_left),
        why=texts.WHY[timer.reason],
        now_label=texts.norm_now(coefficient) if is_norm_now else texts.NOW_BY_AVERAGE,
        now_amount=norm if is_norm_now else usual,
        then_label=(texts.USUAL if usual else "") if is_norm_now else from_then,
        then_amount=usual if is_norm_now else norm,
        what_to_do=texts.WHAT_TO_DO[timer.reason],
    )


def lapse_sentence(costs: MonthCosts | None) -> str:
    """What letting a verification lapse costs; "" when nobody knows, or when it costs nothing."""
    if costs is None or costs.usual_kopecks is None or costs.norm_kopecks <= costs.usual_kopecks:
        return ""
    return texts.lapse_cost(_roubles(costs.norm_kopecks), _roubles(costs.usual_kopecks))


def _about(kopecks: int | None) -> str:
    return "" if kopecks is None else texts.about(_roubles(kopecks))


def _roubles(kopecks: int) -> str:
    return f"{group_thousands(round_half_up(kopecks, 100))}{NARROW_SPACE}₽"


def coefficient_text(hundredths: int) -> str:
    """« × 3», « × 1,5»; "" for 1."""
    if hundredths == UNIT_COEFFICIENT_HUNDREDTHS:
        return ""
    whole, rest = divmod(hundredths, UNIT_COEFFICIENT_HUNDREDTHS)
    return f"\u00a0×\u00a0{whole}" + (f",{rest:02d}".rstrip("0") if rest else "")
