"""The parts of a receipt that its page and its PDF share, as finished strings."""

from collections.abc import Iterator

from avk_app import clock
from avk_app.domain.masking import mask_email
from avk_app.domain.receipts import FiscalMarks, ReceiptDocument, ReceiptItem, receipt_items
from avk_app.letters.receipt import SIGNS, item_name
from avk_app.models.payments import PaymentChannel
from avk_app.money import format_kopecks
from avk_app.texts import receipt as texts
from avk_app.texts.meters import grouped_account_number
from avk_app.texts.russian import capitalized, format_full_moment, period_name

Line = tuple[str, str, int]
"""What was paid for, how it is taxed, and how much in kopecks."""


def item_lines(document: ReceiptDocument) -> list[Line]:
    """The lines of a receipt, each with its sign of settlement."""
    return [
        (f"{item_name(item.subject)}, {SIGNS[item.sign]}", _vat(document, item), item.amount_kopecks)
        for item in receipt_items(document.sums)
    ]


def _vat(document: ReceiptDocument, item: ReceiptItem) -> str:
    if item.vat_kopecks is None:
        return texts.NO_VAT
    return texts.VAT_LINE.format(percent=document.sums.vat_percent, amount=format_kopecks(item.vat_kopecks))


def details(document: ReceiptDocument) -> Iterator[tuple[str, str]]:
    """What 54-FZ asks for beside the lines; the buyer's address is masked on every form."""
    yield texts.ISSUED, format_full_moment(clock.to_city(document.issued_at))
    yield texts.ACCOUNT, grouped_account_number(document.account_number)
    if document.named_period:
        yield texts.PERIOD, capitalized(period_name(document.named_period))
    yield texts.MEANS, texts.MEANS_OF[PaymentChannel(document.channel), document.is_cash]
    yield texts.CALCULATION, texts.CALCULATIONS[document.kind]
    yield texts.TAXATION, texts.TAXATIONS[document.taxation]
    yield texts.SELLER, texts.SELLER_INN.format(name=document.seller, inn=document.seller_inn)
    yield texts.PLACE, document.place
    yield texts.EMAIL, mask_email(document.buyer_email) or texts.NO_EMAIL


def mark_lines(marks: FiscalMarks) -> Iterator[tuple[str, str]]:
    """The marks of the cash register."""
    yield texts.REGISTER, marks.register_number
    yield texts.DRIVE, marks.drive_number
    yield texts.DOCUMENT, marks.document_number
    yield texts.SIGN, marks.sign
    yield texts.REGISTERED, format_full_moment(clock.to_city(marks.registered_at))
