"""The dashboard's sentences and bars."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.consumption import MonthVolume
from avk_app.domain.period import Period
from avk_app.domain.verification import VerificationStage
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingStatus
from avk_app.services.dashboard_result import (
    Dashboard,
    LastReading,
    MeterState,
    MonthOfWater,
    ReadingsTask,
    VerificationTask,
)
from avk_app.view_models.dashboard import TaskView, dashboard_view
from avk_app.view_models.year_chart import year_view

TODAY = date(2026, 11, 22)
NOVEMBER = Period(2026, 11)
DUE = ReadingsTask(
    period=NOVEMBER,
    closes_on=date(2026, 11, 26),
    meters=2,
    sent=0,
    to_clarify=0,
    sent_at=None,
    previous_at=datetime(2026, 10, 24, 4, tzinfo=UTC),
)
METER = MeterState(
    kind=MeterKind.COLD,
    place="кухня",
    serial="40128877",
    digits=5,
    verification_due_on=date(2027, 1, 18),
    verification_stage=VerificationStage.AHEAD,
    last=LastReading(412_385, NOVEMBER, TODAY, datetime(2026, 11, 22, 4, tzinfo=UTC), ReadingStatus.ACCEPTED),
)
BOARD = Dashboard(TODAY, "3801042217", "ул. К. Маркса, д. 2•, кв. 4•", "", (DUE,), (METER,), (), ())


def _task(task: ReadingsTask, today: date = TODAY) -> TaskView:
    return dashboard_view(replace(BOARD, today=today, tasks=(task,))).tasks[0]


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_days_are_counted_down() -> None:
    view = _task(DUE)
    assert _plain(view.title) == "Показания за ноябрь"
    assert _plain(view.strong + view.rest) == "Осталось 4 дня: до 26 ноября"
    assert _plain(view.detail) == "2 водомера. Прошлые показания пришли 24 октября."
    assert (view.is_due, view.action) == (True, "Передать показания")


def test_the_last_day_is_called_so() -> None:
    view = _task(DUE, date(2026, 11, 26))
    assert _plain(view.strong + view.rest) == "Сегодня последний день, 26 ноября"


def test_late_readings_are_still_asked_for() -> None:
    view = _task(DUE, date(2026, 11, 28))
    assert _plain(view.strong + view.rest) == "Приём закончился 26 ноября"
    assert "примем" in view.detail
    assert view.is_due


def test_the_rest_of_the_meters_is_asked_for() -> None:
    view = _task(replace(DUE, sent=1))
    assert (view.detail, view.action) == ("Передано 1 из 2.", "Передать остальные")


def test_sent_readings_say_when() -> None:
    sent_at = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
    view = _task(replace(DUE, sent=2, sent_at=sent_at))
    assert _plain(view.strong + view.rest) == "Переданы сегодня в 14:05"
    assert (view.is_due, view.tone) == (False, "ok")


def test_a_doubtful_reading_is_asked_about_first() -> None:
    view = _task(replace(DUE, sent=2, to_clarify=1, sent_at=datetime(2026, 11, 22, tzinfo=UTC)))
    assert (view.is_due, view.action) == (True, "Уточнить показание")


def test_meters_due_on_one_day_share_a_note() -> None:
    other = replace(METER, kind=MeterKind.HOT, place="", serial="51220314")
    tasks = tuple(VerificationTask(meter, VerificationStage.AHEAD) for meter in (METER, other))
    notes = dashboard_view(replace(BOARD, tasks=(DUE, *tasks))).tasks[1:]
    assert len(notes) == 1
    assert _plain(notes[0].strong) == "Поверка водомеров истекает 18 января 2027."
    assert _plain(notes[0].detail).startswith(
        "Холодная вода · кухня, № 40128877; Горячая вода, № 51220314. Осталось 57 дней."
    )


def test_a_lapsed_verification_is_told_as_such() -> None:
    lapsed = replace(METER, verification_due_on=date(2026, 9, 1))
    note = dashboard_view(replace(BOARD, tasks=(VerificationTask(lapsed, VerificationStage.LAPSED),))).tasks[
        0
    ]
    assert _plain(note.strong) == "Срок поверки водомера вышел 1 сентября 2026."
    assert note.tone == "bad"


def test_a_meter_shows_its_dial_and_day() -> None:
    meter = dashboard_view(BOARD).meters[0]
    assert (meter.value, meter.day, meter.status) == ("00412,385", "сегодня", "принято")
    never_read = dashboard_view(replace(BOARD, meters=(replace(METER, last=None),))).meters[0]
    assert (never_read.value, never_read.day, never_read.status) == ("—", "показаний ещё не было", "")


def test_no_readings_make_no_chart() -> None:
    assert not year_view([MonthOfWater(NOVEMBER, None, None)]).has_data


def test_the_highest_month_fills_the_chart() -> None:
    year = year_view(
        [
            MonthOfWater(NOVEMBER.plus(-1), MonthVolume(7_412, False), MonthVolume(3_105, False)),
            MonthOfWater(NOVEMBER, MonthVolume(5_000, True), None),
        ]
    )
    october, november = year.months
    assert (october.cold_percent + october.hot_percent, november.cold_percent) == (100, 48)
    assert (october.short_total, october.total, november.hot) == ("10,5", "10,517", "—")
    assert (november.is_estimated, november.is_current, october.is_current) == (True, True, False)
    assert [row.name for row in year.rows] == [november.name, october.name]
    assert _plain(year.total) == "За год 15,5 м³, в среднем 7,8 м³ в месяц."


_volumes = st.none() | st.builds(MonthVolume, st.integers(-(10**9), 10**9), st.booleans())


@given(st.lists(st.tuples(_volumes, _volumes), min_size=1, max_size=12))
def test_bars_never_leave_the_chart(months: list[tuple[MonthVolume | None, MonthVolume | None]]) -> None:
    year = year_view(
        [MonthOfWater(NOVEMBER.plus(index), cold, hot) for index, (cold, hot) in enumerate(months)]
    )
    for month in year.months:
        assert 0 <= month.cold_percent <= 100
        assert 0 <= month.hot_percent <= 100
