"""Twelve months of water as bars and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from avk_app.domain.consumption import MonthVolume
from avk_app.money import round_half_up
from avk_app.services.dashboard_result import MonthOfWater
from avk_app.texts import dashboard as texts
from avk_app.texts.russian import month_name, period_name
from avk_app.volume import format_cubic_metres_plain, format_cubic_metres_short

FULL_BAR_PERCENT = 100
SHORT_NAME_LENGTH = 3


@dataclass(frozen=True)
class MonthView:
    """One bar and one row. The percents are of the highest bar."""

    label: str
    name: str
    short_total: str
    cold: str
    hot: str
    total: str
    cold_percent: int
    hot_percent: int
    is_estimated: bool
    is_current: bool


@dataclass(frozen=True)
class YearView:
    """The chart: months from the oldest, rows of the table from the newest."""

    summary: str = ""
    total: str = ""
    has_data: bool = False
    has_hot: bool = False
    has_estimates: bool = False
    months: list[MonthView] = field(default_factory=list)
    rows: list[MonthView] = field(default_factory=list)


NO_YEAR = YearView()


def year_view(months: Sequence[MonthOfWater]) -> YearView:
    """The chart of these months, the last of which is the current one."""
    known = [month for month in months if month.cold or month.hot]
    if not known:
        return NO_YEAR
    highest = max(known, key=_total_litres)
    bars = [_month_view(month, _total_litres(highest), month is months[-1]) for month in months]
    total_litres = sum(map(_total_litres, known))
    average_litres = round_half_up(total_litres, len(known))
    total = texts.year_total(
        format_cubic_metres_short(total_litres), format_cubic_metres_short(average_litres)
    )
    return YearView(
        summary=texts.year_summary(
            period_name(months[0].period),
            period_name(months[-1].period),
            total,
            f"{period_name(highest.period)}, {format_cubic_metres_short(_total_litres(highest))}",
        ),
        total=total,
        has_data=True,
        has_hot=any(month.hot for month in months),
        has_estimates=any(bar.is_estimated for bar in bars),
        months=bars,
        rows=bars[::-1],
    )


def _month_view(month: MonthOfWater, highest_litres: int, is_current: bool) -> MonthView:
    is_known = bool(month.cold or month.hot)
    name = month_name(month.period)
    total_litres = _total_litres(month)
    return MonthView(
        label=name[:SHORT_NAME_LENGTH],
        name=period_name(month.period),
        short_total=format_cubic_metres_short(total_litres) if is_known else texts.UNKNOWN,
        cold=_volume(month.cold),
        hot=_volume(month.hot),
        total=format_cubic_metres_plain(total_litres) if is_known else texts.UNKNOWN,
        cold_percent=_percent(month.cold, highest_litres),
        hot_percent=_percent(month.hot, highest_litres),
        is_estimated=any(part is not None and part.is_estimated for part in (month.cold, month.hot)),
        is_current=is_current,
    )


def _total_litres(month: MonthOfWater) -> int:
    return sum(part.volume_litres for part in (month.cold, month.hot) if part)


def _volume(part: MonthVolume | None) -> str:
    return format_cubic_metres_plain(part.volume_litres) if part else texts.UNKNOWN


def _percent(part: MonthVolume | None, highest_litres: int) -> int:
    """A correction downwards has no bar; a cold and a hot one of opposite signs stay within the frame."""
    if part is None or part.volume_litres <= 0 or highest_litres <= 0:
        return 0
    return min(FULL_BAR_PERCENT, round_half_up(part.volume_litres * FULL_BAR_PERCENT, highest_litres))
