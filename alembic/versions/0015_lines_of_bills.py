"""A charge line belongs to a bill, and by it to an account: its own account column goes

It repeated the bill's and could disagree with it; its key was looked up and its index kept for each line.

Revision: 0015, after 0014
"""

import sqlalchemy as sa

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLE = "charge_line"
INDEX = "ix_charge_line_account"
REFUSAL = "posted rows are final: write a reversing entry"


def upgrade() -> None:
    op.drop_index(INDEX, TABLE)
    with op.batch_alter_table(TABLE) as batch_op:
        batch_op.drop_column("account_id")
    _make_final_on_sqlite()


def downgrade() -> None:
    op.add_column(TABLE, sa.Column("account_id", sa.Integer(), nullable=True))
    _let_change()
    op.execute("UPDATE charge_line SET account_id = (SELECT account_id FROM bill WHERE bill.id = bill_id)")
    with op.batch_alter_table(TABLE) as batch_op:
        batch_op.alter_column("account_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key("charge_line_account_id_fkey", "account", ["account_id"], ["id"])
    op.create_index(INDEX, TABLE, ["account_id"])
    _make_final_on_sqlite()
    if not _is_sqlite():
        op.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")


def _let_change() -> None:
    if not _is_sqlite():
        op.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        return
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER {TABLE}_no_{verb}")


def _make_final_on_sqlite() -> None:
    """Its triggers went with the table that was copied."""
    if _is_sqlite():
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
