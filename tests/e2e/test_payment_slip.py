"""The slip for a bank transfer, as the whole server gives it; its money comes home by a statement."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlmodel import Session

from avk_app import clock
from avk_app.domain.payment_qr import read_payment_qr
from avk_app.domain.statement import Statement, StatementLine
from avk_app.services.console import CONSOLE
from avk_app.services.statement_import import import_statement
from tests.factories import make_account
from tests.gateways.test_bill_qr import scanned
from tests.statements import PAYERS

Seed = Callable[[Callable[[Session], Any]], Any]


def test_a_scanned_slip_is_paid_and_seen_in_the_history(
    page: Page, seed: Seed, sign_in_as: Callable[..., None]
) -> None:
    account = seed(make_account)
    sign_in_as(account)
    answer = page.request.get("/payments/slip?amount=1 418,47")
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    assert "Иванов П. С." in PdfReader(BytesIO(answer.body())).pages[0].extract_text()
    fields = read_payment_qr(scanned(answer.body())[0])
    transfer = StatementLine(
        1, clock.today(), "7", int(fields["Sum"]), "Иванов П. С.", PAYERS, "", fields["Purpose"]
    )
    report = seed(lambda session: import_statement(session, CONSOLE, Statement((transfer,))))
    assert report.matched.kopecks == 1_418_47
    page.goto("/history")
    expect(page.get_by_text("1\u202f418,47").first).to_be_visible()


def test_a_wrong_amount_is_answered_by_a_page_that_leads_back(
    page: Page, seed: Seed, sign_in_as: Callable[..., None]
) -> None:
    sign_in_as(seed(make_account))
    answer = page.request.get("/payments/slip?amount=0")
    assert answer.status == 422
    assert "больше нуля" in answer.text()
    assert 'href="/payments"' in answer.text()


def test_nobody_is_led_to_the_sign_in(page: Page) -> None:
    page.goto("/payments/slip?amount=100")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url.endswith("/login")
