"""Payments taken in an office

Revision: 0012, after 0011
"""

import sqlalchemy as sa

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "office_payment",
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("cashier_id", sa.Integer(), nullable=False),
        sa.Column("means", sa.String(length=24), nullable=False),
        sa.Column("office", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancelled_by", sa.Integer(), nullable=True),
        sa.Column("cancel_reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["cancelled_by"],
            ["app_user.id"],
        ),
        sa.ForeignKeyConstraint(
            ["cashier_id"],
            ["app_user.id"],
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"],
            ["payment.id"],
        ),
        sa.PrimaryKeyConstraint("payment_id"),
        sa.UniqueConstraint("key"),
    )
    with op.batch_alter_table("office_payment", schema=None) as batch_op:
        batch_op.create_index("ix_office_payment_cancelled", ["cancelled_on"], unique=False)
        batch_op.create_index("ix_office_payment_taken", ["taken_on"], unique=False)


def downgrade() -> None:
    op.drop_table("office_payment")
