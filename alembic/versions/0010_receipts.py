"""Receipts

Revision: 0010, after 0009
"""

import sqlalchemy as sa

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("refund_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("amount_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("advance_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("fee_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("taxation", sa.String(length=24), nullable=False),
        sa.Column("vat_percent", sa.Integer(), nullable=False),
        sa.Column("vat_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("is_cash", sa.Boolean(), nullable=False),
        sa.Column("buyer_email", sa.String(length=254), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("is_fiscal", sa.Boolean(), nullable=False),
        sa.Column("register_number", sa.String(length=20), nullable=False),
        sa.Column("drive_number", sa.String(length=20), nullable=False),
        sa.Column("document_number", sa.String(length=20), nullable=False),
        sa.Column("fiscal_sign", sa.String(length=20), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=200), nullable=False),
        sa.CheckConstraint("advance_kopecks BETWEEN 0 AND amount_kopecks", name="ck_receipt_advance"),
        sa.CheckConstraint("amount_kopecks > 0", name="ck_receipt_amount"),
        sa.ForeignKeyConstraint(
            ["payment_id"],
            ["payment.id"],
        ),
        sa.ForeignKeyConstraint(
            ["refund_id"],
            ["refund.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("payment_id", "part", name="uq_receipt_payment"),
        sa.UniqueConstraint("refund_id"),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index("ix_receipt_due", ["next_attempt_at"], unique=False)


def downgrade() -> None:
    op.drop_table("receipt")
