"""Commands on the server itself: whoever may run them may do there what staff may, without a session."""

from typing import Final

from sqlalchemy import ColumnElement, true

from avk_app.services.access import Actor, may_handle_money, may_record_interruptions, may_review_readings


class Console:
    """Stands where an actor stands when a command acts. It is given by name: nobody becomes it by mistake."""


CONSOLE: Final = Console()


def console_or_money_staff(actor: Actor | Console) -> ColumnElement[bool]:
    """The SQL condition for commands and for staff who handle money."""
    return true() if isinstance(actor, Console) else may_handle_money(actor)


def console_or_reading_staff(actor: Actor | Console) -> ColumnElement[bool]:
    """The SQL condition for commands and for staff who decide about readings."""
    return true() if isinstance(actor, Console) else may_review_readings(actor)


def console_or_works_staff(actor: Actor | Console) -> ColumnElement[bool]:
    """The SQL condition for commands and for staff who write interruptions down."""
    return true() if isinstance(actor, Console) else may_record_interruptions(actor)


def session_of(actor: Actor | Console) -> Actor | None:
    """Who stands in the audit record: nobody for a command."""
    return None if isinstance(actor, Console) else actor
