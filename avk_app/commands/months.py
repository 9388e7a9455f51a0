"""Months as an operator types them."""

import re

from avk_app.commands.failures import fail
from avk_app.domain.period import Period

_PERIOD = re.compile(r"(\d{4})-(\d{2})")


def parse_month(text: str) -> Period:
    """«2026-10»; anything else ends the command."""
    match = _PERIOD.fullmatch(text)
    try:
        return Period.from_code(int("".join(match.groups()))) if match else fail(f"not a month: {text}")
    except ValueError:
        fail(f"not a month: {text}")
