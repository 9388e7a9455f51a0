"""What the history of readings shows: one meter at a time, newest first."""

from dataclasses import dataclass
from datetime import date

from avk_app import clock
from avk_app.models.readings import ReadingStatus
from avk_app.services.readings_history import HistoryRow, MeterName, ReadingsHistory
from avk_app.texts import readings as texts
from avk_app.texts.meters import meter_name, meter_number
from avk_app.texts.russian import capitalized, format_moment, period_name
from avk_app.volume import format_cubic_metres, format_dial


@dataclass(frozen=True)
class MeterTab:
    """A meter to choose."""

    meter_id: int
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class HistoryLine:
    """One reading."""

    period: str
    about: str
    remarks: str
    value: str
    consumption: str
    status: str
    tone: str
    is_replaced: bool


@dataclass(frozen=True)
class HistoryView:
    """One page of one meter."""

    tabs: list[MeterTab]
    lines: list[HistoryLine]
    meter_id: int
    page: int
    has_older: bool
    is_open: bool


NO_HISTORY = HistoryView([], [], 0, 0, False, False)


def history_view(history: ReadingsHistory, today: date) -> HistoryView:
    """Finished strings of one page."""
    digits = next((meter.digits for meter in history.meters if meter.meter_id == history.meter_id), 5)
    return HistoryView(
        tabs=[_tab(meter, history.meter_id) for meter in history.meters],
        lines=[_line(row, digits, today) for row in history.rows],
        meter_id=history.meter_id,
        page=history.page,
        has_older=history.has_older,
        is_open=True,
    )


def _tab(meter: MeterName, chosen_id: int) -> MeterTab:
    name = f"{meter_name(meter.kind, meter.place)}, {meter_number(meter.serial)}"
    label = name if meter.is_open else f"{name} ({texts.REMOVED_METER})"
    return MeterTab(meter.meter_id, label, meter.meter_id == chosen_id)


def _line(row: HistoryRow, digits: int, today: date) -> HistoryLine:
    reading = row.reading
    moment = format_moment(clock.to_city(reading.received_at), today)
    number = [f"№\u00a0{row.number}"] if row.number else []
    return HistoryLine(
        period=capitalized(period_name(reading.period)),
        about=" · ".join([moment, texts.SOURCES[reading.source], *number]),
        remarks=" · ".join(_remarks(row, digits)),
        value=format_dial(reading.value_litres, digits),
        consumption=format_cubic_metres(row.consumption_litres),
        status=texts.STATUSES[reading.status],
        tone=texts.STATUS_TONES[reading.status],
        is_replaced=reading.status is ReadingStatus.REPLACED,
    )


def _remarks(row: HistoryRow, digits: int) -> list[str]:
    remarks = [texts.FLAGS[flag] for flag in row.reading.flags]
    if row.reading.question:
        remarks.append(texts.asked(row.reading.question))
    if row.replaced_litres is not None:
        remarks.append(texts.INSTEAD_OF.format(value=format_dial(row.replaced_litres, digits)))
    if row.replaced_by_litres is not None:
        remarks.append(texts.REPLACED_BY.format(value=format_dial(row.replaced_by_litres, digits)))
    return remarks
