"""SQLite refuses rows that would take the place of posted ones

`INSERT OR REPLACE` removes whatever has the new row's id or another of its unique keys, and SQLite fires
no trigger for rows that it removes so, unless the connection asks for it. PostgreSQL has no such statement:
its `ON CONFLICT DO UPDATE` is refused as an update. Whoever copies a table makes its triggers again.

Revision: 0016, after 0015
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEYS = {
    "ledger_entry": (
        ("id",),
        ("account_id", "sequence"),
        ("charge_line_id",),
        ("payment_id",),
        ("reverses_id",),
        ("refund_id",),
    ),
    "ledger_seal": (("id",), ("last_entry_id",)),
    "charge_line": (("id",),),
    "bill": (("id",), ("account_id", "period")),
}
REFUSAL = "posted rows are final: write a reversing entry"


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for table, keys in KEYS.items():
        taken = " OR ".join(_is_taken(table, key) for key in keys)
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {taken} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in KEYS:
            op.execute(f"DROP TRIGGER {table}_no_replace")


def _is_taken(table: str, key: tuple[str, ...]) -> str:
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    return f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 — names from above
