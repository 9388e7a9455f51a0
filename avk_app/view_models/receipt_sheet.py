"""A receipt as the finished strings of its printed sheet."""

from avk_app import clock
from avk_app.domain.check_codes import format_check_code
from avk_app.domain.receipts import ReceiptDocument, is_without_fee
from avk_app.gateways.pdf import Column, Fact, PaymentSymbol, SheetTable
from avk_app.gateways.pdf_receipt import ReceiptSheet
from avk_app.letters.receipt import paper_name, standing, verify_link
from avk_app.money import format_kopecks, format_kopecks_plain
from avk_app.texts import receipt as texts
from avk_app.texts.russian import format_full_moment
from avk_app.texts.shell import UTILITY_NAME
from avk_app.view_models.receipt_lines import details, item_lines, mark_lines


def receipt_sheet(document: ReceiptDocument, origin: str, check_address: str) -> ReceiptSheet:
    """The sheet to print; `check_address` is the page that proves it, as people type it."""
    issued, paper = clock.to_city(document.issued_at), paper_name(document)
    return ReceiptSheet(
        title=texts.TITLE.format(paper=paper, number=document.number),
        author=UTILITY_NAME,
        made_on=issued.date(),
        masthead=UTILITY_NAME,
        number=texts.ISSUED_LINE.format(number=document.number, issued=format_full_moment(issued)),
        heading=paper,
        standing=standing(document),
        is_warning=not document.is_fiscal,
        total_label=texts.TOTALS[document.kind],
        total=format_kopecks(document.sums.total_kopecks),
        items=_items(document),
        facts_title=texts.DETAILS,
        facts=tuple(Fact(*fact) for fact in details(document)),
        marks_title=texts.MARKS,
        marks=tuple(Fact(*fact) for fact in mark_lines(document.fiscal)) if document.fiscal else (),
        symbol=PaymentSymbol(verify_link(document, origin), texts.QR_ALT, texts.QR_CAPTION),
        authenticity=texts.AUTHENTICITY.format(
            address=check_address, number=document.number, code=format_check_code(document.check_code)
        ),
        footer=texts.FOOTER.format(paper=paper, number=document.number),
    )


def _items(document: ReceiptDocument) -> SheetTable:
    return SheetTable(
        title=texts.ITEMS[document.kind],
        columns=(Column(texts.ITEM), Column(texts.AMOUNT, is_number=True)),
        rows=tuple(
            (f"{name}\n{vat}", format_kopecks_plain(kopecks)) for name, vat, kopecks in item_lines(document)
        ),
        total=(texts.TOTAL, format_kopecks_plain(document.sums.total_kopecks)),
        notes=(texts.NO_FEE,) if is_without_fee(document) else (),
    )
