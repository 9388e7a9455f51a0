"""The waterfall of a bill's change: bars in percent of the whole picture, amounts as finished strings."""

from dataclasses import dataclass
from itertools import accumulate

from avk_app.domain.bill_changes import BillChange, ChangeKind, ChangePart
from avk_app.domain.billing import ChargedService
from avk_app.domain.period import Period
from avk_app.money import format_kopecks, round_half_up
from avk_app.services.bill_page_result import BillPage
from avk_app.texts import bill_page as texts
from avk_app.texts.russian import capitalized, format_day, month_name, period_name
from avk_app.volume import format_cubic_metres

_TENTHS_OF_PERCENT = 1_000


@dataclass(frozen=True)
class BarView:
    """One line; `tone` is total, up or down. Percents are texts such as «12.5»."""

    label: str
    hint: str
    amount: str
    tone: str
    start_percent: str
    width_percent: str


def change_lead(page: BillPage) -> str:
    """How much more or less, and than when."""
    if page.change is None or page.compared_with is None:
        return texts.FIRST
    difference = page.change.after_kopecks - page.change.before_kopecks
    month = _month(page.compared_with, page.period)
    if difference == 0:
        return texts.SAME.format(month=month)
    wording = texts.MORE if difference > 0 else texts.LESS
    return wording.format(amount=format_kopecks(abs(difference)), month=month)


def change_bars(page: BillPage) -> list[BarView]:
    """The month before, each cause, this month; none for the first bill."""
    change, compared = page.change, page.compared_with
    if change is None or compared is None:
        return []
    scale = _Scale.of(change)
    bars = [scale.bar(_month_label(compared, page.period), "", 0, change.before_kopecks, is_total=True)]
    level = change.before_kopecks
    for part in change.parts:
        bars.append(scale.bar(_label(part, page, compared), _hint(part), level, level + part.amount_kopecks))
        level += part.amount_kopecks
    label = capitalized(month_name(page.period))
    return [*bars, scale.bar(label, "", 0, change.after_kopecks, is_total=True)]


@dataclass(frozen=True)
class _Scale:
    """The kopecks at the left and the right edge of the picture."""

    least: int
    most: int

    @classmethod
    def of(cls, change: BillChange) -> "_Scale":
        amounts = (part.amount_kopecks for part in change.parts)
        levels = [0, *accumulate(amounts, initial=change.before_kopecks)]
        return cls(min(levels), max(levels))

    def bar(self, label: str, hint: str, start: int, end: int, *, is_total: bool = False) -> BarView:
        amount = end - start
        tone = "total" if is_total else "up" if amount > 0 else "down"
        plus = "" if is_total or amount <= 0 else "+"
        return BarView(
            label,
            hint,
            f"{plus}{format_kopecks(amount)}",
            tone,
            self._percent(min(start, end) - self.least),
            self._percent(abs(amount)),
        )

    def _percent(self, kopecks: int) -> str:
        whole = self.most - self.least
        tenths = round_half_up(kopecks * _TENTHS_OF_PERCENT, whole) if whole else 0
        return f"{tenths // 10}.{tenths % 10}"


def _label(part: ChangePart, page: BillPage, compared: Period) -> str:
    if part.kind is ChangeKind.VOLUME and part.volume_litres:
        sign = "+" if part.volume_litres > 0 else ""
        return f"{texts.CHANGES[part.kind]}\u00a0{sign}{format_cubic_metres(part.volume_litres)}"
    if part.kind is ChangeKind.TARIFF:
        since = page.acts.tariff_on(ChargedService.WATER, page.period.first_day).valid_from
        if since > compared.first_day:
            return texts.TARIFF_SINCE.format(day=format_day(since))
    return texts.CHANGES[part.kind]


def _hint(part: ChangePart) -> str:
    if part.kind not in (ChangeKind.RECALCULATION, ChangeKind.CREDIT, ChangeKind.PENALTY):
        return ""
    before, after = part.before_kopecks, part.before_kopecks + part.amount_kopecks
    return texts.WAS_AND_IS.format(before=format_kopecks(before), after=format_kopecks(after))


def _month(month: Period, current: Period) -> str:
    return month_name(month) if month.plus(1) == current else period_name(month)


def _month_label(month: Period, current: Period) -> str:
    return capitalized(_month(month, current))
