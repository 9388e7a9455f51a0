"""The balance card: what is owed, until when, and how that compares."""

from dataclasses import dataclass
from datetime import date

from avk_app.domain.dated import ONE_DAY
from avk_app.money import format_kopecks
from avk_app.services.balance import AccountBalance, BillSummary
from avk_app.texts import balance as texts
from avk_app.texts.russian import format_near_date, month_name


@dataclass(frozen=True)
class BalanceView:
    """`amount` is "" when there is no sum to show; `link` when there is no bill to explain."""

    title: str = ""
    amount: str = ""
    due: str = ""
    detail: str = ""
    compared: str = ""
    link: str = ""
    pay: str = ""


NO_BALANCE = BalanceView()


def balance_view(balance: AccountBalance, today: date) -> BalanceView:
    """The card of one account on a day."""
    if balance.kopecks > 0:
        return _owed(balance, today)
    if balance.kopecks < 0:
        return BalanceView(
            title=texts.ADVANCE,
            amount=format_kopecks(-balance.kopecks),
            detail=texts.ADVANCE_MORE,
            compared=_compared(balance),
            link=texts.WHOLE_BILL if balance.bill else "",
        )
    if balance.bill is None:
        return BalanceView(title=texts.NO_BILL, detail=texts.NO_BILL_MORE)
    return BalanceView(
        title=texts.SETTLED,
        detail=_last_payment(balance, today),
        compared=_compared(balance),
        link=texts.WHOLE_BILL,
    )


def _owed(balance: AccountBalance, today: date) -> BalanceView:
    bill = balance.bill
    if bill is None:
        return BalanceView(texts.OWED, format_kopecks(balance.kopecks), pay=texts.PAY)
    return BalanceView(
        title=_owed_title(balance.kopecks, bill),
        amount=format_kopecks(balance.kopecks),
        due=texts.pay_by(bill.pay_by_on, (bill.pay_by_on - today).days),
        detail=_owed_detail(balance.kopecks, bill, today),
        compared=_compared(balance),
        link=texts.WHY,
        pay=texts.PAY,
    )


def _owed_title(kopecks: int, bill: BillSummary) -> str:
    """The month is named where the whole sum is for it."""
    month = month_name(bill.period)
    if kopecks > bill.asked_kopecks:
        return texts.OWED
    return texts.owed_for(month) if kopecks == bill.asked_kopecks else texts.rest_for(month)


def _owed_detail(kopecks: int, bill: BillSummary, today: date) -> str:
    """Debt and penalty are told as sums, and what to do about them."""
    sentences = []
    if kopecks > bill.asked_kopecks:
        sentences.append(texts.earlier_debt(format_kopecks(kopecks - bill.asked_kopecks)))
    if bill.penalty_kopecks > 0:
        sentences.append(texts.penalty_inside(format_kopecks(bill.penalty_kopecks)))
    if kopecks > bill.asked_kopecks or today >= bill.penalty_from:
        sentences.append(texts.PENALTY_RUNS)
    elif today > bill.pay_by_on:
        sentences.append(texts.no_penalty_until(bill.penalty_from - ONE_DAY))
    return " ".join(sentences)


def _compared(balance: AccountBalance) -> str:
    if balance.bill is None or balance.previous is None:
        return ""
    month = month_name(balance.previous.period)
    difference = balance.bill.asked_kopecks - balance.previous.asked_kopecks
    if difference == 0:
        return texts.same_as(month)
    return texts.compared(format_kopecks(abs(difference)), difference > 0, month)


def _last_payment(balance: AccountBalance, today: date) -> str:
    payment = balance.last_payment
    if payment is None:
        return ""
    return texts.last_payment(
        format_kopecks(payment.amount_kopecks), format_near_date(payment.paid_on, today)
    )
