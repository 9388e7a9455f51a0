"""The page of a receipt as finished strings."""

from dataclasses import dataclass, field

from avk_app import routes
from avk_app.domain.check_codes import format_check_code
from avk_app.domain.receipts import ReceiptDocument, ReceiptStatus, is_without_fee
from avk_app.letters.receipt import paper_name, standing, verify_link
from avk_app.money import format_kopecks
from avk_app.texts import receipt as texts
from avk_app.view_models.facts import FactView
from avk_app.view_models.payments_history import receipt_href
from avk_app.view_models.receipt_lines import details, item_lines, mark_lines

_TONES = {
    ReceiptStatus.REGISTERED: "ok",
    ReceiptStatus.TO_REGISTER: "info",
    ReceiptStatus.CONFIRMATION: "info",
    ReceiptStatus.FAILED: "bad",
}


@dataclass(frozen=True)
class ItemView:
    """One line with the VAT in it."""

    name: str
    vat: str
    amount: str


@dataclass(frozen=True)
class RelatedView:
    """The receipt of the return, or of the payment that was returned."""

    label: str
    href: str


@dataclass(frozen=True)
class ReceiptView:
    """One receipt; empty before it is loaded."""

    title: str = ""
    standing: str = ""
    tone: str = ""
    waiting_note: str = ""
    total_label: str = ""
    total: str = ""
    fee_note: str = ""
    lines_title: str = ""
    lines: list[ItemView] = field(default_factory=list)
    details: list[FactView] = field(default_factory=list)
    marks: list[FactView] = field(default_factory=list)
    marks_note: str = ""
    related: list[RelatedView] = field(default_factory=list)
    proof: list[FactView] = field(default_factory=list)
    verify_href: str = ""
    pdf_href: str = ""


NO_RECEIPT = ReceiptView()


def receipt_view(document: ReceiptDocument) -> ReceiptView:
    """Finished strings for a receipt, and honest words about what it is."""
    is_demo = document.status is ReceiptStatus.REGISTERED and not document.is_fiscal
    is_waiting = document.status is ReceiptStatus.TO_REGISTER
    return ReceiptView(
        title=texts.NUMBERED.format(paper=paper_name(document), number=document.number),
        standing=standing(document),
        tone="warn" if is_demo else _TONES[document.status],
        waiting_note=texts.WAITING_NOTES[document.kind] if is_waiting else "",
        total_label=texts.TOTALS[document.kind],
        total=format_kopecks(document.sums.total_kopecks),
        fee_note=texts.NO_FEE if is_without_fee(document) else "",
        lines_title=texts.ITEMS[document.kind],
        lines=[ItemView(name, vat, format_kopecks(kopecks)) for name, vat, kopecks in item_lines(document)],
        details=[FactView(*fact) for fact in details(document)],
        marks=[FactView(*fact) for fact in mark_lines(document.fiscal)] if document.fiscal else [],
        marks_note=texts.DEMO_MARKS if is_demo else "",
        related=_related(document),
        proof=[
            FactView(texts.NUMBER, document.number),
            FactView(texts.CODE, format_check_code(document.check_code)),
        ],
        verify_href=verify_link(document, ""),
        pdf_href=f"{routes.RECEIPT_PDF}?number={document.number}",
    )


def _related(document: ReceiptDocument) -> list[RelatedView]:
    numbers = (document.original, *document.returns)
    wording = texts.RELATED[document.kind]
    return [RelatedView(wording.format(number=number), receipt_href(number)) for number in numbers if number]
