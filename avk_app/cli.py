"""The operator's commands. Each long one shows progress; `--help` tells units and formats."""

import typer

from avk_app.commands import database, serve

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
app.command("migrate")(database.migrate)
app.command("serve")(serve.serve)


def main() -> None:
    """Run one command."""
    app()
