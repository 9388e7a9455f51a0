"""What the page of a bill says: «Почему столько?», step by step."""

from avk_app.domain.bill_changes import ChangeKind
from avk_app.models.ledger import EntryKind
from avk_app.models.payments import PaymentChannel
from avk_app.texts import bill
from avk_app.texts.russian import NounForms

TAB_TITLE = "Квитанция"
TITLE = "Квитанция за {month}"
ACCOUNT = "Лицевой счёт"
LOADING = "Загружаем"
NO_BILLS_TITLE = "Квитанций ещё не было"
NO_BILLS = (
    "Первая появится в начале месяца, когда посчитаем прошлый. "
    "Передайте показания, чтобы платить по водомеру."
)
SEND_READINGS = "Передать показания"
ACCOUNT_GONE = "Этот лицевой счёт вам больше не открыт. Выйдите и войдите заново."
NO_SUCH_BILL_TITLE = "Такой квитанции нет"
NO_SUCH_BILL = "За этот месяц на вашем лицевом счёте квитанции нет."
SHOW_NEWEST = "Показать последнюю"
BACK_TO_BILL = "К последней квитанции"
TOO_OFTEN_TITLE = "Слишком часто"
TOO_OFTEN = "Квитанцию скачивали уже много раз подряд. Подождите минуту и попробуйте ещё раз."

MONTH = "Месяц"
SHOW = "Показать"
MONTH_CHOICE = "{month} — {amount}"

DUE = "К оплате"
WAS_DUE = "Было к оплате"
DUE_UNTIL = "до {day}"
DUE_WAS = "срок был {day}"
PAID = "✓ оплачено"
OLD_DEBT = "Здесь и долг за прошлые месяцы: {amount}. Чем раньше он оплачен, тем меньше пени."
DUE_HINT = "Пени считают с {day}: до этого дня просрочка ничего не стоит."
NOTHING_DUE = "Платить не нужно"
ADVANCE = "Переплата {amount} пойдёт в счёт следующих месяцев."
NO_DEBT = "Долга нет."
PAID_SINCE = "После этой квитанции оплачено {amount}."
CHANGED_SINCE = "После этой квитанции счёт изменился на {amount}."
NOW_OWED = "Сейчас к оплате {amount}."
NOW_NOTHING = "Сейчас долга нет."
NOW_ADVANCE = "Сейчас переплата {amount}."
PDF = "Квитанция PDF"
PAY = "Оплатить"
DISAGREE = "Не согласен с начислением"

WHY = "Почему столько?"
MORE = "Начислено на {amount} больше, чем за {month}. Вот вся разница, до копейки:"
LESS = "Начислено на {amount} меньше, чем за {month}. Вот вся разница, до копейки:"
SAME = "Начислено столько же, сколько за {month}."
FIRST = "Это первая квитанция, сравнивать её пока не с чем. Ниже — из чего сложилась каждая сумма."
CHANGES = {
    ChangeKind.VOLUME: "Расход",
    ChangeKind.PERSONS: "Число прописанных",
    ChangeKind.METHOD: "Способ расчёта",
    ChangeKind.TARIFF: "Тариф",
    ChangeKind.RECALCULATION: "Перерасчёты",
    ChangeKind.CREDIT: "Снижение за отключения",
    ChangeKind.PENALTY: "Пени",
}
TARIFF_SINCE = "Тариф с {day}"
WAS_AND_IS = "было {before}, стало {after}"

LINES = "Из чего сложилось"
METHODS = bill.METHODS
WATERS = {"cold": "Холодная вода", "hot": "Горячая вода"}
FOR_MONTH = "{month}: {service}"
PENALTY = "Квитанция за {month}"
ACTS = "На каком основании"

