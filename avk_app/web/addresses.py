"""Where a request comes from, through as many trusted proxies as the operator declared."""

from ipaddress import IPv6Address, ip_address, ip_network

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


def network_of(address: str) -> str:
    """What limits count as one: an IPv4 address, or the /64 that one IPv6 customer is given."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
