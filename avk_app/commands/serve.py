"""Serving the portal: one process for pages, socket and routes."""

import os

import uvicorn

from avk_app.config import Settings, get_settings

MAX_SOCKET_MESSAGE_BYTES = 65_536
SHUTDOWN_SECONDS = 5


def serve() -> None:
    """Serve the built portal on AVK_HOST and AVK_PORT until Ctrl-C."""
    settings = get_settings()
    os.environ.update(_framework_environment(settings))
    uvicorn.run(
        "avk_app.avk_app:app",
        factory=True,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


def _framework_environment(settings: Settings) -> dict[str, str]:
    """Reflex reads its settings from REFLEX_* variables only, at import."""
    variables = {
        "REFLEX_ENV_MODE": "prod",
        "__REFLEX_SKIP_COMPILE": "true",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE": str(MAX_SOCKET_MESSAGE_BYTES),
        "REFLEX_CORS_ALLOWED_ORIGINS": settings.origin,
        "REFLEX_TRUSTED_PROXY_HOPS": str(settings.trusted_proxy_hops),
        "AVK_SERVE_FRONTEND": "1",
    }
    return variables | ({"REFLEX_REDIS_URL": settings.redis_url} if settings.redis_url else {})
