"""Where a payment stands, for whoever comes back from the provider's page."""

from dataclasses import dataclass, field

from avk_app import routes
from avk_app.domain.receipts import ReceiptStatus
from avk_app.models.checkouts import CheckoutStatus
from avk_app.money import format_kopecks
from avk_app.services.checkouts import CheckoutState
from avk_app.texts import payment_return as texts
from avk_app.texts.payments import PAID_BY
from avk_app.view_models.payments import SumView
from avk_app.view_models.payments_history import UNFINISHED, receipt_href


@dataclass(frozen=True)
class ReturnView:
    """`key` goes on with the open page; `is_waiting`: asking again may bring news."""

    title: str = ""
    text: str = ""
    tone: str = ""
    sums: list[SumView] = field(default_factory=list)
    key: str = ""
    sign_in: str = ""
    is_waiting: bool = False
    is_over: bool = False
    receipt_href: str = ""
    receipt_label: str = ""


NOTHING_YET = ReturnView()
UNKNOWN = ReturnView(texts.UNKNOWN_TITLE, texts.UNKNOWN, "warn")
_WORDS = {
    CheckoutStatus.PAID: (texts.PAID_TITLE, texts.PAID, "ok"),
    CheckoutStatus.EXPIRED: (texts.EXPIRED_TITLE, texts.EXPIRED, "warn"),
    CheckoutStatus.FAILED: (texts.FAILED_TITLE, texts.FAILED, "bad"),
    CheckoutStatus.REVIEW: (texts.REVIEW_TITLE, texts.REVIEW, "warn"),
}


def return_view(state: CheckoutState, *, is_patience_over: bool) -> ReturnView:
    """After paying. The way back to the provider's page shows once waiting brought nothing."""
    if state.status not in UNFINISHED:
        return _settled(state)
    text = texts.STILL_TRANSIT if is_patience_over else texts.TRANSIT
    return ReturnView(
        texts.TRANSIT_TITLE,
        text,
        "info",
        _sums(state),
        key=_open_key(state) if is_patience_over else "",
        is_waiting=True,
    )


def cancel_view(state: CheckoutState) -> ReturnView:
    """After leaving the provider's page. The payment may have been made all the same."""
    if state.status not in UNFINISHED:
        return _settled(state)
    return ReturnView(texts.LEFT_TITLE, texts.LEFT, "info", _sums(state), key=_open_key(state))


def nobody_view(key: str) -> ReturnView:
    """The session has ended meanwhile: signing in leads back here."""
    way = f"{routes.LOGIN}?checkout={key}" if key else routes.LOGIN
    return ReturnView(texts.NOBODY_TITLE, texts.NOBODY, "info", sign_in=way)


def _settled(state: CheckoutState) -> ReturnView:
    title, text, tone = _WORDS[state.status]
    is_over = state.status in (CheckoutStatus.EXPIRED, CheckoutStatus.FAILED)
    is_confirmation = state.receipt_status is ReceiptStatus.CONFIRMATION
    return ReturnView(
        title,
        text,
        tone,
        _sums(state),
        is_over=is_over,
        receipt_href=receipt_href(state.receipt_number),
        receipt_label=texts.CONFIRMATION if is_confirmation else texts.RECEIPT,
    )


def _sums(state: CheckoutState) -> list[SumView]:
    fee = [SumView(texts.FEE, "", format_kopecks(state.fee_kopecks))] if state.fee_kopecks else []
    return [
        SumView(texts.AMOUNT, "", format_kopecks(state.amount_kopecks)),
        *fee,
        SumView(texts.WAY, "", PAID_BY[state.channel]),
    ]


def _open_key(state: CheckoutState) -> str:
    return state.key if state.status is CheckoutStatus.OPEN else ""
