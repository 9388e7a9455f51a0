"""What the history shows: sums in words and numbers, rows under their month, bars to scale."""

from dataclasses import replace
from datetime import date

from avk_app.domain.history import HistorySpan, MonthMovements, Movements
from avk_app.domain.period import Period
from avk_app.models.ledger import EntryKind
from avk_app.models.payments import PaymentChannel
from avk_app.services.history_result import ChargedFor, History, HistoryEntry
from avk_app.view_models.history import history_view

OCTOBER, NOVEMBER = Period(2026, 10), Period(2026, 11)
TODAY = date(2026, 11, 22)
CHARGED = ChargedFor("water", "meter", 7_412, OCTOBER, OCTOBER)
RESTATED = ChargedFor("wastewater", "average", -1_000, Period(2026, 8), OCTOBER)
ENTRIES = (
    HistoryEntry(4, date(2026, 11, 9), EntryKind.REVERSAL, 100_00, 29_18, None, None, EntryKind.PAYMENT),
    HistoryEntry(3, date(2026, 11, 5), EntryKind.PAYMENT, -200_00, -70_82, None, PaymentChannel.CARD, None),
    HistoryEntry(2, OCTOBER.last_day, EntryKind.RECALCULATION, -25_36, 129_18, RESTATED, None, None),
    HistoryEntry(1, OCTOBER.last_day, EntryKind.CHARGE, 154_54, 154_54, CHARGED, None, None),
)
MONTHS = (
    MonthMovements(OCTOBER, Movements(charged_kopecks=154_54, recalculated_kopecks=-25_36)),
    MonthMovements(NOVEMBER, Movements(paid_kopecks=-200_00, corrected_kopecks=100_00)),
)
HISTORY = History(
    account_number="3801042217",
    opened_on=date(2026, 10, 1),
    span=HistorySpan(date(2026, 10, 1), TODAY),
    opening_kopecks=0,
    movements=Movements(154_54, -25_36, 0, -200_00, 100_00),
    months=MONTHS,
    entries=ENTRIES,
    entry_count=4,
    page=0,
    as_of_sequence=4,
    readings=(),
    has_more_readings=False,
)


def test_the_sums_name_every_part_that_changed_something() -> None:
    sums = [
        (line.label, line.amount.replace("\u202f", " "), line.note)
        for line in history_view(HISTORY, TODAY).sums
    ]
    assert sums == [
        ("Было к 1\u00a0октября\u00a02026", "0,00 ₽", "долга нет"),
        ("Начислено", "+154,54 ₽", ""),
        ("Перерасчёты", "−25,36 ₽", ""),
        ("Оплачено", "−200,00 ₽", ""),
        ("Исправления", "+100,00 ₽", ""),
        ("Стало на 22\u00a0ноября\u00a02026", "29,18 ₽", "к оплате"),
    ]


def test_rows_stand_under_their_month_and_a_month_with_charges_leads_to_its_bill() -> None:
    november, october = history_view(HISTORY, TODAY).months
    assert (november.name, november.bill_address) == ("Ноябрь\u00a02026", "")
    assert october.bill_address == "/bill?period=202610"
    assert [row.what for row in november.rows] == ["Отмена: оплата", "Оплата"]
    assert [row.what for row in october.rows] == ["Перерасчёт: водоотведение", "Водоснабжение"]
    assert october.rows[0].details.startswith("за август\u00a02026, по среднему расходу")
    assert october.rows[1].details == "по водомеру, 7,412\u202fм³"


def test_bars_are_to_the_scale_of_the_highest() -> None:
    october, november = history_view(HISTORY, TODAY).chart.steps
    assert (october.charged_percent, october.paid_percent) == (65, 0)
    assert (november.charged_percent, november.paid_percent) == (0, 100)


def test_an_advance_days_ahead_and_days_before_the_opening_are_said() -> None:
    wide = replace(
        HISTORY, span=HistorySpan(date(2020, 1, 1), date(2027, 1, 1)), movements=Movements(paid_kopecks=-1)
    )
    view = history_view(wide, TODAY)
    assert len(view.notes) == 2
    assert view.sums[-1].note == "переплата"
