"""Where a request comes from, through as many trusted proxies as the operator declared."""

from starlette.requests import HTTPConnection

from avk_app.config import get_settings


def client_address(connection: HTTPConnection) -> str:
    """The peer's address, or the one the trusted proxies vouch for."""
    hops = get_settings().trusted_proxy_hops
    told = ",".join(connection.headers.getlist("x-forwarded-for"))
    forwarded = [part.strip() for part in told.split(",")]
    if hops and len(forwarded) >= hops and forwarded[-hops]:
        return forwarded[-hops][:64]
    return connection.client.host if connection.client else "unknown"
