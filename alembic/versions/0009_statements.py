"""Lines of bank statements

Revision: 0009, after 0008
"""

import sqlalchemy as sa

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank_statement_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("operation_on", sa.Date(), nullable=False),
        sa.Column("document_number", sa.String(length=40), nullable=False),
        sa.Column("amount_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("payer_name", sa.String(length=160), nullable=False),
        sa.Column("payer_account", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=1000), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("doubt", sa.String(length=24), nullable=True),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_kopecks > 0", name="ck_statement_line_amount"),
        sa.CheckConstraint(
            "(payment_id IS NULL) = (status IN ('doubtful', 'not_ours'))", name="ck_statement_line_payment"
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"],
            ["payment.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("fingerprint"),
        sa.UniqueConstraint("payment_id"),
    )
    op.create_index("ix_statement_line_status", "bank_statement_line", ["status", "operation_on"])


def downgrade() -> None:
    op.drop_table("bank_statement_line")
