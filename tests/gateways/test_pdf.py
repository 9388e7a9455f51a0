"""The printed bill: read back by other programs, it says what the document says."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from avk_app.domain.bill_document import BillDocument, BillLine, BillPayment
from avk_app.domain.billing import ChargedService
from avk_app.domain.metering import Method
from avk_app.gateways.pdf import (
    PRINTABLE_RANGES,
    PRINTABLE_SIGNS,
    ZERO_WIDTH_SPACE,
    BillSheet,
    TypstPrinter,
    bill_printer,
    render_bills,
)
from avk_app.view_models.bill_sheet import bill_sheet
from tests.bill_documents import CHECK_ADDRESS, LINES, PAYER, make_bill, payer_named

CODE = re.compile(r"[234567ACEHKMPTXY9]{5}-[234567ACEHKMPTXY9]{5}")
SPACES = re.compile(r"[\s\u00a0\u202f\u200b]+")


def sheet_of(bill: BillDocument) -> BillSheet:
    return bill_sheet(bill, CHECK_ADDRESS)


def pdf_of(bill: BillDocument) -> PdfReader:
    return PdfReader(BytesIO(bill_printer().render_bill(sheet_of(bill))))


def text_of(reader: PdfReader) -> str:
    return SPACES.sub(" ", " ".join(page.extract_text() for page in reader.pages))


def test_the_numbers_on_the_page_are_the_bills() -> None:
    text = text_of(pdf_of(make_bill()))
    for number in (
        "38 0104 2217", "509,68 ₽", "7,412 20,85 154,54", "10,517 25,36 266,71", "421,25", "−30,16",
        "−2,78", "−32,94", "520,10", "1,27", "−400,00", "НДС 22 %: 70,02 ₽", "00412,385", "00419,797",
    ):  # fmt: skip
        assert number in text


def test_the_page_says_who_pays_whom_for_what_until_when() -> None:
    text = text_of(pdf_of(make_bill()))
    for words in (
        "Квитанция за октябрь 2026", "Константинопольская Александра Владимировна", PAYER.address,
        "3 человека", "Оплатите до 10 ноября 2026", "40702810138250123017", "044525225",
        "3800000005 / 380001001", "август 2026 пришли показания водомера", "№ 40128877",
        "передайте с 1 по 26 ноября 2026", "8 (3955) 51-26-46", "3801042217-202610",
    ):  # fmt: skip
        assert words in text


def test_the_account_number_alone_stands_in_the_upper_right_corner() -> None:
    """Where the sign-in form sends people for it."""
    document = pypdfium2.PdfDocument(bill_printer().render_bill(sheet_of(make_bill())))
    try:
        page = document[0]
        width, height = page.get_size()
        corner = page.get_textpage().get_text_bounded(left=width / 2, bottom=height * 0.93)
    finally:
        document.close()
    assert SPACES.sub(" ", corner).strip() == "Лицевой счёт 38 0104 2217"


def test_a_usual_bill_is_one_page() -> None:
    assert len(pdf_of(make_bill()).pages) == 1


def test_it_is_tagged_for_screen_readers() -> None:
    reader = pdf_of(make_bill())
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ru"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert (
        SPACES.sub(" ", reader.metadata.title or "") == "Квитанция за октябрь 2026, лицевой счёт 38 0104 2217"
    )
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    tags = tags_under(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/Table", "/TR", "/TH", "/TD", "/Figure", "/P"} <= {tag for tag, _alt in tags}
    assert [SPACES.sub(" ", alt) for tag, alt in tags if tag == "/Figure"] == [
        "QR-код для оплаты 509,68 ₽ в приложении банка. Реквизиты напечатаны ниже."
    ]


def tags_under(node: Any) -> list[tuple[str, str]]:
    """Each structure element's tag and alternative text, in reading order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [found for kid in node for found in tags_under(kid)]
    if not hasattr(node, "get"):
        return []
    own = [(str(node["/S"]), str(node.get("/Alt", "")))] if "/S" in node else []
    return own + tags_under(node.get("/K", []))


def test_the_same_bill_gives_the_same_bytes_from_any_compiler() -> None:
    sheet = sheet_of(make_bill())
    first = bill_printer().render_bill(sheet)
    bill_printer().render_bill(sheet_of(make_bill(opening=0)))
    assert bill_printer().render_bill(sheet) == first
    assert TypstPrinter().render_bill(sheet) == first


def test_threads_share_one_compiler() -> None:
    sheets = [sheet_of(make_bill(opening=kopecks)) for kopecks in range(50_000, 58_000, 1_000)]
    expected = [bill_printer().render_bill(sheet) for sheet in sheets]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(bill_printer().render_bill, sheets)) == expected


