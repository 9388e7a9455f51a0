"""The letter with a receipt, and the words that every form of a receipt shares."""

from collections.abc import Iterator

from avk_app import clock, routes
from avk_app.domain.account_numbers import format_account_number
from avk_app.domain.check_codes import format_check_code
from avk_app.domain.receipts import (
    FiscalMarks,
    ItemSubject,
    ReceiptDocument,
    ReceiptKind,
    ReceiptStatus,
    SettlementSign,
    is_without_fee,
    receipt_items,
    vat_kopecks,
)
from avk_app.letters import FOOT, Wording
from avk_app.money import format_kopecks

_ITEMS = {
    ItemSubject.UTILITIES: "Оплата ЖКУ: водоснабжение и водоотведение",
    ItemSubject.FEE: "Комиссия платёжной системы",
}
SIGNS = {SettlementSign.FULL: "полный расчёт", SettlementSign.ADVANCE: "аванс"}
_MONEY_CAME = {
    ReceiptKind.INCOME: "На лицевой счёт {account} зачислен платёж {amount}.",
    ReceiptKind.RETURN: "С лицевого счёта {account} возвращено {amount}.",
}
_FEE_CAME_BACK = "По лицевому счёту {account} возвращена комиссия {fee}."
_CONFIRMED = {ReceiptKind.INCOME: "Подтверждение платежа", ReceiptKind.RETURN: "Подтверждение возврата"}
_RECEIPTS = {ReceiptKind.INCOME: "Электронный чек", ReceiptKind.RETURN: "Чек возврата"}
DEMO = "Демонстрационный чек, не фискальный документ"
_STANDINGS = {
    ReceiptStatus.CONFIRMATION: "{paper}, не фискальный чек",
    ReceiptStatus.TO_REGISTER: "{paper}: чек ещё регистрируется в кассе",
    ReceiptStatus.FAILED: "{paper}: касса не приняла чек, мы разбираемся. {money}",
    ReceiptStatus.REGISTERED: "Кассовый чек",
}
_MONEY_IS_SAFE = {
    ReceiptKind.INCOME: "Деньги на счёте",
    ReceiptKind.RETURN: "На возврат денег это не влияет",
}


def item_name(subject: ItemSubject) -> str:
    """What a line is called, at the cash register too."""
    return _ITEMS[subject]


def paper_name(document: ReceiptDocument) -> str:
    """A receipt only once a cash register has registered it."""
    is_registered = document.status is ReceiptStatus.REGISTERED
    return (_RECEIPTS if is_registered else _CONFIRMED)[document.kind]


def standing(document: ReceiptDocument) -> str:
    """What the paper is before the law, in one honest sentence."""
    if document.status is ReceiptStatus.REGISTERED and not document.is_fiscal:
        return DEMO
    kind = document.kind
    return _STANDINGS[document.status].format(paper=_CONFIRMED[kind], money=_MONEY_IS_SAFE[kind])


def verify_link(document: ReceiptDocument, origin: str) -> str:
    """The page that proves the receipt, filled in."""
    code = format_check_code(document.check_code)
    return f"{origin}{routes.RECEIPT_VERIFY}?number={document.number}&code={code}"


def receipt_letter(document: ReceiptDocument, origin: str) -> Wording:
    """The whole receipt as text: it can be kept and needs no page."""
    paper = f"{paper_name(document)} № {document.number}"
    return Wording(paper, "\n".join(("Здравствуйте!", "", *_lines(document, paper, origin), "", FOOT, "")))


def _lines(document: ReceiptDocument, paper: str, origin: str) -> Iterator[str]:
    yield _what_happened(document)
    yield ""
    yield f"{paper} от {clock.to_city(document.issued_at):%d.%m.%Y %H:%M}"
    yield f"{standing(document)}."
    yield ""
    for item in receipt_items(document.sums):
        yield f"{_ITEMS[item.subject]}, {SIGNS[item.sign]}: {format_kopecks(item.amount_kopecks)}"
    yield f"Итого: {format_kopecks(document.sums.total_kopecks)}"
    if is_without_fee(document):
        yield "Без комиссии"
    yield f"В том числе НДС {document.sums.vat_percent} %: {format_kopecks(vat_kopecks(document.sums))}"
    if document.fiscal and document.is_fiscal:
        yield from _marks(document.fiscal)
    yield ""
    yield f"Открыть в личном кабинете: {origin}{routes.RECEIPT}?number={document.number}"
    yield f"Проверить без входа: {verify_link(document, origin)}"
    yield f"Код проверки: {format_check_code(document.check_code)}"


def _what_happened(document: ReceiptDocument) -> str:
    wording = _MONEY_CAME[document.kind] if document.sums.amount_kopecks else _FEE_CAME_BACK
    return wording.format(
        account=format_account_number(document.account_number),
        amount=format_kopecks(document.sums.amount_kopecks),
        fee=format_kopecks(document.sums.fee_kopecks),
    )


def _marks(marks: FiscalMarks) -> Iterator[str]:
    yield f"РН ККТ {marks.register_number}, ФН {marks.drive_number}"
    yield f"ФД {marks.document_number}, ФП {marks.sign}"
