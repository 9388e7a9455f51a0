"""`staff`: logins of the utility's own people."""

from typing import Annotated, Literal

import typer

from avk_app.commands.failures import exit_on_failure, fail
from avk_app.errors import InvalidInput
from avk_app.models.users import Role
from avk_app.services.database import transaction
from avk_app.services.staff_add import add_member
from avk_app.texts import staff as texts

StaffRole = Literal[Role.OPERATOR, Role.CASHIER, Role.ADMINISTRATOR]

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.callback()
def _group() -> None:
    """Logins of the utility's own people."""


@app.command("add")
def add(
    login: Annotated[str, typer.Argument(help="Latin letters, digits and . _ - @, 3 to 64 characters.")],
    role: Annotated[StaffRole, typer.Argument(help="What the member may do.")],
) -> None:
    """Add a member of staff; prints a password and a TOTP secret, which are shown this once only."""
    try:
        with exit_on_failure(), transaction() as session:
            member = add_member(session, login, role)
    except InvalidInput as refusal:
        fail(texts.REFUSALS[refusal.problems[0].code])
    typer.echo(texts.ADDED.format(**vars(member)))