def test_bills_in_bulk_come_in_order_and_equal_to_single_ones() -> None:
    sheets = [sheet_of(make_bill(opening=kopecks)) for kopecks in range(0, 40_000, 1_000)]
    single = [bill_printer().render_bill(sheet) for sheet in sheets]
    assert list(render_bills(iter(sheets), processes=2)) == single


@pytest.mark.parametrize(
    ("opening", "words"), [(-42_125 + 3_294, "Долга нет"), (-90_000, "Переплата 511,69 ₽")]
)
def test_a_bill_with_nothing_to_pay_has_no_symbol(opening: int, words: str) -> None:
    reader = pdf_of(make_bill(opening=opening, penalty=0, payments=()))
    assert "Платить не нужно 0,00 ₽" in text_of(reader)
    assert words in text_of(reader)
    assert "/Figure" not in {tag for tag, _alt in tags_under(reader.trailer["/Root"]["/StructTreeRoot"])}


def test_norm_and_raised_norm_show_what_they_multiply() -> None:
    raised = BillLine(ChargedService.WATER, Method.RAISED_NORM, 13_020, 2085, 300, 81_440, norm_litres=4_340)
    text = text_of(pdf_of(make_bill(lines=(raised,), meters=())))
    assert "по повышенному нормативу × 3 3 человека × 4,340 м³" in text


def test_long_names_addresses_and_many_lines_flow_to_a_second_page() -> None:
    payer = payer_named(
        surname="Ы" * 80, first_name="Щ" * 80, patronymic="Ж" * 80, address="ул. " + "Сверхдлинная " * 15
    )
    payments = tuple(BillPayment(date(2026, 10, day), 100) for day in range(1, 11))
    reader = pdf_of(make_bill(payer=payer, lines=LINES * 6, payments=payments))
    text = text_of(reader)
    assert len(reader.pages) == 2
    assert "1 / 2" in text
    assert text.count("266,71") == 6
    assert "Ещё 6 оплат, раньше −6,00" in text
    assert "Ы" * 80 in text.replace(" ", "")


HOSTILE = (
    '#eval("1+1")', "#{1+1}", "\\", "\\u{41}", "$x^2$", "[жирный]", "*звезда*", "_курсив_", "`код`",
    "= Раздел", "- пункт", "<метка>", "@ссылка", "//", "/* */", '"кавычки"', "'", "~", "---",
    "&lt;", "]]>", "{{", "%s", "https://a.b",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_value_is_plain_text(text: str) -> None:
    printed = text_of(pdf_of(make_bill(payer=payer_named(first_name=text, address=f"д. {text} кв."))))
    assert f"Константинопольская {text} Владимировна" in printed
    assert f"д. {text} кв." in printed


def test_what_no_font_can_show_becomes_a_box_and_controls_vanish() -> None:
    printed = text_of(pdf_of(make_bill(payer=payer_named(first_name="Я\x00н\u202e😀漢\u0301"))))
    assert "Константинопольская Ян□□□ Владимировна" in printed
    assert "йЙё" in text_of(pdf_of(make_bill(payer=payer_named(first_name="и\u0306И\u0306е\u0308"))))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(name=st.text(st.characters(), max_size=60), address=st.text(st.characters(), max_size=60))
def test_any_text_at_all_can_be_printed(name: str, address: str) -> None:
    bill = make_bill(opening=-90_000, payer=replace(PAYER, surname=name, address=address))
    assert bill_printer().render_bill(sheet_of(bill)).startswith(b"%PDF-")


def test_every_character_called_printable_has_a_glyph() -> None:
    characters = [chr(code) for printable in PRINTABLE_RANGES for code in printable]
    bill = make_bill(payer=payer_named(address=" ".join([*characters, *PRINTABLE_SIGNS])))
    assert bill_printer().render_bill(sheet_of(bill)).startswith(b"%PDF-")


@pytest.mark.parametrize("length", range(20, 60, 3))
def test_the_code_stands_whole_on_its_line_however_long_the_address(length: int) -> None:
    sheet = bill_sheet(make_bill(), f"{'a' * length}.ru/bill/verify")
    text = text_of(PdfReader(BytesIO(bill_printer().render_bill(sheet))))
    assert CODE.search(text)


def test_an_address_and_a_code_are_copied_from_the_file_as_they_stand() -> None:
    address = "lk.vodokanal-angarsk.example.ru:57349/bill/verify"
    printed = bill_printer().render_bill(bill_sheet(make_bill(), address))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages).replace("\n", "")
    assert address in text
    assert ZERO_WIDTH_SPACE not in text
