"""The slip's QR is read by a scanner, and the transfer that it makes is matched by our own import."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from avk_app.domain.payment_qr import read_payment_qr
from avk_app.domain.period import Period
from avk_app.domain.statement_matching import KnownAccount, judge, read_purpose
from avk_app.gateways.pdf_slip import render_slip
from avk_app.gateways.requisites import provider_on
from avk_app.services.payment_slips import PaymentSlip
from avk_app.view_models.slip_sheet import slip_purpose, slip_sheet
from tests.gateways.test_bill_qr import scanned

DAY = date(2026, 11, 22)
OCTOBER = Period(2026, 10)
SLIP = PaymentSlip("3801042130", "Иванов", "Пётр", "Сергеевич", 418_47, OCTOBER, DAY, provider_on(DAY))


def text_of(pdf: bytes) -> str:
    return " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())


@pytest.mark.parametrize("kopecks", [1, 418_47, 100_000_000])
@pytest.mark.parametrize("period", [OCTOBER, None])
def test_a_scanner_reads_what_the_bank_needs(kopecks: int, period: Period | None) -> None:
    fields = {
        "Name": SLIP.provider.payee.name,
        "PersonalAcc": "40702810138250123017",
        "BankName": SLIP.provider.payee.bank_name,
        "BIC": "044525225",
        "CorrespAcc": "30101810400000000225",
        "Sum": str(kopecks),
        "Purpose": f"Оплата по л/с 3801042130{' за октябрь 2026' if period else ''}, Иванов П. С.",
        "PayeeINN": "3800000005",
        "KPP": "380001001",
        "LastName": "Иванов",
        "PersAcc": "3801042130",
    }
    pdf = render_slip(slip_sheet(replace(SLIP, amount_kopecks=kopecks, period=period)))
    (text,) = scanned(pdf)
    assert read_payment_qr(text) == fields | ({"PaymPeriod": "102026"} if period else {})


def test_the_page_says_in_words_what_the_symbol_holds() -> None:
    text = text_of(render_slip(slip_sheet(SLIP)))
    for words in ("418,47", "Оплата по л/с 3801042130 за октябрь 2026, Иванов П. С.", "044525225", "Образец"):
        assert words in text


def test_a_masked_name_gives_the_same_purpose_and_no_more() -> None:
    masked = replace(SLIP, first_name="П••••", patronymic="С••••")
    assert slip_purpose(masked) == slip_purpose(SLIP)
    assert "Пётр" not in text_of(render_slip(slip_sheet(masked)))
    assert slip_purpose(replace(SLIP, first_name="••••", patronymic="")).endswith(", Иванов")


@pytest.mark.parametrize("surname", ["Щ" * 80, "А|Б😀=В", "Мать-Мачеха"])
def test_any_surname_fits_one_page(surname: str) -> None:
    pdf = render_slip(slip_sheet(replace(SLIP, surname=surname)))
    (text,) = scanned(pdf)
    assert read_payment_qr(text)["LastName"] == surname
    assert len(PdfReader(BytesIO(pdf)).pages) == 1


def test_the_transfer_comes_back_to_the_account_and_the_month() -> None:
    known = {SLIP.account_number: KnownAccount(7, SLIP.account_number, "Иванов", None)}
    for slip in (SLIP, replace(SLIP, period=None), replace(SLIP, surname="Май")):
        purpose = read_purpose(slip_purpose(slip))
        assert judge(purpose, known).account == known[SLIP.account_number]
        assert purpose.period == (slip.period if slip.surname != "Май" else None)
