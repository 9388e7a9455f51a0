"""Household facts that charging needs

Revision: 0003, after 0002
"""

import sqlalchemy as sa

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meter_refused_on", sa.Date(), nullable=True))

    with op.batch_alter_table("premise", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("has_hot_water", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("premise", schema=None) as batch_op:
        batch_op.drop_column("has_hot_water")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("meter_refused_on")
