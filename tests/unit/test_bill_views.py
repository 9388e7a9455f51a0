"""The bill in words: each step says what was done to which number, and bars stay inside their picture."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given

from avk_app.clock import CITY_ZONE
from avk_app.domain.bill_changes import MonthCharges, explain_change
from avk_app.domain.billing import ChargedService, Water, WaterVolume
from avk_app.domain.consumption import DialReading
from avk_app.domain.explanations import Basis, ChargeBasis, PenaltyBasis
from avk_app.domain.interruptions import Break, CreditBasis, InterruptionTerms
from avk_app.domain.metering import MeterVolume, Method
from avk_app.domain.penalties import PenaltyStretch
from avk_app.domain.period import Period
from avk_app.domain.policy import PolicyKey
from avk_app.models.billing import LineKind
from avk_app.models.meters import MeterKind
from avk_app.services.bill_acts import Act, BillActs
from avk_app.services.bill_page_result import BilledMeterName, BillPage, ExplainedLine
from avk_app.view_models.bill_acts import line_acts
from avk_app.view_models.bill_changes import change_bars, change_lead
from avk_app.view_models.bill_page import bill_view
from avk_app.view_models.bill_steps import line_steps
from tests.charged_months import months

OCTOBER, TODAY = Period(2026, 10), date(2026, 11, 5)
METER = BilledMeterName(7, MeterKind.COLD, "кухня", "40128877", 5, date(2021, 1, 18), date(2027, 1, 18))


def _acts() -> BillActs:
    def act(value: int, since: date = date(2015, 1, 1)) -> tuple[Act, ...]:
        return (Act(value, since, None, "Приказ № 1", is_sample=True),)

    rules: Mapping[PolicyKey, int] = {
        PolicyKey.VAT_PERCENT: 22,
        PolicyKey.AVERAGE_MONTHS: 6,
        PolicyKey.RAISED_NORM_HUNDREDTHS: 300,
        PolicyKey.PENALTY_FIRST_DAY: 31,
        PolicyKey.PENALTY_CAP_BASIS_POINTS: 950,
        PolicyKey.KEY_RATE_BASIS_POINTS: 1650,
        PolicyKey.INTERRUPTION_CREDIT_BASIS_POINTS: 15,
    }
    return BillActs(
        {("tariff", service): act(2085, date(2026, 10, 1)) for service in ChargedService}
        | {("norm", water): act(4340) for water in Water}
        | {("rule", key): act(value) for key, value in rules.items()}
    )


def _line(basis: Basis | None, kind: LineKind = LineKind.CHARGE, **values: int) -> ExplainedLine:
    numbers = {"volume": 7412, "rate": 2085, "coefficient": 100, "amount": 154_54} | values
    return ExplainedLine(
        kind,
        "water",
        OCTOBER,
        numbers["volume"],
        numbers["rate"],
        numbers["coefficient"],
        numbers["amount"],
        basis,
    )


def _page(*lines: ExplainedLine, **values: object) -> BillPage:
    page = BillPage(
        account_number="3801042217",
        address="ул. Коминтерна, д. 5",
        period=OCTOBER,
        is_newest=True,
        issued_at=datetime(2026, 11, 2, tzinfo=UTC),
        pay_by_on=date(2026, 11, 10),
        due_on=date(2026, 11, 15),
        opening_kopecks=0,
        charged_kopecks=154_54,
        penalty_kopecks=0,
        due_kopecks=154_54,
        balance_kopecks=154_54,
        before_kopecks=0,
        lines=lines,
        compared_with=None,
        change=None,
        moves_before=(),
        moves_since=(),
        acts=_acts(),
        meters={METER.meter_id: METER},
        readings={},
    )
    return replace(page, **values)  # type: ignore[arg-type]


def _credit(*lengths: tuple[int, int], before: int = 0, charge: int = 154_54) -> ExplainedLine:
    """Breaks as (first hour of October, hours)."""
    first = datetime(2026, 10, 1, tzinfo=CITY_ZONE)
    breaks = tuple(
        Break(first + timedelta(hours=start), first + timedelta(hours=start + hours))
        for start, hours in lengths
    )
    basis = CreditBasis(charge, breaks, InterruptionTerms(8, 4, 15), before)
    return _line(basis, LineKind.CREDIT, volume=0, rate=0, amount=basis.amount_kopecks(OCTOBER))


def _steps(line: ExplainedLine) -> list[tuple[str, str]]:
    plain = str.maketrans("\u00a0\u202f", "  ")
    return [
        (step.label.translate(plain), step.value.translate(plain)) for step in line_steps(_page(line), line)
    ]


def _metered(meter: MeterVolume) -> ChargeBasis:
    return ChargeBasis((WaterVolume(Water.COLD, meter.method, meter.volume_litres, (meter,)),))


def _by_norm(method: Method = Method.NORM, days: int = 31, silent: tuple[int, ...] = ()) -> ChargeBasis:
    water = WaterVolume(
        Water.COLD,
        method,
        13_020 * days // 31,
        persons=3,
        norm_litres=4340,
        days=days,
        days_in_month=31,
        silent_meter_ids=silent,
    )
    return ChargeBasis((water,))


def test_a_meter_is_told_by_its_readings() -> None:
    since, until = DialReading(Period(2026, 9), 404_973), DialReading(OCTOBER, 412_385)
    assert _steps(_line(_metered(MeterVolume(7, Method.METER, 7412, since, until, 1)))) == [
        ("Показание за октябрь − за сентябрь", "00412,385 − 00404,973"),
        ("Объём", "7,412 м³"),
        ("Тариф на октябрь 2026", "× 20,85 ₽"),
        ("154,5402 — округляем до копейки", "154,54 ₽"),
    ]


def test_a_full_circle_of_the_dial_is_said() -> None:
    since, until = DialReading(Period(2026, 9), 99_999_000), DialReading(OCTOBER, 6_412)
    meter = MeterVolume(7, Method.METER, 7412, since, until, 1, turned_litres=100_000_000)
    (first, *_rest) = line_steps(_page(), _line(_metered(meter)))
    assert "полный круг" in first.why


def test_a_first_reading_is_counted_from_the_installation() -> None:
    since, until = DialReading(Period(2020, 12), 12), DialReading(OCTOBER, 7_424)
    label, _value = _steps(_line(_metered(MeterVolume(7, Method.METER, 106, since, until, 70))))[0]
    assert label == "Показание за октябрь − при установке 18 января 2021"


def test_an_average_names_its_months_and_the_share_of_a_month() -> None:
    since, until = DialReading(Period(2026, 3), 10_000), DialReading(Period(2026, 9), 52_000)
    meter = MeterVolume(7, Method.AVERAGE, 5_194, since, until, 6, days=23, days_in_month=31)
    assert _steps(_line(_metered(meter), volume=5_194, amount=108_29))[:3] == [
        ("Показаний нет — берём средний расход с апреля 2026 по сентябрь 2026", "00052,000 − 00010,000"),
        ("42,000 м³ ÷ 6 месяцев", "7,000 м³"),
        ("Счёт был открыт 23 дня из 31", "5,194 м³"),
    ]


@pytest.mark.parametrize(
    ("basis", "why"),
    [
        (_by_norm(), "Водомера нет."),
        (_by_norm(silent=(7,)), "показаний, которые идут в расчёт, нет"),
        (_by_norm(Method.RAISED_NORM), "к нему дважды не пустили"),
        (_by_norm(Method.RAISED_NORM, silent=(7,)), "поверка водомера вышла"),
    ],
)
def test_the_norm_says_why(basis: ChargeBasis, why: str) -> None:
    first = line_steps(_page(), _line(basis, volume=13_020, amount=271_47))[0]
    assert "3\u00a0человека × норматив 4,340" in first.label
    assert why in first.why
    assert "{" not in first.why


def test_the_raised_norm_has_its_coefficient_as_a_step() -> None:
    line = _line(_by_norm(Method.RAISED_NORM), volume=13_020, coefficient=300, amount=814_40)
    assert ("Повышающий коэффициент", "× 3") in _steps(line)
    assert _steps(line)[-1] == ("814,401 — округляем до копейки", "814,40 ₽")


def test_an_amount_without_a_rest_is_not_called_rounded() -> None:
    since, until = DialReading(Period(2026, 9), 0), DialReading(OCTOBER, 2_000)
    line = _line(_metered(MeterVolume(7, Method.METER, 2_000, since, until, 1)), volume=2_000, amount=41_70)
    assert _steps(line)[-1] == ("Сумма", "41,70 ₽")


def test_a_penalty_shows_each_stretch_and_what_was_asked_for_before() -> None:
    stretches = (
        PenaltyStretch(date(2026, 7, 16), 60, 1_000_00, 950, 300),
        PenaltyStretch(date(2026, 9, 14), 30, 1_000_00, 950, 130),
    )
    line = _line(PenaltyBasis(19_00, stretches), LineKind.PENALTY, amount=21_92)
    assert _steps(line) == [
        ("60 дней с 16 июля 2026", "19,0000 ₽"),
        ("30 дней с 14 сентября 2026", "21,9231 ₽"),
        ("Всего за просрочку", "40,92 ₽"),
        ("Уже вошло в прошлые квитанции", "−19,00 ₽"),
        ("Сумма", "21,92 ₽"),
    ]


@given(months(), months())
def test_bars_never_leave_their_picture(before: MonthCharges, after: MonthCharges) -> None:
    page = _page(change=explain_change(before, after), compared_with=Period(2026, 9))
    bars = change_bars(page)
    assert len(bars) >= 2
    for bar in bars:
        start, width = (int(text.replace(".", "")) for text in (bar.start_percent, bar.width_percent))
        assert start >= 0
        assert width >= 0
        assert start + width <= 1_001
    assert change_lead(page)


@pytest.mark.parametrize(
    ("balance", "today", "badge", "tone"),
    [
        (154_54, date(2026, 11, 10), "до 10\u00a0ноября", "warn"),
        (154_54, date(2026, 11, 11), "срок был 10\u00a0ноября", "bad"),
        (0, date(2026, 11, 11), "✓ оплачено", "ok"),
        (-1, date(2026, 11, 5), "✓ оплачено", "ok"),
    ],
)
def test_the_badge_says_how_the_bill_stands(balance: int, today: date, badge: str, tone: str) -> None:
    view = bill_view(_page(balance_kopecks=balance), today)
    assert (view.due_badge, view.due_tone) == (badge, tone)


def test_an_older_bill_is_told_in_the_past() -> None:
    view = bill_view(_page(is_newest=False), TODAY)
    assert (view.due_label, view.due_badge, view.due_notes) == ("Было к оплате", "", [])


def test_a_debt_of_earlier_months_is_named_and_no_grace_promised() -> None:
    view = bill_view(_page(opening_kopecks=100_00, due_kopecks=254_54), TODAY)
    assert view.due_notes == [
        "Здесь и долг за прошлые месяцы: 100,00\u202f₽. Чем раньше он оплачен, тем меньше пени."
    ]


def test_acts_mark_samples() -> None:
    view = bill_view(_page(_line(_by_norm(), volume=13_020, amount=271_47)), TODAY)
    assert [act.endswith("(образец)") for act in view.lines[0].acts] == [True, True, True]


def test_a_credit_is_told_break_by_break() -> None:
    assert _steps(_credit((9, 4), (33, 6), (57, 4))) == [
        ("1 октября, 09:00–13:00", "4 часа"),
        ("2 октября, 09:00–15:00", "6 часов"),
        ("3 октября, 09:00–13:00", "4 часа"),
        ("Всего за месяц", "14 часов"),
        ("Сверх 8 часов за месяц", "6 часов"),
        ("Сверх 4 часов подряд", "2 часа"),
        ("Лишние полные часы", "6 часов"),
        ("Плата за октябрь 2026", "154,54 ₽"),
        ("154,54 × 6 часов × 0,15 % = 1,39086 — округляем до копейки", "−1,39 ₽"),
    ]


def test_a_break_of_two_months_says_what_of_it_counts_here() -> None:
    step = line_steps(_page(), _credit((-2, 8)))[0]
    assert step.label.replace("\u00a0", " ") == "30 сентября, 22:00 – 1 октября, 06:00"
    assert step.why.replace("\u00a0", " ") == (
        "Весь перерыв — 8 часов, здесь то, что пришлось на этот месяц. Подряд можно 4 часа: лишние — 4 часа."
    )


def test_what_was_credited_before_stands_in_the_credit() -> None:
    more = _steps(_credit((9, 12), before=1_00))
    assert more[-2:] == [("Уже снизили в прошлых квитанциях", "1,00 ₽"), ("Разница", "−0,85 ₽")]
    assert _steps(_credit((9, 12), before=2_00))[-1] == ("Возвращаем лишнее снижение", "0,15 ₽")
    assert _steps(_credit(before=2_00))[-1] == ("Возвращаем лишнее снижение", "2,00 ₽")


def test_a_credit_never_takes_more_than_the_charge() -> None:
    last = line_steps(_page(), _credit((0, 744)))[-1]
    assert (last.value.translate(str.maketrans("\u202f\u00a0", "  ")), last.why) == (
        "−154,54 ₽",
        "Снижение не бывает больше самой платы.",
    )


def test_a_credit_names_its_act() -> None:
    [act] = line_acts(_page(), _credit((9, 12)))
    assert act.startswith("Снижение 0,15")
