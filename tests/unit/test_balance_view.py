"""The balance card: every case in words that do not scold."""

from dataclasses import replace
from datetime import date

from avk_app.domain.norm_timer import MonthCosts, NormTimer, TimerReason
from avk_app.domain.period import Period
from avk_app.services.balance import NO_BALANCE, AccountBalance, BillSummary, PaymentSummary
from avk_app.view_models.balance import BalanceView, balance_view
from avk_app.view_models.norm_timer import NO_TIMER, lapse_sentence, norm_timer_view

OCTOBER = Period(2026, 10)
BILL = BillSummary(OCTOBER, 0, 418_47, 0, date(2026, 11, 10), date(2026, 12, 16))
SEPTEMBER = replace(BILL, period=OCTOBER.plus(-1), asked_kopecks=333_19)
OWED = AccountBalance(418_47, BILL, SEPTEMBER, PaymentSummary(date(2026, 10, 9), 333_19))


def _view(balance: AccountBalance, today: date = date(2026, 11, 6)) -> BalanceView:
    view = balance_view(balance, today)
    return BalanceView(
        **{name: text.replace("\u00a0", " ").replace("\u202f", " ") for name, text in vars(view).items()}
    )


def test_a_bill_says_its_sum_its_day_and_how_it_compares() -> None:
    view = _view(OWED)
    assert (view.title, view.amount, view.due) == (
        "К оплате за октябрь",
        "418,47 ₽",
        "До 10 ноября: осталось 4 дня",
    )
    assert (view.compared, view.link) == ("Счёт на 85,28 ₽ больше, чем за сентябрь.", "Почему столько?")
    assert view.detail == ""
    assert view.pay == "Оплатить"


def test_the_last_day_is_called_so() -> None:
    assert _view(OWED, date(2026, 11, 10)).due == "Сегодня последний день, 10 ноября"


def test_after_the_day_there_is_time_without_a_penalty() -> None:
    view = _view(OWED, date(2026, 12, 15))
    assert view.due == "Срок был 10 ноября."
    assert view.detail == "Пеней не будет, если оплатить не позже 15 декабря."
    assert "пени" in _view(OWED, date(2026, 12, 16)).detail


def test_a_part_that_was_paid_leaves_a_rest() -> None:
    assert _view(replace(OWED, kopecks=118_47)).title == "Осталось оплатить за октябрь"


def test_older_debt_and_penalty_are_told_as_sums() -> None:
    bill = replace(BILL, asked_kopecks=420_00, penalty_kopecks=1_53, opening_kopecks=100_00)
    view = _view(replace(OWED, kopecks=520_00, bill=bill))
    assert view.title == "К оплате"
    assert "долг за прошлые месяцы: 100,00 ₽" in view.detail
    assert "пени: 1,53 ₽" in view.detail


def test_an_advance_needs_no_payment() -> None:
    view = _view(replace(OWED, kopecks=-2_711_90))
    assert (view.title, view.amount) == ("Переплата", "2 711,90 ₽")
    assert (view.pay, view.due) == ("", "")


def test_what_is_paid_says_when() -> None:
    view = _view(replace(OWED, kopecks=0))
    assert (view.title, view.amount) == ("Всё оплачено", "")
    assert view.detail == "Последний платёж: 333,19 ₽, 9 октября."


def test_before_the_first_bill_there_is_nothing_to_explain() -> None:
    view = _view(NO_BALANCE)
    assert (view.title, view.amount, view.link) == ("Квитанции пока нет", "", "")
    assert _view(replace(NO_BALANCE, kopecks=5_00)).title == "К оплате"


def test_a_bill_like_the_one_before_and_a_smaller_one() -> None:
    same = replace(SEPTEMBER, asked_kopecks=418_47)
    assert _view(replace(OWED, previous=same)).compared == "Счёт такой же, как за сентябрь."
    more = replace(SEPTEMBER, asked_kopecks=500_00)
    assert _view(replace(OWED, previous=more)).compared == "Счёт на 81,53 ₽ меньше, чем за сентябрь."
    assert _view(replace(OWED, previous=None)).compared == ""


TIMER = NormTimer(TimerReason.LAPSED, 2, Period(2027, 1), MonthCosts(154_54, 814_40, 300))


def _timer(timer: NormTimer) -> list[str]:
    return [
        text.replace("\u00a0", " ").replace("\u202f", " ") for text in vars(norm_timer_view(timer)).values()
    ]


def test_no_timer_shows_nothing() -> None:
    assert norm_timer_view(None) == NO_TIMER


def test_the_timer_counts_months_and_roubles() -> None:
    lead, _why, *rows, what_to_do = _timer(TIMER)
    assert lead == "По среднему посчитаем ещё 2 месяца, считая этот"
    assert rows == [
        "Сейчас, по среднему",
        "около 155 ₽",
        "С 1 января, по нормативу × 3",
        "около 814 ₽",
    ]
    assert "поверку" in what_to_do


def test_a_timer_that_ran_out_says_so() -> None:
    silent = replace(TIMER, reason=TimerReason.SILENT, average_periods_left=0)
    lead, _why, *rows, what_to_do = _timer(replace(silent, costs=MonthCosts(154_54, 271_47, 100)))
    assert lead == "Счёт уже идёт по нормативу"
    assert rows == ["Сейчас, по нормативу", "около 271 ₽", "По водомеру было бы", "около 155 ₽"]
    assert "показания" in what_to_do
    unknown = _timer(replace(silent, costs=MonthCosts(None, 271_47, 150)))
    assert unknown[2:6] == ["Сейчас, по нормативу × 1,5", "около 271 ₽", "", ""]


def test_a_lapse_has_a_price_only_where_it_costs() -> None:
    told = lapse_sentence(TIMER.costs).replace("\u00a0", " ").replace("\u202f", " ")
    assert told == "Месяц тогда будет стоить около 814 ₽ вместо 155 ₽."
    assert lapse_sentence(MonthCosts(900_00, 814_40, 300)) == ""
    assert lapse_sentence(MonthCosts(None, 814_40, 300)) == ""
    assert lapse_sentence(None) == ""
