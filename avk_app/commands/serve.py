"""Serving the portal: one process for pages, socket and routes."""

import errno
import os
import socket

import uvicorn

from avk_app.commands.failures import exit_on_failure, fail
from avk_app.config import Settings, get_settings
from avk_app.gateways.mail import transport_for
from avk_app.gateways.redis import is_redis_up
from avk_app.services.database import get_engine

MAX_SOCKET_MESSAGE_BYTES = 65_536
SHUTDOWN_SECONDS = 5
PORT_ADVICE = {
    errno.EADDRINUSE: "Stop what listens there, or choose another port: AVK_PORT=3001 make run",
    errno.EACCES: "Choose a port from 1024 on: AVK_PORT=3001 make run",
}
HOST_ADVICE = "Set AVK_HOST to an address of this machine: 127.0.0.1, or 0.0.0.0 for all of them"


def serve() -> None:
    """Serve the built portal on AVK_HOST and AVK_PORT until Ctrl-C."""
    with exit_on_failure():
        settings = get_settings()
        # Both are used in the background first, where a wrong setting is nobody's to see.
        transport_for(settings)
        get_engine()
    _refuse_unusable_address(settings)
    _refuse_missing_redis(settings)
    os.environ.update(_framework_environment(settings))
    uvicorn.run(
        "avk_app.avk_app:app",
        factory=True,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # AVK_TRUSTED_PROXY_HOPS decides whom to believe
        ws_max_size=MAX_SOCKET_MESSAGE_BYTES,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


def _refuse_unusable_address(settings: Settings) -> None:
    """Say so before anything is loaded, in words that help."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            advice = PORT_ADVICE.get(error.errno or 0, HOST_ADVICE)
            fail(f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}.\n{advice}")


def _refuse_missing_redis(settings: Settings) -> None:
    """Without it the framework would serve pages that answer nothing."""
    if settings.redis_url and not is_redis_up(settings.redis_url):
        fail("Redis does not answer at AVK_REDIS_URL (redis://:password@host:6379/0).")


def _framework_environment(settings: Settings) -> dict[str, str]:
    """Reflex reads its settings from REFLEX_* variables only, at import."""
    variables = {
        "REFLEX_ENV_MODE": "prod",
        "__REFLEX_SKIP_COMPILE": "true",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE": str(MAX_SOCKET_MESSAGE_BYTES),
        # A new version never reloads a page under somebody's hands: the banner offers it.
        "REFLEX_AUTO_RELOAD_COOLDOWN": "40000d",
        "REFLEX_CORS_ALLOWED_ORIGINS": ",".join(settings.allowed_origins),
        "AVK_SERVE_FRONTEND": "1",
    }
    shared = {"REFLEX_STATE_MANAGER_MODE": "redis", "REFLEX_REDIS_URL": settings.redis_url}
    return variables | (shared if settings.redis_url else {})
