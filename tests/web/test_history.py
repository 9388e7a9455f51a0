"""The history as a file over HTTP: whose it is, what it is called, what it refuses."""

import asyncio
import csv
from datetime import date
from functools import partial
from io import BytesIO, StringIO
from urllib.parse import quote

import httpx
import pytest
from limits import RateLimitItemPerMinute
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import Engine
from starlette.applications import Starlette

from avk_app.models.payments import PaymentChannel
from avk_app.models.sessions import SessionKind
from avk_app.services import sessions
from avk_app.services.database import reading, transaction
from avk_app.services.ledger import receive_payment
from avk_app.web import history as routes
from avk_app.web import pace
from tests.factories import make_account

SPAN = {"first": "2026-01-01", "last": "2026-11-22"}
KINDS = ("csv", "xlsx", "pdf")
NUMBER = "3801042217"


@pytest.fixture
def portal(fresh_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setattr(routes, "reading", partial(reading, fresh_engine))
    return fresh_engine


def _get(kind: str, token: str = "", **query: str) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=routes.ROUTES))
    cookies = {"avk": token} if token else {}

    async def get() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost", cookies=cookies
        ) as client:
            return await client.get(f"/history/file.{kind}", params=query)

    return asyncio.run(get())


def _token(engine: Engine, number: str = NUMBER, kopecks: int = 400_00) -> str:
    """Somebody signed in who has paid once."""
    with transaction(engine) as session:
        account = make_account(session, number=number)
        receive_payment(session, account.id or 0, PaymentChannel.OFFICE, kopecks, date(2026, 3, 3))
        ticket = sessions.issue_ticket(session, SessionKind.SURNAME, None, account.id)
        return sessions.open_session(session, ticket, "Chrome", "127.0.0.1").token


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("token", ["", "guess", "x" * 3_000])
def test_nobody_is_led_to_the_sign_in(portal: Engine, kind: str, token: str) -> None:
    answer = _get(kind, token, **SPAN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?expired=1")
    assert answer.headers["cache-control"] == "no-store"


def test_an_account_named_in_the_address_changes_nothing(portal: Engine) -> None:
    mine, _foreign = _token(portal), _token(portal, "3801042225", 999_00)
    text = _get("csv", mine, account="3801042225", account_id="2", **SPAN).content.decode("utf-8-sig")
    assert "-400,00" in text
    assert "999" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_has_a_name_and_is_kept_nowhere(portal: Engine, kind: str) -> None:
    answer = _get(kind, _token(portal), **SPAN)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    name = f"История {NUMBER} с 2026-01-01 по 2026-11-22.{kind}"
    plain = f"history-{NUMBER}-2026-01-01-2026-11-22.{kind}"
    assert answer.headers["content-disposition"] == (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    )


def test_all_three_say_the_same(portal: Engine) -> None:
    token = _token(portal)
    rows = list(csv.reader(StringIO(_get("csv", token, **SPAN).content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1:] == [
        ["01.01.2026", "Было к 1 января 2026", "", "", "0,00"],
        ["03.03.2026", "Оплата", "в офисе водоканала", "-400,00", "-400,00"],
        ["22.11.2026", "Стало на 22 ноября 2026", "", "", "-400,00"],
    ]
    sheet = load_workbook(BytesIO(_get("xlsx", token, **SPAN).content)).worksheets[0]
    cells = [row[3:5] for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert cells == [(None, 0), (-400, -400), (None, -400)]
    pdf = PdfReader(BytesIO(_get("pdf", token, **SPAN).content))
    text = " ".join(pdf.pages[0].extract_text().replace("\u202f", " ").split())
    assert "38 0104 2217" in text
    assert "3 марта 2026 Оплата" in text
    assert "переплата −400,00" in text
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_period_is_a_whole_file(portal: Engine, kind: str) -> None:
    answer = _get(kind, _token(portal), first="2020-01-01", last="2020-12-31")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("first", "last"),
    [("", ""), ("2026-11-22", "2026-01-01"), ("x" * 9_000, "\x00"), ("2026-02-30", "2026-03-01")],
)
def test_days_that_are_none_are_refused_in_words(portal: Engine, first: str, last: str) -> None:
    answer = _get("csv", _token(portal), first=first, last=last)
    assert answer.status_code == 422
    assert answer.text.startswith("Такой файл составить нельзя: ")


@pytest.mark.parametrize("kind", ["exe", "", "csv/../x", "CSV"])
def test_there_are_three_kinds_of_files(portal: Engine, kind: str) -> None:
    assert _get(kind, _token(portal), **SPAN).status_code == 404


def test_too_many_files_in_a_row_are_put_off(portal: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "FILES_A_MINUTE", RateLimitItemPerMinute(2))
    token = _token(portal, number="3801099990")
    assert [_get("csv", token, **SPAN).status_code for _ in range(3)] == [200, 200, 429]
