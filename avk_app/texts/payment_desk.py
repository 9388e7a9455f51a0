"""What is said to whoever looks after payments from the console."""

from dataclasses import asdict

from avk_app.money import format_kopecks
from avk_app.services.checkout_review import CreditedCheckout
from avk_app.services.payment_differences import Difference
from avk_app.services.reconciliation import Reconciled
from avk_app.services.refunds import AskedRefund
from avk_app.texts.russian import format_date

DIFFERENCES = {
    "other_amount": "платёжная система взяла не ту сумму, что мы просили; на счёт ничего не зачислено",
    "unknown_payment": "у платёжной системы есть платёж, которого нет у нас",
    "not_at_provider": "платёж зачислен, а у платёжной системы его нет",
    "other_refund": "возврат не сходится с платежом; на счёте ничего не изменено",
    "orphan_message": "сообщение о платеже, которого мы так и не увидели",
}
NOTHING_WAITS = "Расхождений нет."
RECONCILED = (
    "Спросили о платежах: {asked}, о возвратах: {refunds}. Зачислено {credited}, закрыто {closed}. "
    "Вопросов без ответа: {failed}."
)
AUTOPAY = "Автоплатёж: писем о будущих списаниях {told}, списаний начато {asked}."
COMPARED = "Сверено с платёжной системой: зачислено {credited}, новых расхождений {differences}."
CREDIT_HELPS = (
    "payments credit {difference} ЛОГИН ПРИЧИНА — зачислить то, что взято на самом деле; если деньги "
    "возвращены плательщику: payments resolve {difference} ЧТО_СДЕЛАНО"
)
RESOLVE_HELPS = "разберитесь, затем payments resolve {difference} ЧТО_СДЕЛАНО"
HELPS = {"other_amount": CREDIT_HELPS}
CREDITED = (
    "Платёж {payment}: на лицевой счёт зачислено {amount}, комиссия платёжной системы {fee}. Чек выписан, "
    "расхождение {difference} закрыто."
)
RESOLVED = "Расхождение {difference} закрыто."
REFUNDED = "Возврат {refund} передан платёжной системе."
REFUND_WAITS = (
    "Возврат {refund} записан, но платёжная система пока не ответила ({reason}). Он уйдёт сам, как только "
    "она ответит: повторять команду не надо."
)
NOT_FOUND = {
    "member": "Сотрудника с таким логином нет.",
    "payment": (
        "Платёжная система портала такого платежа не принимала и вернуть его не может: проверьте номер. "
        "Прошлые платежи демонстрационного города через неё не проходили."
    ),
    "payment_difference": "Нет такого открытого расхождения.",
}


def reconciled(done: Reconciled) -> str:
    """What a round of questions brought."""
    return RECONCILED.format(**asdict(done))


def compared(done: Reconciled) -> str:
    """What comparing both books brought."""
    return COMPARED.format(credited=done.credited, differences=done.differences)


def credited(done: CreditedCheckout, difference: int) -> str:
    """What came to the account of a payment that was put aside."""
    return CREDITED.format(
        payment=done.payment_id,
        amount=format_kopecks(done.amount_kopecks),
        fee=format_kopecks(done.fee_kopecks),
        difference=difference,
    )


def refunded(done: AskedRefund) -> str:
    """Whether a refund is with the provider or only written down."""
    said = REFUND_WAITS if done.unanswered else REFUNDED
    return said.format(refund=done.refund_id, reason=done.unanswered)


def difference_line(difference: Difference) -> str:
    """«12 · 22 ноября 2026 · cs_… · что случилось (подробности)», and under it the command that helps."""
    said = DIFFERENCES.get(difference.code, difference.code)
    details = f" ({difference.details})" if difference.details else ""
    found_on = format_date(difference.found_at.date())
    helps = HELPS.get(difference.code, RESOLVE_HELPS).format(difference=difference.difference_id)
    return f"{difference.difference_id} · {found_on} · {difference.subject} · {said}{details}\n  → {helps}"
