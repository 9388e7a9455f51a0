"""Reading the readings form as a hostile client may send it: bounded in number, size and type."""

import json

from avk_app.domain.period import Period
from avk_app.services.readings_check import MAX_KEY_LENGTH, ReadingsCommand, TypedReading, field_name
from avk_app.state.forms import text_in
from avk_app.volume import MAX_INPUT_LENGTH

_FIELD = field_name(0).removesuffix("0")
_MAX_FIELDS = 100
_MAX_ID_DIGITS = 9
_MAX_FILLS_LENGTH = 2_000
_NO_PERIOD = Period(1, 1)


def is_id(value: object) -> bool:
    """Whether this can be the id of a row."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**_MAX_ID_DIGITS


def find_period(code: object) -> Period | None:
    """The period of a code such as 202611, None for anything else."""
    text = str(code) if is_id(code) else code
    if not isinstance(text, str) or not text.isascii() or not text.isdigit() or len(text) > _MAX_ID_DIGITS:
        return None
    try:
        return Period.from_code(int(text))
    except ValueError:
        return None


def typed_in(form: object) -> dict[int, str]:
    """The values of the meter fields by meter id; texts are cut one past the longest allowed."""
    names = list(form)[:_MAX_FIELDS] if isinstance(form, dict) else []
    ids = {name: _id_in(name) for name in names}
    return {meter_id: text_in(form, name, MAX_INPUT_LENGTH) for name, meter_id in ids.items() if meter_id}


def _id_in(name: object) -> int:
    digits = name.removeprefix(_FIELD) if isinstance(name, str) and name.startswith(_FIELD) else ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _MAX_ID_DIGITS else 0


def parse_fills(fills: object) -> dict[int, str]:
    """The values that a suggestion put into the fields, as the page wrote them."""
    if not isinstance(fills, str) or len(fills) > _MAX_FILLS_LENGTH:
        return {}
    try:
        return typed_in(json.loads(fills))
    except (ValueError, RecursionError):
        return {}


def command_of(form: object) -> ReadingsCommand:
    """The whole form. It insists on unusual values when it was asked about exactly this content."""
    key = text_in(form, "request_key", MAX_KEY_LENGTH)
    return ReadingsCommand(
        request_key=key,
        period=find_period(text_in(form, "period")) or _NO_PERIOD,
        readings=as_typed(typed_in(form)),
        is_confirmed=key != "" and key == text_in(form, "asked", MAX_KEY_LENGTH),
    )


def check_command(period_code: str, typed: dict[int, str]) -> ReadingsCommand:
    """A command that is only looked at."""
    return ReadingsCommand("", find_period(period_code) or _NO_PERIOD, as_typed(typed))


def as_typed(typed: dict[int, str]) -> tuple[TypedReading, ...]:
    """Typed values for a command."""
    return tuple(TypedReading(meter_id, text) for meter_id, text in typed.items())