READING_OF = "Показание за {month}"
READING_BEFORE = "за {month}"
INITIAL_READING = "при установке {day}"
DIFFERENCE = "{later} − {earlier}"
PROOF = "{value}: {source} {day}"
PROOF_NUMBER = ", приём № {number}"
PROOF_INSTALLED = "{value}: так стоял водомер при установке"
FULL_CIRCLE = "Водомер прошёл полный круг и начал с нуля: прибавили {volume}."
SPREAD = "{volume} за {months} — на {month} приходится"
SPREAD_WHY = (
    "{silent} показаний не было. Когда они пришли, расход разделили на все {months} поровну, до литра."
)
AVERAGE_SPAN = "Показаний нет — берём средний расход с {first} по {last}"
AVERAGE_SHARE = "{volume} ÷ {months}"
OPEN_DAYS = "Счёт был открыт {days} из {month}"
PERSONS_BY_NORM = "{persons} × норматив {norm}"
NO_METER = "водомера нет"
SILENT_METER = (
    "показаний, которые идут в расчёт, нет, а по среднему посчитать нельзя — данных мало или его срок вышел"
)
LAPSED_METER = "поверка водомера вышла, показания в расчёт не идут"
REFUSED = "водомер можно поставить, но его нет, или к нему дважды не пустили"
BY_NORM_BECAUSE = "{meters}: {reason}."
AS_ABOVE = "{water}: как в водоснабжении"
TOGETHER = "Вместе"
VOLUME = "Объём"
TARIFF_OF = "Тариф на {month}"
COEFFICIENT = "Повышающий коэффициент"
ROUNDED = "{exact} — округляем до копейки"
TOTAL = "Сумма"
WAS_CHARGED = "Было начислено {method}"
NOW_CHARGED = "Теперь получается"
DIFFERENCE_TO_PAY = "Разница"
RECALCULATED_BECAUSE = (
    "Раньше этот месяц считали {before}, потом пришли показания. Разница — отдельной строкой."
)
RESTATED_BECAUSE = "Показания за этот месяц изменились. Разница — отдельной строкой."
STRETCH = "{days} с {day}"
STRETCH_HOW = "{principal} × {rate} × {days} ÷ {divisor}"
PENALTY_SUM = "Всего за просрочку"
CHARGED_BEFORE = "Уже вошло в прошлые квитанции"
CREDIT_WHY = "Отключали дольше, чем можно: за каждый лишний час плата ниже."
CREDIT_BACK_WHY = "Раньше за этот месяц снизили больше, чем нужно. Разница — отдельной строкой."
BREAK_OF_A_DAY = "{day}, {start}–{end}"
BREAK_OF_DAYS = "{day}, {start} – {last}, {end}"
BREAK_OF_MONTHS = "Весь перерыв — {whole}, здесь то, что пришлось на этот месяц."
BREAK_TOO_LONG = "Подряд можно {hours}: лишние — {over}."
OFF_ALTOGETHER = "Всего за месяц"
OVER_A_MONTH = "Сверх {hours} за месяц"
OVER_AT_ONCE = "Сверх {hours} подряд"
WHOLE_HOURS_OVER = "Лишние полные часы"
LARGER_COUNTS = "Берём большее из двух чисел: так каждый лишний час посчитан, и посчитан один раз."
CHARGE_OF = "Плата за {month}"
CREDIT_HOW = "{charge} × {hours} × {percent} = {exact}"
CREDIT_ROUNDED = "{how} — округляем до копейки"
NO_MORE_THAN_CHARGE = "Снижение не бывает больше самой платы."
CREDITED_BEFORE = "Уже снизили в прошлых квитанциях"
CREDIT = "Разница"
CREDIT_BACK = "Возвращаем лишнее снижение"

TARIFF_ACT = "Тариф {value}: {act}, с {day}"
NORM_ACT = "Норматив {value}: {act}, с {day}"
AVERAGE_ACT = "Средний расход: {act}"
COEFFICIENT_ACT = "Коэффициент {value}: {act}, с {day}"
PENALTY_ACT = "Пени: {act}"
PENALTY_RATE_ACT = "Ставка {value}: {act}, с {day}"
CREDIT_ACT = "Снижение {value} за каждый лишний час: {act}"
VAT_ACT = "НДС {value}: {act}, с {day}"
SAMPLE = " (образец)"

SETTLEMENT = "Как получилась сумма к оплате"
BILL_BEFORE = "Прошлая квитанция, {month}"
EARLIER_DEBT = "Долг на начало"
EARLIER_ADVANCE = "Переплата на начало"
CHARGED_FOR = "Начислено за {month}"
PENALTIES = "Пени за просрочку"
RESULT = "К оплате"
RESULT_ADVANCE = "Переплата"
VAT = "В начисленном учтён НДС {parts}."
MOVES = {EntryKind.PAYMENT: "Оплата", EntryKind.REVERSAL: "Исправление", EntryKind.REFUND: "Возврат"}
CHANNELS = {
    PaymentChannel.CARD: "картой",
    PaymentChannel.E_WALLET: "электронным кошельком",
    PaymentChannel.BANK_TRANSFER: "переводом из банка",
    PaymentChannel.OFFICE: "в офисе",
}
MOVE_ON = "{what}, {day}"

MONTH_COUNT: NounForms = ("месяц", "месяца", "месяцев")
