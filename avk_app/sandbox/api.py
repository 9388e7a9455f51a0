"""The provider's API over HTTP: the key, parameters, idempotency, faults, errors in its shape."""

import asyncio
import base64
import binascii
import hmac
from collections.abc import Awaitable, Callable

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from avk_app.sandbox.engine import Engine
from avk_app.sandbox.errors import Refusal, broken, invalid, key_in_use, unauthorized, unknown_address
from avk_app.sandbox.expanding import expand
from avk_app.sandbox.faults import AnswerFault, Switch
from avk_app.sandbox.idempotency import find_answer, fingerprint, keep_answer
from avk_app.sandbox.operations import OPERATIONS, Operation
from avk_app.sandbox.params import Params, decode
from avk_app.sandbox.store import Answer, dump
from avk_app.sandbox.work import Work, new_id

MAX_BODY_BYTES = 65_536
MAX_KEY_LENGTH = 255
log = structlog.get_logger()
Endpoint = Callable[[Request], Awaitable[Response]]


def api_routes(engine: Engine) -> list[Route]:
    return [Route(path, _endpoint(engine, run), methods=[method]) for method, path, run in OPERATIONS] + [
        Route("/v1/{rest:path}", _unknown, methods=["GET", "POST", "DELETE"])
    ]


def _endpoint(engine: Engine, operation: Operation) -> Endpoint:
    async def answer(request: Request) -> Response:
        request_id = new_id("req_", 14)
        try:
            answered = await _answer_with_faults(engine, operation, request, request_id)
        except Refusal as refusal:
            answered = Answer(refusal.status, dump(refusal.body))
        except Exception:
            log.exception("sandbox_broken", path=request.url.path)
            answered = Answer(500, dump(broken().body))
        return _response(answered, request_id)

    return answer


async def _unknown(request: Request) -> Response:
    refusal = unknown_address(request.method, request.url.path)
    return _response(Answer(refusal.status, dump(refusal.body)), new_id("req_", 14))


def _response(answer: Answer, request_id: str) -> Response:
    headers = {"Request-Id": request_id, "Cache-Control": "no-store"}
    if answer.is_replayed:
        headers["Idempotent-Replayed"] = "true"
    return Response(answer.body, answer.status, headers, "application/json")


async def _answer_with_faults(
    engine: Engine, operation: Operation, request: Request, request_id: str
) -> Answer:
    encoded = await _read(request)
    _check_key(request, engine.settings.secret_key)
    fault = engine.faults.take_answer(_own_path(request)) or Switch(AnswerFault.SLOW_WORK)
    if fault.kind is AnswerFault.FAIL_BEFORE_WORK:
        raise broken()
    wait_seconds = fault.seconds if fault.kind is AnswerFault.SLOW_WORK else 0
    answered = await _answer_once(engine, operation, request, (encoded, request_id, wait_seconds))
    if fault.kind is AnswerFault.FAIL_AFTER_WORK:
        raise broken()
    if fault.kind is AnswerFault.SLOW_ANSWER:
        await asyncio.sleep(fault.seconds)
    return answered


async def _answer_once(
    engine: Engine, operation: Operation, request: Request, call: tuple[bytes, str, float]
) -> Answer:
    """Two requests with one idempotency key never work at the same time."""
    encoded, request_id, wait_seconds = call
    key = request.headers.get("idempotency-key", "") if request.method == "POST" else ""
    if len(key) > MAX_KEY_LENGTH:
        raise invalid("Idempotency keys have up to 255 characters.")
    if key in engine.keys_in_use:
        raise key_in_use(key)
    if key:
        engine.keys_in_use.add(key)
    try:
        await asyncio.sleep(wait_seconds)
        return await engine.run(
            _job(operation, fingerprint(request.method, _own_path(request), encoded)),
            params=Params(decode(encoded.decode(errors="replace"))),
            address=dict(request.path_params),
            request_id=request_id,
            idempotency_key=key or None,
        )
    finally:
        engine.keys_in_use.discard(key)


def _job(operation: Operation, request_hash: str) -> Callable[[Work], Answer]:
    """Work and the stored answer are one transaction: after a crash there are both or neither."""

    def work_once(work: Work) -> Answer:
        key = work.idempotency_key
        if key and (stored := find_answer(work, key, request_hash)):
            return stored
        result = operation(work)
        if isinstance(result, Refusal):
            answer = Answer(result.status, dump(result.body))
        else:
            answer = Answer(200, dump(expand(work, result, work.params.texts("expand"))))
        if key:
            keep_answer(work, key, request_hash, answer)
        return answer

    return work_once


async def _read(request: Request) -> bytes:
    """The form-encoded parameters: of the address for GET, of the body otherwise."""
    if request.method == "GET":
        return request.url.query.encode()
    encoded = b""
    async for chunk in request.stream():
        encoded += chunk
        if len(encoded) > MAX_BODY_BYTES:
            raise Refusal(413, "invalid_request_error", "The request is too large.")
    return encoded


def _own_path(request: Request) -> str:
    """The address without the place where the app is mounted."""
    path: str = request.scope["path"]
    return path.removeprefix(request.scope.get("root_path", ""))


def _check_key(request: Request, secret_key: str) -> None:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    given = value.strip() if scheme.lower() == "bearer" else _user_of_basic(value)
    if not hmac.compare_digest(given.encode(), secret_key.encode()):
        raise unauthorized(given)


def _user_of_basic(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""
