"""Integer kopecks: the one place that rounds, parses and formats money."""

import re

from avk_app.errors import FieldProblem, InvalidInput

NARROW_SPACE = "\u202f"
MINUS = "\u2212"
_AMOUNT = re.compile(r"(\d{1,11})(?:[.,](\d{1,2}))?", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


def round_half_up(numerator: int, denominator: int) -> int:
    """`numerator / denominator` rounded half away from zero, exactly, in integers."""
    if numerator >= 0 < denominator:
        return (2 * numerator + denominator) // (2 * denominator)
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    quotient, rest = divmod(abs(numerator), abs(denominator))
    return sign * (quotient + (2 * rest >= abs(denominator)))


def group_thousands(number: int) -> str:
    """1234567 → «1 234 567» with narrow no-break spaces; the sign is a real minus."""
    grouped = f"{abs(number):,}".replace(",", NARROW_SPACE)
    return f"{MINUS}{grouped}" if number < 0 else grouped


def format_kopecks(amount_kopecks: int) -> str:
    """123450 → «1 234,50 ₽»."""
    return f"{format_kopecks_plain(amount_kopecks)}{NARROW_SPACE}₽"


def format_kopecks_plain(amount_kopecks: int) -> str:
    """123450 → «1 234,50», for columns whose head names the rouble."""
    sign = MINUS if amount_kopecks < 0 else ""
    roubles, kopecks = divmod(abs(amount_kopecks), 100)
    return f"{sign}{group_thousands(roubles)},{kopecks:02d}"


def parse_kopecks(text: str, field: str = "amount") -> int:
    """«1 234,5» → 123450. Comma or point, spaces allowed, at most two decimals.

    Raises InvalidInput with code `amount_format` for anything else.
    """
    match = _AMOUNT.fullmatch(_SPACES.sub("", text.replace("₽", "")))
    if match is None:
        raise InvalidInput((FieldProblem(field, "amount_format"),))
    roubles, kopecks = match.groups()
    return int(roubles) * 100 + int((kopecks or "0").ljust(2, "0"))
