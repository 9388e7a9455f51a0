"""`/_faults` and `/_provider`: the switches and the provider's own actions over HTTP, for tests."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from avk_app.sandbox.engine import Engine
from avk_app.sandbox.errors import Refusal, invalid
from avk_app.sandbox.faults import AnswerFault, Switch, WebhookFault
from avk_app.sandbox.params import Params, decode
from avk_app.sandbox.provider import ACTIONS

MAX_TIMES, MAX_SECONDS = 1_000_000, 3_600
_KINDS: dict[str, AnswerFault | WebhookFault] = {
    **{fault.value: fault for fault in AnswerFault},
    **{fault.value: fault for fault in WebhookFault},
}
Endpoint = Callable[[Request], Awaitable[Response]]


def switch_routes(engine: Engine) -> list[Route]:
    return [
        Route("/_faults", _faults(engine), methods=["GET", "POST", "DELETE"]),
        Route("/_provider/{action}", _provider(engine), methods=["POST"]),
    ]


def _faults(engine: Engine) -> Endpoint:
    async def change(request: Request) -> Response:
        try:
            if request.method == "DELETE":
                engine.faults.clear()
            elif request.method == "POST":
                _switch_on(engine, Params(decode((await request.body()).decode())))
        except Refusal as refusal:
            return JSONResponse(refusal.body, refusal.status)
        return JSONResponse([asdict(switch) for switch in engine.faults.listed()])

    return change


def _switch_on(engine: Engine, params: Params) -> None:
    """`kind`, and if wanted `times`, `matching`, `milliseconds`; or `slow_settlement=true`."""
    if "slow_settlement" in params:
        engine.faults.is_settlement_slow = params.flag("slow_settlement")
        return
    kind = _KINDS[params.one_of("kind", _KINDS, "")]
    milliseconds = params.integer("milliseconds", 0, MAX_SECONDS * 1000, 0)
    times = params.integer("times", 1, MAX_TIMES, 1)
    engine.faults.switch_on(Switch(kind, times, params.text("matching") or "*", milliseconds / 1000))


def _provider(engine: Engine) -> Endpoint:
    async def act(request: Request) -> Response:
        try:
            action = ACTIONS.get(request.path_params["action"])
            if action is None:
                raise invalid(f"No such action. There are: {', '.join(ACTIONS)}")
            params = Params(decode((await request.body()).decode()))
            return JSONResponse(await engine.run(action, params=params))
        except Refusal as refusal:
            return JSONResponse(refusal.body, refusal.status)

    return act
