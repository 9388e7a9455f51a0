"""What of a network address is shown in the list of sessions."""

import ipaddress

_SHOWN_IPV4_PARTS = 2
_SHOWN_IPV6_PARTS = 3


def shorten_address(address: str) -> str:
    """«95.167.10.20» → «95.167.•.•»: enough to recognise one's provider, not enough to find a person.

    Text that is no address gives nothing.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if parsed.is_loopback:
        return str(parsed)
    if isinstance(parsed, ipaddress.IPv6Address):
        return ":".join(parsed.exploded.split(":")[:_SHOWN_IPV6_PARTS]) + ":…"
    return ".".join((*str(parsed).split(".")[:_SHOWN_IPV4_PARTS], "•", "•"))
