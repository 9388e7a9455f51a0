"""Autopay: what is agreed to, in words, and how it stands. A changed consent needs a new version."""

from datetime import date

from avk_app.domain.period import Period
from avk_app.texts.russian import format_day, period_name

TITLE = "Автоплатёж"
LOADING = "Загружаем"
GONE = "Этот лицевой счёт вам больше не открыт. Выйдите и войдите заново."
TO_PAYMENTS = "К оплате"

NOW = "Как сейчас"
ON, OFF = "Включён", "Выключен"
LEAD = (
    "Квитанция оплачивается сама: карта хранится у платёжной системы, а вы выбираете день и предел. "
    "За два дня до списания придёт письмо с суммой и комиссией."
)
CARD = "Карта"
CARD_UNNAMED = "сохранена у платёжной системы"
DAY = "Какого числа платить"
DAY_HINT = "Квитанции платят до 10-го числа."
DAY_LABEL = "День"
DAY_OF_MONTH = "{day}-е число каждого месяца"
DAY_CHOICE = "{day}-е число"
LIMIT = "Сколько списывать не больше, ₽"
LIMIT_HINT = "Вместе с комиссией. Если выйдет больше, мы ничего не спишем и напишем вам."
LIMIT_LABEL = "Предел"
NEXT_LABEL = "Следующее списание"
NEXT = "{day}: {amount} за {month}"
NO_PLAN = "Когда придёт квитанция, напишем за два дня до списания"

CONSENT = (
    "Согласен: с сохранённой карты в выбранный день списывается долг по квитанции с комиссией, но не больше "
    "предела. За два дня приходит письмо. Отключить можно здесь одним нажатием."
)
CONSENT_VERSION = "2026-11"
START = "Сохранить карту и включить"
STARTING = "Открываем страницу платёжной системы…"
STARTING_NOTE = "Дальше — страница платёжной системы. Сейчас ничего не спишется."
CHANGE = "Изменить условия"
SAVE = "Сохранить"
CANCEL = "Отмена"
SWITCH_OFF = "Отключить"
PROBLEMS = "Пока не сохранено"

BY_SURNAME = (
    "Включить автоплатёж можно, войдя по логину и паролю: фамилия и номер счёта напечатаны на квитанции, и "
    "тот, кто её нашёл, не должен распоряжаться картой."
)
TO_PROFILE = "Создать логин и пароль"
NO_EMAIL = "Сначала запишите электронную почту: без письма за два дня мы ничего не списываем."
TO_EMAIL = "Записать почту"

SWITCHED_ON = "Автоплатёж включён. Письмо об этом отправлено."
CHANGED = "Сохранено. Начнёт действовать со следующего списания."
SWITCHED_OFF = "Автоплатёж отключён. С карты больше ничего не спишется."
NOT_YET = "Платёжная система ещё не подтвердила карту. Обычно это меньше минуты."
CHECK = "Проверить"
PROVIDER_DOWN = "Платёжная система не отвечает. Ничего не изменилось — попробуйте через несколько минут."
TOO_OFTEN = "Слишком много попыток. Попробуйте через час."
OTHER_ACCOUNT = "В другой вкладке открыт другой лицевой счёт. Обновите страницу и посмотрите ещё раз."
ALREADY_OFF = "Автоплатёж уже отключён."


def card_name(brand: str, last4: str) -> str:
    """«Visa •• 4242»; without digits only that there is one."""
    if not last4:
        return CARD_UNNAMED
    return f"{brand.capitalize() if brand != 'unknown' else CARD} •• {last4}"


def next_charge(charge_on: date, amount: str, period: Period) -> str:
    """«5 декабря: 423,19 ₽ за ноябрь 2026»."""
    return NEXT.format(day=format_day(charge_on), amount=amount, month=period_name(period))
