"""`/healthz`: whether this process serves and its database answers."""

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from avk_app import routes
from avk_app.services.database import get_engine


def _is_database_up() -> bool:
    try:
        with get_engine().connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


async def health(_request: Request) -> JSONResponse:
    is_up = await run_in_threadpool(_is_database_up)
    return JSONResponse({"status": "ok" if is_up else "database"}, 200 if is_up else 503)


ROUTES = [Route(routes.HEALTH, health, methods=["GET"])]
