"""The operator's commands. `--help` tells units and formats; demo, billing and check show their progress."""

import typer

from avk_app.commands import (
    billing,
    checks,
    database,
    demo,
    imports,
    interruptions,
    office,
    payments,
    readings,
    receipts,
    serve,
    staff,
    start,
    statement,
)

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
app.command("migrate")(database.migrate)
app.command("prepare")(start.prepare)
app.command("serve")(serve.serve)
app.command("start")(start.start)
app.command("check")(checks.check)
app.add_typer(billing.app, name="billing", help=billing.__doc__)
app.add_typer(demo.app, name="demo", help=demo.__doc__)
app.add_typer(imports.app, name="import", help=imports.__doc__)
app.add_typer(interruptions.app, name="interruptions", help=interruptions.__doc__)
app.add_typer(payments.app, name="payments", help=payments.__doc__)
app.add_typer(office.app, name="office", help=office.__doc__)
app.add_typer(readings.app, name="readings", help=readings.__doc__)
app.add_typer(receipts.app, name="receipts", help=receipts.__doc__)
app.add_typer(staff.app, name="staff", help=staff.__doc__)
app.add_typer(statement.app, name="statement", help=statement.__doc__)


def main() -> None:
    """Run one command."""
    app()
