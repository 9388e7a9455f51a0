"""What a receipt says, on its page and on paper. The words shared with its letter live in `letters`."""

from avk_app.domain.receipts import ReceiptKind, Taxation
from avk_app.models.payments import PaymentChannel

TAB_TITLE = "Чек"
LOADING = "Загружаем чек"
NUMBERED = "{paper} №\u00a0{number}"
NO_SUCH_RECEIPT = (
    "Такого чека на ваших лицевых счетах нет. Проверьте номер: он напечатан на чеке и в письме о платеже."
)
TO_HISTORY = "Открыть историю"
PDF = "Скачать PDF"
REFRESH = "Обновить"
TOTALS = {ReceiptKind.INCOME: "Оплачено", ReceiptKind.RETURN: "Возвращено"}
WAITING_NOTES = {
    ReceiptKind.INCOME: "Касса регистрирует чек, обычно это несколько секунд. Платёж уже зачислен.",
    ReceiptKind.RETURN: "Касса регистрирует чек возврата, обычно это несколько секунд.",
}
RELATED = {
    ReceiptKind.INCOME: "Деньги возвращены: документ №\u00a0{number}",
    ReceiptKind.RETURN: "Документ о платеже №\u00a0{number}",
}

ITEMS = {ReceiptKind.INCOME: "За что", ReceiptKind.RETURN: "Что возвращено"}
ITEM = "Предмет расчёта"
AMOUNT = "Сумма, ₽"
VAT_LINE = "в том числе НДС\u00a0{percent}\u00a0%: {amount}"
NO_VAT = "без НДС"
TOTAL = "Итого"
NO_FEE = "Без комиссии."

DETAILS = "Подробно"
ISSUED = "Дата и время"
ACCOUNT = "Лицевой счёт"
MEANS = "Чем оплачено"
PERIOD = "За месяц, который вы выбрали"
CALCULATION = "Признак расчёта"
CALCULATIONS = {ReceiptKind.INCOME: "приход", ReceiptKind.RETURN: "возврат прихода"}
TAXATION = "Система налогообложения"
TAXATIONS = {Taxation.GENERAL: "общая (ОСН)"}
PLACE = "Место расчётов"
SELLER = "Продавец"
SELLER_INN = "{name}, ИНН\u00a0{inn}"
EMAIL = "Почта покупателя"
NO_EMAIL = "не записана"
MEANS_OF = {
    (PaymentChannel.CARD, False): "банковская карта",
    (PaymentChannel.E_WALLET, False): "электронный кошелёк",
    (PaymentChannel.BANK_TRANSFER, False): "банковский перевод",
    (PaymentChannel.OFFICE, False): "в офисе, карта",
    (PaymentChannel.OFFICE, True): "в офисе, наличные",
}

MARKS = "Данные кассы"
REGISTER = "РН ККТ"
DRIVE = "ФН"
DOCUMENT = "ФД"
SIGN = "ФП"
REGISTERED = "Зарегистрирован"
DEMO_MARKS = "Это демонстрация: касса ненастоящая, в налоговую ничего не передано."

PROOF = "Проверить может любой"
PROOF_TEXT = "Номер и код на странице «Проверка чека»; вход для этого не нужен."
CODE = "Код проверки"
NUMBER = "Номер"
VERIFY = "Проверить чек"

TITLE = "{paper} №\u00a0{number}"
ISSUED_LINE = "№ {number} · {issued}"
AUTHENTICITY = "Проверить, что это выдали мы: {address}, номер {number}, код {code}."
FOOTER = "{paper} №\u00a0{number}"
QR_ALT = "QR-код с адресом страницы, которая проверяет этот документ."
QR_CAPTION = "Проверка по QR-коду"
TOO_OFTEN_TITLE = "Слишком часто"
TOO_OFTEN = "Чек скачивали много раз подряд. Подождите минуту и попробуйте снова."
NO_SUCH_RECEIPT_TITLE = "Такого чека нет"
BACK = "К истории"
