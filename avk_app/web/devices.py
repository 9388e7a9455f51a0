"""What a person calls the device they signed in from: «Chrome, Android»."""

from ua_parser import parse

from avk_app.texts.shell import UNKNOWN_DEVICE


def describe_device(user_agent: str) -> str:
    """Browser and system out of the User-Agent header, for the list of sessions."""
    result = parse(user_agent[:500])
    parts = [part.family for part in (result.user_agent, result.os) if part is not None]
    return ", ".join(parts)[:120] or UNKNOWN_DEVICE
