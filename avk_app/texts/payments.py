"""The payment page: what is owed, where the money goes, what each way of paying costs, what was paid."""

from datetime import date

from avk_app.models.payments import PaymentChannel
from avk_app.texts.russian import MINUTES_LATER, counted, format_day

TITLE = "Оплата"
LOADING = "Загружаем"
GONE = "Этот лицевой счёт вам больше не открыт. Выйдите и войдите заново."

OWED = "К оплате"
ADVANCE = "Переплата"
SETTLED = "Долга нет"
SETTLED_MORE = "Можно заплатить вперёд: деньги пойдут в счёт следующих месяцев."
ADVANCE_MORE = "Платить сейчас не нужно. Можно добавить: деньги пойдут в счёт следующих месяцев."
BY_MONTH = "По месяцам"
PENALTY_OF = "Пени за {month}"
UNEXPLAINED = "Исправления"
OPEN_BILL = "Почему столько?"
LATE = "Срок был {day}"
IN_TIME = "До {day}"

FORM = "Сумма и на что она пойдёт"
AMOUNT = "Сколько заплатить, ₽"
AMOUNT_HINT = "Это весь долг. Можно меньше, можно больше — остаток уйдёт вперёд."
AMOUNT_HINT_MONTH = "Это долг за {month}. Можно меньше, можно больше — остаток закроет другие месяцы."
AMOUNT_HINT_FREE = "Любая сумма: она пойдёт в счёт следующих месяцев."
PERIOD = "Что закрыть сначала"
PERIOD_HINT = "Обычно сначала закрывают самый старый долг."
OLDEST_FIRST = "Самый старый долг"
PROBLEMS = "Платёж пока не начат"

GOES = "Куда пойдут деньги"
GOES_EMPTY = "Введите сумму — здесь появится, что она закроет."
WHOLE = "полностью"
REST_LEFT = "останется {amount}"
PENALTY = "Пени за {month}"
FORWARD = "Вперёд"
FORWARD_NOTE = "в счёт следующих месяцев"

WAYS = "Как заплатить"
CHANNELS = {
    PaymentChannel.CARD: "Банковская карта",
    PaymentChannel.E_WALLET: "Электронный кошелёк",
    PaymentChannel.BANK_TRANSFER: "Перевод из банка по QR",
    PaymentChannel.OFFICE: "В офисе водоканала",
}
PAID_BY = {
    PaymentChannel.CARD: "Банковская карта",
    PaymentChannel.E_WALLET: "Электронный кошелёк",
    PaymentChannel.BANK_TRANSFER: "Банковский перевод",
    PaymentChannel.OFFICE: "Офис водоканала",
}

FEES_SAMPLE = "Размеры комиссий — образец."
NO_FEE = "без комиссии"
BANKS_OWN_FEE = "мы не берём, комиссию может взять ваш банк"
FEE = "комиссия {amount} ({terms})"
FEE_UNKNOWN = "комиссия {terms}"
FEE_TERMS = "{percent}\u202f%"
FEE_TERMS_LEAST = "{percent}\u202f%, не меньше {least}"
NO_TOTAL = "—"

PAY = "Оплатить {total}"
PAY_UNKNOWN = "Оплатить"
STARTING = "Открываем страницу оплаты…"
AFTER = (
    "Карту вводят на странице платёжной системы: здесь её данные не нужны. Комиссию берёт она, не водоканал. "
    "Потом в списке платежей появится электронный чек или подтверждение платежа."
)
TRANSFER = (
    "В приложении банка выберите «Оплата по QR-коду» и откройте этот файл: лицевой счёт и сумма "
    "в нём уже есть. Перевод идёт от одного до трёх дней."
)
TRANSFER_SLIP = "QR-код и реквизиты, PDF"
OFFICES = "Офисы, где платят без комиссии"
OFFICES_SAMPLE = "Адреса и часы — образец: по ним идти не надо. Настоящие скажут по единому телефону."
OFFICE_NEEDS = "Назовите номер лицевого счёта — квитанция не нужна."

PROVIDER_DOWN = "Платёжная система не отвечает, деньги не списаны. Попробуйте ещё раз через минуту."
OPEN_NOTE = (
    "Вы уже начали платить {amount}. Если деньги списаны, они зачтутся сами — второй раз платить не надо."
)
GO_ON = "Вернуться на страницу оплаты"

HISTORY = "Платежи"
HISTORY_EMPTY = "Платежей ещё не было."
MORE = "Показать ещё"
WHOLE_HISTORY = "Все начисления и оплаты — в разделе «История»"
HISTORY_LINK = "Открыть историю"
PAY_AGAIN = "Заплатить ещё раз"
PAY_AGAIN_LABEL = "Заплатить ещё раз {amount}"
CONTINUE = "Продолжить"
RECEIPT = "Чек"
CONFIRMATION = "Подтверждение"
FILLED = "Сумма подставлена в форму. Проверьте её и нажмите «Оплатить»."

MADE = "зачислен"
CANCELLED = "отменён"
REFUNDED = "возвращён"
PARTLY_REFUNDED = "возвращено {amount}"
CANCELLED_MORE = "Запись была ошибочной: этих денег не поступало."
NOT_STARTED = "не начат"
NOT_STARTED_MORE = "Платёжная система не ответила, деньги не списаны."
UNFINISHED = "не закончен"
UNFINISHED_MORE = "Если деньги списаны, они зачтутся сами за несколько минут."
EXPIRED = "время вышло"
EXPIRED_MORE = "Страница оплаты закрылась. Если деньги всё же списаны, они зачтутся сами."
FAILED = "не прошёл"
FAILED_MORE = "Деньги не списаны."
TO_AUTOPAY = "Автоплатёж: платить без напоминаний"
AUTOPAY = "автоплатёж"
AUTOPAY_MORE = "Платёжная система списывает деньги с сохранённой карты: обычно это минута."
REVIEW = "проверяем"
REVIEW_MORE = "Платёжная система сообщила другую сумму. Разберёмся и зачислим, звонить не нужно."

CLOSED = "Закрыл: {parts}."
CLOSED_PART = "{month} — {amount}"
CLOSED_PENALTY = "пени за {month} — {amount}"
CLOSED_FORWARD = "вперёд — {amount}"
ROW_FEE = "Комиссия {amount}."

SECONDS_IN_MINUTE = 60


def due_label(day: date, today: date) -> str:
    """«До 10 ноября», after the day «Срок был 10 ноября»."""
    return (LATE if today > day else IN_TIME).format(day=format_day(day))


def wait_message(seconds: int) -> str:
    """What somebody reads who started too many payments."""
    minutes = counted(-(-seconds // SECONDS_IN_MINUTE), MINUTES_LATER)
    return (
        f"За последний час начато слишком много платежей. Новый откроем через {minutes}, "
        "начатый можно продолжить. Деньги не списаны."
    )
