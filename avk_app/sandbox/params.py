"""Parameters as the provider's clients send them: form-encoded, nested by brackets, all of them text."""

import re
from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl

from avk_app.sandbox.errors import Body, invalid

MAX_FIELDS = 500
MAX_DEPTH = 6
MAX_TEXT = 5_000
MAX_METADATA_KEYS, MAX_METADATA_NAME, MAX_METADATA_VALUE = 50, 40, 500
_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_INTEGER = re.compile(r"-?\d{1,15}")
_BOOLEANS = {"true": True, "false": False}


def decode(encoded: str) -> Body:
    """`a[0][b]=1` becomes {"a": {"0": {"b": "1"}}}; `a[]=1` appends."""
    try:
        pairs = parse_qsl(
            encoded, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict", encoding="utf-8"
        )
    except (ValueError, UnicodeError):
        raise invalid("The request's parameters could not be read.") from None
    decoded: Body = {}
    for name, value in pairs:
        _put(decoded, name, value)
    return decoded


def _put(decoded: Body, name: str, value: str) -> None:
    match = _NAME.fullmatch(name)
    path = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])] if match else []
    if not path or len(path) > MAX_DEPTH:
        raise invalid(f"Invalid parameter name: {name[:100]}")
    place = decoded
    for step in path[:-1]:
        place = place.setdefault(step, {})
        if not isinstance(place, dict):
            raise invalid(f"Invalid parameter: {name[:100]}", name[:100])
    place[path[-1] or str(len(place))] = value


class Params:
    """Typed reading of nested parameters; every refusal names the parameter in full."""

    def __init__(self, values: Body, prefix: str = "") -> None:
        self._values, self._prefix = values, prefix

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def path(self, name: str) -> str:
        return f"{self._prefix}[{name}]" if self._prefix else name

    def allow_only(self, *known: str) -> None:
        """Refuse what the provider, or this stand-in, does not know. Any answer can be expanded."""
        for name in self._values:
            path = self.path(name)
            if name not in known and path != "expand":
                raise invalid(f"Received unknown parameter: {path}", path, "parameter_unknown")

    def raw(self, name: str) -> Any:
        """Text, or a dict of what is nested under it."""
        return self._values.get(name)

    def text(self, name: str) -> str:
        """The text, "" when it is not given."""
        value = self._values.get(name, "")
        if not isinstance(value, str) or len(value) > MAX_TEXT or "\0" in value:
            raise invalid(f"Invalid string: {self.path(name)}", self.path(name))
        return value

    def required_text(self, name: str) -> str:
        if not (value := self.text(name)):
            raise self._missing(name)
        return value

    def one_of(self, name: str, options: Collection[str], default: str) -> str:
        value = self.text(name) or default
        if value not in options:
            listed = ", ".join(options)
            raise invalid(f"Invalid {self.path(name)}: must be one of {listed}", self.path(name))
        return value

    def flag(self, name: str) -> bool:
        value = self.text(name) or "false"
        if value not in _BOOLEANS:
            raise invalid(f"Invalid boolean: {value[:100]}", self.path(name))
        return _BOOLEANS[value]

    def find_integer(self, name: str) -> int | None:
        value = self.text(name)
        if value and not _INTEGER.fullmatch(value):
            raise invalid(f"Invalid integer: {value[:100]}", self.path(name), "parameter_invalid_integer")
        return int(value) if value else None

    def integer(self, name: str, least: int, most: int, default: int | None = None) -> int:
        value = self.find_integer(name)
        if value is None:
            value = default
        if value is None:
            raise self._missing(name)
        if value < least:
            message = f"This value must be greater than or equal to {least}."
            raise invalid(message, self.path(name), "parameter_invalid_integer")
        if value > most:
            message = f"This value must be less than or equal to {most}."
            raise invalid(message, self.path(name), "parameter_invalid_integer")
        return value

    def inner(self, name: str) -> "Params":
        """The parameters under this one; none when it is not given."""
        value = self._values.get(name, {})
        if not isinstance(value, dict):
            raise invalid(f"Invalid object: {self.path(name)}", self.path(name))
        return Params(value, self.path(name))

    def items(self, name: str) -> list["Params"]:
        inside = self.inner(name)
        return [inside.inner(index) for index in inside._values]

    def texts(self, name: str) -> list[str]:
        inside = self.inner(name)
        return [inside.text(index) for index in inside._values]

    def metadata(self) -> dict[str, str]:
        inside = self.inner("metadata")
        found = {key: inside.text(key) for key in inside._values if inside.text(key)}
        if len(found) > MAX_METADATA_KEYS:
            raise invalid("Metadata can have up to 50 keys.", inside._prefix)
        for key, value in found.items():
            if len(key) > MAX_METADATA_NAME or len(value) > MAX_METADATA_VALUE:
                raise invalid("Metadata keys are up to 40 and values up to 500 characters.", inside.path(key))
        return found

    def _missing(self, name: str) -> Exception:
        path = self.path(name)
        return invalid(f"Missing required param: {path}.", path, "parameter_missing")
