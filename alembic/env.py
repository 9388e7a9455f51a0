"""Runs migrations on the database the settings name; SQLite alters tables by copying them."""

from typing import Any, Literal

from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

import avk_app.models  # noqa: F401  (fills the metadata)
from alembic import context
from avk_app.services.database import build_engine


def _render_item(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Migrations name plain column types: they must outlive the models' own decorators."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    plain = item.impl_instance
    if hasattr(plain, "timezone"):
        return f"sa.DateTime(timezone={plain.timezone})"
    return f"sa.String(length={plain.length})" if plain.length else "sa.Text()"


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=_render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


def _forget_foreign_keys(connection: Connection) -> None:
    """SQLite changes a table by dropping and copying it, which its foreign keys would forbid.

    The switch works outside a transaction only, so it goes to the driver directly.
    """
    if connection.dialect.name == "sqlite":
        connection.connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[attr-defined]


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration broke foreign keys: {broken[:5]}")


engine = build_engine(context.config.get_main_option("sqlalchemy.url") or "")
with engine.connect() as live:
    _forget_foreign_keys(live)
    _migrate(live)
    _check_foreign_keys(live)
    live.commit()
engine.dispose()
