"""Interruptions can be withdrawn; only what was not withdrawn is unique

Revision: 0017, after 0016
"""

import sqlalchemy as sa

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLE = "interruption"
UNIQUE = "uq_interruption"
CHECK = "ck_interruption_withdrawn"
COLUMNS = ["street", "house", "district", "service", "started_at"]


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("withdrawn_reason", sa.String(length=200), server_default="", nullable=False)
        )
        batch_op.create_check_constraint(CHECK, "(withdrawn_at IS NULL) = (withdrawn_reason = '')")
        batch_op.drop_constraint(UNIQUE, type_="unique")
    is_live = sa.text("withdrawn_at IS NULL")
    op.create_index(UNIQUE, TABLE, COLUMNS, unique=True, sqlite_where=is_live, postgresql_where=is_live)


def downgrade() -> None:
    """What was withdrawn goes: without its mark it would be credited again."""
    op.execute("DELETE FROM interruption WHERE withdrawn_at IS NOT NULL")
    op.drop_index(UNIQUE, TABLE)
    with op.batch_alter_table(TABLE) as batch_op:
        batch_op.drop_constraint(CHECK, type_="check")
        batch_op.drop_column("withdrawn_reason")
        batch_op.drop_column("withdrawn_at")
        batch_op.create_unique_constraint(UNIQUE, COLUMNS)
