"""Whether a call carries the arguments its handler declares: the framework itself checks nothing."""

import inspect
import typing
from collections.abc import Callable
from functools import lru_cache
from types import NoneType
from typing import Any

from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY

_EXACT = (str, int, bool, NoneType)
_PAIR = 2


@lru_cache(maxsize=1024)
def _declared(handler: Callable[..., Any]) -> tuple[dict[str, Any], frozenset[str]]:
    """Hints of all arguments, and the names of those that must be there."""
    hints = typing.get_type_hints(handler)
    parameters = list(inspect.signature(handler).parameters.values())[1:]
    required = frozenset(p.name for p in parameters if p.default is inspect.Parameter.empty)
    return {p.name: hints.get(p.name, Any) for p in parameters}, required


def arguments_fit(handler: Callable[..., Any], payload: object) -> bool:
    """Whether names and outer types are as declared; what stands inside a form is the handler's to parse."""
    if not isinstance(payload, dict):
        return False
    hints, required = _declared(handler)
    if not required <= payload.keys() <= hints.keys():
        return False
    return all(_fits(value, hints[name]) for name, value in payload.items())


def _fits(value: object, hint: Any) -> bool:
    if hint in _EXACT:
        return type(value) is hint
    origin = typing.get_origin(hint) or hint
    if origin in (dict, list):
        return isinstance(value, origin) and _is_sound_form(value)
    if typing.is_typeddict(origin):
        return isinstance(value, dict) and _is_sound_form(value)
    if parts := typing.get_args(hint):
        return any(_fits(value, part) for part in parts)
    return True


def _is_sound_form(value: object) -> bool:
    """A submitted form travels as a list of [name, value]; the framework makes a dict of it unasked."""
    if not isinstance(value, dict) or FORM_DATA_ENTRIES_KEY not in value:
        return True
    entries = value[FORM_DATA_ENTRIES_KEY]
    return isinstance(entries, list) and all(
        isinstance(entry, list) and len(entry) == _PAIR and isinstance(entry[0], str) for entry in entries
    )
