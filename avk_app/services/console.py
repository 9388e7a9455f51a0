"""Commands on the server itself: whoever may run them may do there what staff may, without a session."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import ColumnElement, true

from avk_app.services.access import Actor


class Console:
    """Stands where an actor stands when a command acts. It is given by name: nobody becomes it by mistake."""


CONSOLE: Final = Console()


def console_or(may: Callable[[Actor], ColumnElement[bool]], actor: Actor | Console) -> ColumnElement[bool]:
    """The SQL condition for commands, and for the staff for whom `may` is it."""
    return true() if isinstance(actor, Console) else may(actor)


def session_of(actor: Actor | Console) -> Actor | None:
    """Who stands in the audit record: nobody for a command."""
    return None if isinstance(actor, Console) else actor
