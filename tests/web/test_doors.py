"""What every HTTP request passes: host name, sender, size of the body, and failures without a trace."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from avk_app.config import Settings
from avk_app.web.doors import MAX_BODY_BYTES, Doors
from avk_app.web.failures import answer_failure

ADDRESS = "https://lk.example.ru"


async def _size(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def _break(_request: Request) -> PlainTextResponse:
    raise RuntimeError("secret detail")


def _ask(method: str, path: str, **request: Any) -> httpx.Response:
    methods = ["GET", "POST"]
    routes = [Route("/size", _size, methods=methods), Route("/break", _break), Route("/healthz", _size)]
    inner = Starlette(routes=routes, exception_handlers={Exception: answer_failure})
    app = Doors(inner, Settings(public_url=ADDRESS))

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            return await client.request(method, path, **request)

    return asyncio.run(ask())


@pytest.mark.parametrize("host", ["evil.example", "lk.example.ru.evil.example", "lk.example.ru:8080", ""])
def test_a_foreign_host_name_is_refused(host: str) -> None:
    answer = _ask("GET", "/size", headers={"host": host})
    assert answer.status_code == 421
    assert "https://lk.example.ru" in answer.text


def test_the_health_check_answers_under_any_name() -> None:
    assert _ask("GET", "/healthz", headers={"host": "10.0.0.7"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://lk.example.ru"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_on_a_foreign_page_is_refused(headers: dict[str, str]) -> None:
    assert _ask("POST", "/size", headers=headers).status_code == 403


def test_our_own_form_passes() -> None:
    headers = {"origin": "https://lk.example.ru", "sec-fetch-site": "same-origin"}
    assert _ask("POST", "/size", content=b"12345", headers=headers).text == "5"


def test_a_declared_huge_body_is_not_read() -> None:
    assert _ask("POST", "/size", content=b"x" * (MAX_BODY_BYTES + 1)).status_code == 413


def test_a_huge_body_in_pieces_is_cut_off() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 1024

    assert _ask("POST", "/size", content=pieces()).status_code == 413


@pytest.mark.parametrize("length", ["-1", "many", "1" * 30])
def test_a_body_of_impossible_length_is_refused(length: str) -> None:
    assert _ask("POST", "/size", headers={"content-length": length}).status_code == 413


def test_a_broken_route_gives_a_number_and_no_trace() -> None:
    answer = _ask("GET", "/break")
    assert answer.status_code == 500
    assert "назовите оператору номер" in answer.text
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text
