"""The demo's payment provider, served beside the portal and reached like any other: over HTTP."""

from functools import lru_cache

from starlette.applications import Starlette
from starlette.routing import Mount

from avk_app import routes
from avk_app.config import get_settings
from avk_app.sandbox import SandboxSettings, run_webhooks, sandbox_app


@lru_cache(maxsize=1)
def demo_provider() -> Starlette | None:
    """The stand-in of this process; None where a real provider takes the money."""
    settings = get_settings()
    if not settings.uses_sandbox:
        return None
    return sandbox_app(
        SandboxSettings(
            database=settings.data_dir / "sandbox.db",
            public_url=f"{settings.origin}{routes.SANDBOX}",
            secret_key=settings.payment_api_key,
            webhook_url=f"{settings.own_address}{routes.PAYMENT_MESSAGES}",
            webhook_secret=settings.payment_webhook_secrets[0],
        )
    )


def sandbox_mounts() -> list[Mount]:
    """Where the stand-in answers, if there is one."""
    provider = demo_provider()
    return [Mount(routes.SANDBOX, provider)] if provider else []


async def run_sandbox() -> None:
    """Deliver the stand-in's webhooks until the process stops."""
    provider = demo_provider()
    if provider:
        await run_webhooks(provider)
