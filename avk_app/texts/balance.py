"""What is owed, in words."""

from datetime import date

from avk_app.texts.russian import capitalized, format_day, remaining_days

OWED = "К оплате"
ADVANCE = "Переплата"
SETTLED = "Всё оплачено"
NO_BILL = "Квитанции пока нет"
NO_BILL_MORE = "Первая квитанция появится здесь в начале следующего месяца."
ADVANCE_MORE = "Платить сейчас не нужно: спишем её за следующие месяцы."
WHY = "Почему столько?"
WHOLE_BILL = "Из чего сложился счёт"
PAY = "Оплатить"
PENALTY_RUNS = "За каждый день понемногу прибавляются пени. Можно платить и частями."


def owed_for(month: str) -> str:
    """«К оплате за октябрь»."""
    return f"{OWED} за {month}"


def rest_for(month: str) -> str:
    """«Осталось оплатить за октябрь»."""
    return f"Осталось оплатить за {month}"


def pay_by(day: date, days: int) -> str:
    """«До 10 ноября: осталось 4 дня»; after the day, when it was."""
    if days < 0:
        return f"Срок был {format_day(day)}."
    if days == 0:
        return f"{capitalized(remaining_days(0))}, {format_day(day)}"
    return f"До {format_day(day)}: {remaining_days(days)}"


def no_penalty_until(last_day: date) -> str:
    """«Пеней не будет, если оплатить не позже 15 декабря.»"""
    return f"Пеней не будет, если оплатить не позже {format_day(last_day)}."


def penalty_inside(amount: str) -> str:
    """«В счёте есть пени: 2,56 ₽.»"""
    return f"В счёте есть пени: {amount}."


def earlier_debt(amount: str) -> str:
    """«Из них 73,46 ₽ — за прошлые месяцы.»"""
    return f"В этой сумме есть долг за прошлые месяцы: {amount}."


def compared(difference: str, is_more: bool, month: str) -> str:
    """«Счёт на 85,28 ₽ больше, чем за сентябрь.»"""
    return f"Счёт на {difference} {'больше' if is_more else 'меньше'}, чем за {month}."


def same_as(month: str) -> str:
    """«Счёт такой же, как за сентябрь.»"""
    return f"Счёт такой же, как за {month}."


def last_payment(amount: str, day: str) -> str:
    """«Последний платёж — 572,06 ₽, 9 октября.»"""
    return f"Последний платёж: {amount}, {day}."
