"""interruptions

Revision: 0008, after 0007
"""

import sqlalchemy as sa

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "interruption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district", sa.String(length=80), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("house", sa.String(length=16), nullable=False),
        sa.Column("service", sa.String(length=24), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ended_at > started_at", name="ck_interruption_order"),
        sa.CheckConstraint("(ended_at IS NULL) = (end_recorded_at IS NULL)", name="ck_interruption_end"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("street", "house", "district", "service", "started_at", name="uq_interruption"),
    )
    op.create_index("ix_interruption_recorded_at", "interruption", ["recorded_at"])
    op.create_index("ix_interruption_ended_at", "interruption", ["ended_at"])


def downgrade() -> None:
    op.drop_table("interruption")
