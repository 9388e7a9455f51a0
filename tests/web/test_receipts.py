"""The receipt as a file: one's own only, whatever the address says, and honest about what it is."""

import asyncio
import re
from functools import partial
from io import BytesIO

import httpx
import pytest
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter
from pypdf import PdfReader
from sqlalchemy import Engine
from starlette.applications import Starlette

from avk_app.gateways.fiscal import DemoRegister
from avk_app.jobs.receipts import register_next_receipt
from avk_app.models import Account, Receipt
from avk_app.models.payments import PaymentChannel
from avk_app.models.sessions import SessionKind
from avk_app.services import sessions
from avk_app.services.database import reading, transaction
from avk_app.web import pace, papers, receipts
from tests.bills import make_rules
from tests.factories import make_account
from tests.payments import pay_with_receipt


@pytest.fixture
def portal(fresh_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    for module in (papers, receipts):
        monkeypatch.setattr(module, "reading", partial(reading, fresh_engine))
    monkeypatch.setattr(pace, "_limiter", FixedWindowRateLimiter(MemoryStorage()))
    with transaction(fresh_engine) as session:
        make_rules(session)
    return fresh_engine


def _paid(engine: Engine, **values: object) -> tuple[Account, Receipt]:
    with transaction(engine) as session:
        account = make_account(session)
        return account, pay_with_receipt(session, account, 1_234_50, fee_kopecks=12_35, **values)


def _token(engine: Engine, account: Account) -> str:
    with transaction(engine) as session:
        ticket = sessions.issue_ticket(session, SessionKind.SURNAME, None, account.id)
        return sessions.open_session(session, ticket, "Chrome", "127.0.0.1").token


def _get(token: str, number: str) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=receipts.ROUTES))

    async def get() -> httpx.Response:
        cookies = {"avk": token} if token else {}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost", cookies=cookies
        ) as client:
            return await client.get("/receipt/pdf", params={"number": number})

    return asyncio.run(get())


def _words(answer: httpx.Response) -> str:
    reader = PdfReader(BytesIO(answer.content))
    assert len(reader.pages) == 1
    return re.sub(r"\s+", " ", reader.pages[0].extract_text())


@pytest.mark.parametrize("token", ["", "guess"])
def test_nobody_is_led_to_the_sign_in_page(portal: Engine, token: str) -> None:
    answer = _get(token, _paid(portal)[1].number)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_another_subscribers_receipt_is_not_found_and_neither_is_nonsense(portal: Engine) -> None:
    account, receipt = _paid(portal)
    token = _token(portal, _paid(portal)[0])
    for number in (receipt.number, "", "2026-99999999", "\x00", "x" * 5000, "'--"):
        answer = _get(token, number)
        assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
        assert account.number not in answer.text


def test_ones_own_receipt_is_a_tagged_file_that_says_it_is_not_fiscal(portal: Engine) -> None:
    account, receipt = _paid(portal)
    assert register_next_receipt(portal, DemoRegister())
    answer = _get(_token(portal, account), receipt.number)
    assert answer.headers["content-disposition"] == f'attachment; filename="chek-{receipt.number}.pdf"'
    text = _words(answer)
    for words in (
        "Демонстрационный чек, не фискальный документ",
        receipt.number,
        "1 246,85",
        "Комиссия платёжной системы",
        "аванс",
        "приход",
        "НДС 22 %",
        "i••••v@example.ru",
    ):
        assert words in text
    assert "ivanov@example.ru" not in text


def test_what_is_not_registered_is_called_a_confirmation(portal: Engine) -> None:
    account, receipt = _paid(portal, channel=PaymentChannel.BANK_TRANSFER)
    text = _words(_get(_token(portal, account), receipt.number))
    assert "Подтверждение платежа, не фискальный чек" in text
    assert "Данные кассы" not in text
