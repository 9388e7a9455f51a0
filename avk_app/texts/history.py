"""What the history of charges and payments says, on the page and in files."""

from avk_app.domain.history import QuickSpan
from avk_app.models.ledger import EntryKind
from avk_app.models.payments import PaymentChannel
from avk_app.texts.bill import METHODS
from avk_app.texts.russian import NounForms

TITLE = "История"
LAST_BILL = "Последняя квитанция"
LEAD = "Начисления и оплаты между двумя датами. Суммы сходятся до копейки."
FIRST, LAST = "С какого дня", "По какой день"
SHOW = "Показать"
QUICK = "Или сразу"
QUICK_NAMES = {QuickSpan.QUARTER: "3 месяца", QuickSpan.YEAR: "Год", QuickSpan.ALL: "Всё"}
PROBLEMS = "Проверьте даты"
SWAP = "Поменять даты местами"
GONE = "Этот лицевой счёт вам больше не открыт. Выйдите и войдите заново."

SPAN = "{first} — {last}"
SHOWN = "Показаны записи за {span}: {entries}."
ENTRIES: NounForms = ("запись", "записи", "записей")
EMPTY = "За эти дни начислений и оплат нет."
EMPTY_MORE = "Попробуйте период длиннее — например, «Всё»."
BEFORE_OPENING = "Лицевой счёт открыт {day}: раньше записей быть не может."
AHEAD = "Последний день ещё не наступил. Показано всё, что есть на сегодня."

SUMS = "Что изменилось за период"
OPENING = "Было к {day}"
CLOSING = "Стало на {day}"
CHARGED, RECALCULATED, PENALTY = "Начислено", "Перерасчёты", "Пени за просрочку"
PAID, CORRECTED = "Оплачено", "Исправления"
DEBT, ADVANCE, NOTHING_OWED = "к оплате", "переплата", "долга нет"

CHART = "Начислено и оплачено по месяцам"
CHART_YEARS = "Начислено и оплачено по годам"
CHART_LABEL = "Столбики: {span}. Всего начислено {charged}, оплачено {paid}. Те же числа — в таблице ниже."
CHART_CHARGED, CHART_PAID = "начислено", "оплачено"
AS_TABLE = "Показать таблицей"
MONTH, YEAR = "Месяц", "Год"

ROWS = "Начисления и оплаты"
ROWS_ORDER = "Сначала новые. Каждая запись стоит в том дне, к которому относится."
DAY, WHAT, CHANGE, BALANCE = "День", "Что", "Сумма, ₽", "Стало к оплате, ₽"
BALANCE_SHORT = "стало"
OPEN_BILL = "Квитанция"
OPEN_BILL_FOR = "Квитанция за {month}"
NEWER, OLDER = "Новее", "Раньше"
PAGE = "Страница {page} из {pages}"
PAGES = "Страницы записей"

SERVICES = {"water": "Водоснабжение", "wastewater": "Водоотведение", "penalty": "Пени за просрочку"}
METHOD_NAMES = {str(method): name for method, name in METHODS.items()}
KINDS = {
    EntryKind.CHARGE: "Начисление",
    EntryKind.RECALCULATION: "Перерасчёт",
    EntryKind.CREDIT: "Снижение за отключение",
    EntryKind.PENALTY: "Пени за просрочку",
    EntryKind.PAYMENT: "Оплата",
    EntryKind.REVERSAL: "Отмена",
    EntryKind.REFUND: "Возврат денег",
}
NAMED = "{kind}: {of}"
CHANNELS = {
    PaymentChannel.CARD: "банковской картой",
    PaymentChannel.E_WALLET: "электронным кошельком",
    PaymentChannel.BANK_TRANSFER: "банковским переводом",
    PaymentChannel.OFFICE: "в офисе водоканала",
}
UNDONE = "ошибочная запись отменена"
FOR_MONTH = "за {month}"

READINGS = "Показания за эти дни"
READINGS_SHOW = "Показать {readings}"
READINGS_COUNTED: NounForms = ("показание", "показания", "показаний")
READINGS_NONE = "Показаний за эти дни нет."
READINGS_MORE = "Здесь последние {number}. Остальные — в файле PDF и на странице «Показания»."
METER, VALUE, STATUS = "Водомер", "Показание, м³", "Как и что с ним"

FILES = "Скачать этот период"
FILE_NAMES = {"csv": "CSV", "xlsx": "Excel", "pdf": "PDF"}
FILE_LABEL = "Скачать {format}"
FILE_TITLE = "История за {span}"
FILE_NAME = "История {number} с {first} по {last}.{kind}"
FILE_ACCOUNT = "Лицевой счёт"
FILE_SPAN = "Период"
FILE_MADE = "Составлено"
DETAILS = "Подробности"
BAD_REQUEST = "Такой файл составить нельзя: {problem}. Вернитесь на страницу «История» и выберите даты."
TOO_MANY_FILES = "Слишком много файлов подряд. Подождите минуту и нажмите ещё раз."
