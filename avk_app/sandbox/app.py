"""The stand-in as a web application, to be mounted in the portal or served alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette

from avk_app.sandbox.api import api_routes
from avk_app.sandbox.engine import Engine
from avk_app.sandbox.hosted import hosted_routes
from avk_app.sandbox.provider import Provider
from avk_app.sandbox.settings import SandboxSettings
from avk_app.sandbox.switches import switch_routes
from avk_app.sandbox.webhooks import deliver_webhooks


def sandbox_app(settings: SandboxSettings) -> Starlette:
    """API under `/v1`, hosted page under `/c/pay/…`.

    Served alone it delivers its webhooks itself. Mounted, whoever mounts it runs `run_webhooks` beside it.
    `app.state.faults` and `app.state.provider` are the switches and the provider's own actions for tests.
    """
    engine = Engine(settings)
    routes = [*api_routes(engine), *hosted_routes(engine)]
    if settings.has_fault_switches:
        routes += switch_routes(engine)
    app = Starlette(routes=routes, lifespan=_lifespan)
    app.state.engine, app.state.faults, app.state.provider = engine, engine.faults, Provider(engine)
    return app


async def run_webhooks(app: Starlette) -> None:
    """Deliver the webhooks of a mounted app until cancelled."""
    await deliver_webhooks(app.state.engine)


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    task = asyncio.create_task(run_webhooks(app))
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    app.state.engine.store.close()
