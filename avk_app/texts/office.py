"""What the commands about payments in an office say."""

from avk_app.models.office_payments import OfficeMeans
from avk_app.money import format_kopecks
from avk_app.services.office_day import OfficeDay, OfficeMove, OfficeTotal
from avk_app.services.office_payments import OfficePaper
from avk_app.texts.meters import grouped_account_number
from avk_app.texts.russian import format_date

MEANS = {OfficeMeans.CASH: "наличные", OfficeMeans.TERMINAL: "карта"}
TAKEN = "Платёж {payment_id} принят. Чек № {receipt}. Деньги уже на лицевом счёте."
CANCELLED = "Платёж {payment_id} отменён, деньги надо вернуть. Чек возврата № {receipt}."
NOT_ALLOWED = {
    "cashier": "Принимать деньги могут кассир и администратор.",
    "administrator": "Чужой платёж или платёж прошлых дней отменяет администратор.",
}
NOT_FOUND = {"member": "Сотрудника с таким логином нет.", "payment": "Платежа с таким номером в офисе нет."}
CONFLICTS = {
    "office_payment": "Этот платёж уже отменён.",
    "office_key": "С этим ключом сегодня принят другой платёж: возьмите новый ключ.",
    "office_key_cancelled": "Платёж с этим ключом отменён, новый не принят: возьмите новый ключ.",
}
NOT_A_DAY = "День пишут так: 2026-11-22."
_DAY = "Касса за {day}"
_NOTHING = "  операций не было"
_MOVE = "  {payment_id}  {account}  {amount}  {means}  {office}  {member}{note}"
_CANCELLED_NOTE = "  отменён"
_TOTAL = "Итого {means}: принято {taken}, возвращено {returned}, должно быть {left}"


def taken(paper: OfficePaper) -> str:
    """What was taken, and which receipt to hand over."""
    return TAKEN.format(payment_id=paper.payment_id, receipt=paper.receipt_number)


def cancelled(paper: OfficePaper) -> str:
    """What was cancelled, and which receipt to hand over."""
    return CANCELLED.format(payment_id=paper.payment_id, receipt=paper.receipt_number)


def day_report(report: OfficeDay) -> str:
    """The moves of a day and what the till must show."""
    moves = [_move(move) for move in report.moves] or [_NOTHING]
    return "\n".join([_DAY.format(day=format_date(report.day)), *moves, *map(_total, report.totals)])


def _move(move: OfficeMove) -> str:
    is_taken_back = move.is_cancelled and move.amount_kopecks > 0
    return _MOVE.format(
        payment_id=move.payment_id,
        account=grouped_account_number(move.account_number),
        amount=format_kopecks(move.amount_kopecks),
        means=MEANS[move.means],
        office=move.office,
        member=move.member,
        note=_CANCELLED_NOTE if is_taken_back else "",
    )


def _total(total: OfficeTotal) -> str:
    return _TOTAL.format(
        means=MEANS[total.means],
        taken=format_kopecks(total.taken_kopecks),
        returned=format_kopecks(total.returned_kopecks),
        left=format_kopecks(total.taken_kopecks - total.returned_kopecks),
    )
