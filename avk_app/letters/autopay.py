"""Letters about autopay: what will be taken and when, what was not, and how to switch it off."""

from datetime import date

from avk_app import routes
from avk_app.domain.account_numbers import format_account_number
from avk_app.domain.autopay import DAYS_LATE
from avk_app.domain.period import Period
from avk_app.letters import FOOT, Wording
from avk_app.money import format_kopecks

_DAY = "%d.%m.%Y"
_NOT_CHARGED = {
    "over_limit": "К оплате больше предела, который вы выбрали. Мы ничего не списали и списывать не будем.",
    "declined": "Банк отклонил списание с карты. Деньги не списаны, повторять мы не будем.",
    "missed": "Не получилось вовремя предупредить вас или связаться с банком. Мы ничего не списали.",
}


def card_label(brand: str, last4: str) -> str:
    """«карта Visa •• 4242»; a wallet or an unknown card is just «карта»."""
    digits = f" •• {last4}" if last4 else ""
    return f"карта {brand.capitalize()}{digits}" if brand and brand != "unknown" else f"карта{digits}"


def started_letter(number: str, card: str, day: int, limit_kopecks: int, origin: str) -> Wording:
    """After the card was saved: a stranger's doing is noticed here."""
    return Wording(
        "Автоплатёж включён",
        f"Здравствуйте!\n\nДля лицевого счёта {format_account_number(number)} включён автоплатёж: {card}.\n"
        f"Квитанция оплачивается {day}-го числа, если с комиссией выходит не больше "
        f"{format_kopecks(limit_kopecks)}.\nЗа два дня до списания придёт письмо с суммой.\n\n"
        f"{_how_to_switch_off(origin)}\nЕсли включили не вы, позвоните нам.\n\n{FOOT}\n",
    )


def notice_letter(
    period: Period, sums: tuple[int, int], charge_on: date, card: str, number: str, origin: str
) -> Wording:
    """Two days before: `sums` are the amount and the fee on top, in kopecks."""
    amount_kopecks, fee_kopecks = sums
    total = format_kopecks(amount_kopecks + fee_kopecks)
    return Wording(
        f"{charge_on:{_DAY}} спишем {total} за воду",
        f"Здравствуйте!\n\n{charge_on:{_DAY}} с вашей карты спишется {total}.\n\n"
        f"Лицевой счёт: {format_account_number(number)}\nКвитанция за {_month(period)}\n"
        f"К оплате: {format_kopecks(amount_kopecks)}\nКомиссия: {format_kopecks(fee_kopecks)}\n"
        f"Чем платим: {card}\n\n"
        f"Если заплатите раньше сами, спишем только остаток. Больше этой суммы не спишем. Если в этот день "
        f"не будет связи с банком, попробуем ещё {DAYS_LATE} дня.\n\n"
        f"{_how_to_switch_off(origin)}\n\n{FOOT}\n",
    )


def not_charged_letter(period: Period, reason: str, number: str, origin: str) -> Wording:
    """Nothing was taken for this bill, and nothing will be: the payer has to."""
    return Wording(
        f"Автоплатёж не прошёл: квитанция за {_month(period)}",
        f"Здравствуйте!\n\nЛицевой счёт: {format_account_number(number)}\nКвитанция за {_month(period)}\n\n"
        f"{_NOT_CHARGED[reason]}\n\nОплатите сами: {origin}{routes.PAYMENTS}\n"
        f"Предел, день и карту можно сменить: {origin}{routes.AUTOPAY}\n\n{FOOT}\n",
    )


def ended_letter(number: str, origin: str) -> Wording:
    """After it was switched off, by whomever."""
    return Wording(
        "Автоплатёж отключён",
        f"Здравствуйте!\n\nДля лицевого счёта {format_account_number(number)} автоплатёж отключён. Новых "
        f"списаний с карты не будет.\nПросим платёжную систему забыть карту; как только она это подтвердит, "
        f"сотрём и свою запись о ней.\nВключить снова: {origin}{routes.AUTOPAY}\n\n{FOOT}\n",
    )


def _how_to_switch_off(origin: str) -> str:
    return f"Отключить одним нажатием: {origin}{routes.AUTOPAY}"


def _month(period: Period) -> str:
    return f"{period.month:02d}.{period.year}"
