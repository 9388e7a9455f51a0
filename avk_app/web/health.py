"""`/healthz`: whether this process serves, and what it cannot do without answers."""

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from avk_app import routes
from avk_app.config import get_settings
from avk_app.gateways.redis import is_redis_up
from avk_app.services.database import get_engine


def _is_database_up() -> bool:
    try:
        with get_engine().connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def _missing() -> str:
    """The first of them that does not answer."""
    redis_url = get_settings().redis_url
    if not _is_database_up():
        return "database"
    return "redis" if redis_url and not is_redis_up(redis_url) else ""


async def health(_request: Request) -> JSONResponse:
    missing = await run_in_threadpool(_missing)
    return JSONResponse({"status": missing or "ok"}, 503 if missing else 200)


ROUTES = [Route(routes.HEALTH, health, methods=["GET"])]
