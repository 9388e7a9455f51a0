"""Charges and payments by month, or by year when there are many, as bars and as a table."""

from dataclasses import dataclass, field

from avk_app.domain.history import HistoryStep, Movements, history_steps
from avk_app.money import format_kopecks, format_kopecks_plain, group_thousands, round_half_up
from avk_app.services.history_result import History
from avk_app.texts import history as texts
from avk_app.texts.russian import capitalized, month_name, period_name

FULL_PERCENT = 100
SHORT_NAME_LENGTH = 3


@dataclass(frozen=True)
class StepView:
    """Two bars and one row. The percents are of the highest bar."""

    label: str
    name: str
    charged: str
    paid: str
    short_charged: str
    short_paid: str
    charged_percent: int
    paid_percent: int


@dataclass(frozen=True)
class ChartView:
    """Steps from the oldest, rows of the table from the newest."""

    has_data: bool = False
    title: str = ""
    summary: str = ""
    step_name: str = ""
    steps: list[StepView] = field(default_factory=list)
    rows: list[StepView] = field(default_factory=list)


NO_CHART = ChartView()


def chart_view(history: History) -> ChartView:
    """The chart of a period; without bars when one step says no more than the sums do."""
    steps = history_steps(history.months)
    if len(steps) <= 1:
        return NO_CHART
    highest = max(max(_charged(one.movements), _paid(one.movements)) for one in steps)
    views = [_step_view(step, highest) for step in steps]
    is_by_year = steps[0].period is None
    return ChartView(
        has_data=True,
        title=texts.CHART_YEARS if is_by_year else texts.CHART,
        summary=texts.CHART_LABEL.format(
            span=texts.SPAN.format(first=views[0].name, last=views[-1].name),
            charged=format_kopecks(_charged(history.movements)),
            paid=format_kopecks(_paid(history.movements)),
        ),
        step_name=texts.YEAR if is_by_year else texts.MONTH,
        steps=views,
        rows=views[::-1],
    )


def _charged(moved: Movements) -> int:
    """All that was added to what is owed, recalculations included."""
    return moved.charged_kopecks + moved.recalculated_kopecks + moved.penalty_kopecks


def _paid(moved: Movements) -> int:
    return -moved.paid_kopecks


def _step_view(step: HistoryStep, highest: int) -> StepView:
    charged, paid = _charged(step.movements), _paid(step.movements)
    return StepView(
        label=month_name(step.period)[:SHORT_NAME_LENGTH] if step.period else str(step.year),
        name=_breakable(capitalized(period_name(step.period))) if step.period else str(step.year),
        charged=format_kopecks_plain(charged),
        paid=format_kopecks_plain(paid),
        short_charged=_roubles(charged),
        short_paid=_roubles(paid),
        charged_percent=_percent(charged, highest),
        paid_percent=_percent(paid, highest),
    )


def _breakable(name: str) -> str:
    """A phone's table has room for the month alone in a line."""
    return name.replace("\u00a0", " ")


def _roubles(kopecks: int) -> str:
    """To a rouble, where there is no room for kopecks."""
    return group_thousands(round_half_up(kopecks, 100))


def _percent(kopecks: int, highest: int) -> int:
    """A recalculation downwards has no bar."""
    return round_half_up(kopecks * FULL_PERCENT, highest) if kopecks > 0 and highest > 0 else 0
