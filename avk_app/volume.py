"""Integer litres: the one place that parses and formats volumes and dials.

A dial shows cubic metres in black digits (usually five) and litres in three red ones.
"""

import re

from avk_app.errors import FieldProblem, InvalidInput
from avk_app.money import MINUS, NARROW_SPACE, group_thousands, round_half_up

LITRES_PER_CUBIC_METRE = 1000
RED_DIGITS = 3
MAX_INPUT_LENGTH = 40
_READING = re.compile(r"(\d+)(?:[.,](\d*))?", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


def format_cubic_metres(volume_litres: int) -> str:
    """7412 → «7,412 м³»."""
    return f"{format_cubic_metres_plain(volume_litres)}{NARROW_SPACE}м³"


def format_cubic_metres_plain(volume_litres: int) -> str:
    """7412 → «7,412»."""
    sign = MINUS if volume_litres < 0 else ""
    metres, litres = divmod(abs(volume_litres), LITRES_PER_CUBIC_METRE)
    return f"{sign}{group_thousands(metres)},{litres:03d}"


def format_cubic_metres_short(volume_litres: int) -> str:
    """7412 → «7,4»: to a tenth, where there is no room for litres."""
    tenths = round_half_up(abs(volume_litres), LITRES_PER_CUBIC_METRE // 10)
    sign = MINUS if volume_litres < 0 and tenths else ""
    return f"{sign}{group_thousands(tenths // 10)},{tenths % 10}"


def format_about(volume_litres: int) -> str:
    """7049 → «7 м³», 3149 → «3,1 м³»: for «около …»."""
    return f"{format_cubic_metres_short(volume_litres).removesuffix(',0')}{NARROW_SPACE}м³"


def format_dial(value_litres: int, digits: int) -> str:
    """412385 on a five-digit dial → «00412,385»."""
    metres, litres = divmod(value_litres, LITRES_PER_CUBIC_METRE)
    return f"{metres:0{digits}d},{litres:0{RED_DIGITS}d}"


def dial_capacity_litres(digits: int) -> int:
    """How many litres a dial with so many black digits counts before it shows zeros again."""
    capacity: int = 10**digits
    return capacity * LITRES_PER_CUBIC_METRE


def parse_dial(text: str, digits: int, field: str) -> int:
    """What a person typed from a dial, in litres: comma or point, red digits optional.

    Raises InvalidInput: `reading_empty`, `reading_format`, `reading_too_many_digits` (value `digits`)
    or `reading_too_many_red`.
    """
    cleaned = _SPACES.sub("", text[: MAX_INPUT_LENGTH + 1])
    if not cleaned:
        raise _problem(field, "reading_empty")
    match = _READING.fullmatch(cleaned) if len(text) <= MAX_INPUT_LENGTH else None
    if match is None:
        raise _problem(field, "reading_format")
    metres, litres = match.group(1).lstrip("0"), match.group(2) or ""
    if len(metres) > digits:
        raise _problem(field, "reading_too_many_digits", ("digits", digits))
    if len(litres) > RED_DIGITS:
        raise _problem(field, "reading_too_many_red")
    return int(metres or "0") * LITRES_PER_CUBIC_METRE + int(litres.ljust(RED_DIGITS, "0"))


def _problem(field: str, code: str, *values: tuple[str, str | int]) -> InvalidInput:
    return InvalidInput((FieldProblem(field, code, values),))
