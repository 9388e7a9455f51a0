"""What the page that checks a receipt says."""

from avk_app.domain.receipts import ReceiptKind
from avk_app.texts.verification import VerifyTexts

TEXTS = VerifyTexts(
    title="Проверка чека",
    lead="Введите номер и код с чека или подтверждения платежа: скажем, выдавали ли мы его и на какую сумму.",
    number="Номер чека",
    number_hint="Как напечатан, например 2026-00000123",
    code="Код проверки",
    code_hint="10 букв и цифр внизу чека, например A4K7M-X2PT9",
    genuine="Мы это выдавали",
    genuine_more="Сверьте день и сумму с тем, что напечатано.",
    unknown="Такого чека мы не выдавали",
    unknown_more="Проверьте номер и код. Если они совпадают с чеком, позвоните нам: {hotline}.",
)
ISSUED = "Выдан"
TOTALS = {ReceiptKind.INCOME: "Оплачено", ReceiptKind.RETURN: "Возвращено"}
LAW = "По закону"
FISCAL = "Кассовый чек"
NOT_FISCAL = "Не фискальный документ"
