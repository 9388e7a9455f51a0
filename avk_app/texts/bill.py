"""What a bill says."""

from avk_app.domain.bill_document import RecalculationReason
from avk_app.domain.metering import Method
from avk_app.texts.shell import HOTLINE

TITLE = "Квитанция за {month}, лицевой счёт {account}"
HEADING = "Квитанция за {month}"
SUBHEADING = "Платёжный документ для внесения платы за водоснабжение и водоотведение"
NUMBER = "№ {number} от {issued}"
FOOTER = f"Квитанция № {{number}} · единый телефон {HOTLINE}"
SAMPLE = "Образец: реквизиты вымышлены, платить по ним нельзя."

ACCOUNT = "Лицевой счёт"
SUBSCRIBER = "Абонент"
ADDRESS = "Адрес"
PERSONS = "Прописано"
NOBODY = "никто"

DUE = "К оплате"
DUE_UNTIL = "Оплатите до {day}"
NOTHING_DUE = "Платить не нужно"
NO_DEBT = "Долга нет"
ADVANCE_STAYS = "Переплата {amount} пойдёт в счёт следующих месяцев"
QR_ALT = "QR-код для оплаты {amount} в приложении банка. Реквизиты напечатаны ниже."
QR_CAPTION = "Оплата по QR-коду\nв приложении банка"
PURPOSE = "Вода и стоки, л/с {account}, {month}"

CHARGES = "Начисления за {month}"
SERVICE = "Услуга"
METHOD = "Как посчитали"
VOLUME = "Объём, м³"
RATE = "Тариф, ₽/м³"
CHARGED = "Начислено, ₽"
TOTAL = "Всего"
VAT = "В суммах учтён НДС {parts}."
VAT_PART = "{percent} %: {amount}"
METHODS = {
    Method.METER: "по водомеру",
    Method.AVERAGE: "по среднему расходу",
    Method.NORM: "по нормативу",
    Method.RAISED_NORM: "по повышенному нормативу",
}
BY_NORM = "{method}\n{persons} × {norm}"
COEFFICIENT = "{method} × {coefficient}"
NO_CHARGES = "В этом месяце начислений нет"

RECALCULATIONS = "Перерасчёты"
FOR_MONTH = "За месяц"
REASON = "Почему"
CHANGE = "Сумма, ₽"
REASONS = {
    RecalculationReason.READING: "пришли показания водомера",
    RecalculationReason.INTERRUPTION: "отключали дольше, чем можно",
    RecalculationReason.CORRECTION: "исправили ошибку",
}

SETTLEMENT = "Как получилась сумма"
WHAT = "За что"
AMOUNT = "Сумма, ₽"
EARLIER_DEBT = "Долг за прошлые месяцы"
EARLIER_ADVANCE = "Переплата с прошлых месяцев"
CHARGED_FOR = "Начислено за {month}"
RECALCULATED = "Перерасчёты"
PENALTY = "Пени за просрочку"
PAYMENT = "Оплата, {day}"
EARLIER_PAYMENTS = "Ещё {payments}, раньше"
PAYMENTS = ("оплата", "оплаты", "оплат")
ADVANCE = "Переплата"

METERS = "Показания водомеров"
METER = "Водомер"
PREVIOUS = "Было"
CURRENT = "Стало"
USED = "Расход, м³"
VERIFICATION = "Поверка до"
NOT_RECEIVED = "не переданы"
NO_VALUE = "—"

NEXT_READINGS = "Следующие показания передайте с {since} по {until}"
READINGS_WAYS = "На портале, письмом на {email} или по телефону {hotline}."

PAYEE_TITLE = "Кому платить"
RECIPIENT = "Получатель"
INN_KPP = "ИНН / КПП"
BANK_ACCOUNT = "Счёт"
BANK = "Банк"
BIC = "БИК"
CORRESPONDENT = "Корр. счёт"
AUTHENTICITY = "Проверить, что квитанция настоящая: {address}, номер {number}, код {code}."
