"""The QR on the page's image is read by a scanner that knows nothing of how it was made."""

from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from PIL.Image import Image
from pypdf import PdfReader

from avk_app.domain.payment_qr import read_payment_qr
from avk_app.gateways.pdf import bill_printer
from avk_app.view_models.bill_sheet import bill_sheet
from tests.bill_documents import CHECK_ADDRESS, make_bill, payer_named

DOTS_PER_INCH = 110


def page_image(pdf: bytes) -> Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[0].render(scale=DOTS_PER_INCH / 72).to_pil()
    finally:
        document.close()


def scanned(pdf: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(page_image(pdf))]


@pytest.mark.parametrize("kopecks", range(50_000, 62_000, 997))
def test_a_scanner_reads_the_exact_string(kopecks: int) -> None:
    bill = make_bill(opening=kopecks)
    sheet = bill_sheet(bill, CHECK_ADDRESS)
    assert sheet.symbol is not None
    assert scanned(bill_printer().render_bill(sheet)) == [sheet.symbol.payload]
    assert read_payment_qr(sheet.symbol.payload) == {
        "Name": bill.provider.payee.name,
        "PersonalAcc": "40702810138250123017",
        "BankName": bill.provider.payee.bank_name,
        "BIC": "044525225",
        "CorrespAcc": "30101810400000000225",
        "Sum": str(bill.sums.due_kopecks),
        "Purpose": "Вода и стоки, л/с 3801042217, октябрь 2026",
        "PayeeINN": "3800000005",
        "KPP": "380001001",
        "LastName": "Константинопольская",
        "PersAcc": "3801042217",
        "PaymPeriod": "102026",
    }


def test_a_surname_with_the_usual_separator_is_read_whole() -> None:
    sheet = bill_sheet(make_bill(payer=payer_named(surname="А|Б😀=В")), CHECK_ADDRESS)
    (text,) = scanned(bill_printer().render_bill(sheet))
    assert text.startswith("ST00012~Name=")
    assert read_payment_qr(text)["LastName"] == "А|Б😀=В"


def test_the_largest_symbol_still_fits_its_page() -> None:
    sheet = bill_sheet(make_bill(payer=payer_named(surname="Щ" * 80)), CHECK_ADDRESS)
    assert sheet.symbol is not None
    pdf = bill_printer().render_bill(sheet)
    assert scanned(pdf) == [sheet.symbol.payload]
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
