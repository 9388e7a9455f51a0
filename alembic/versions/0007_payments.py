"""Checkouts, the provider's messages, fees and refunds

Revision: 0007, after 0006
"""

import sqlalchemy as sa

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payment_fee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("basis_points", sa.Integer(), nullable=False),
        sa.Column("minimum_kopecks", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("act", sa.String(length=200), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel", "valid_from", name="uq_payment_fee"),
    )
    op.create_table(
        "provider_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("processed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("event_id"),
    )
    with op.batch_alter_table("provider_event", schema=None) as batch_op:
        batch_op.create_index("ix_provider_event_waiting", ["processed_at", "received_at"], unique=False)

    op.create_table(
        "checkout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("amount_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("fee_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("named_period", sa.Integer(), nullable=True),
        sa.Column("autopay_period", sa.Integer(), nullable=True),
        sa.Column("provider_session_id", sa.String(length=255), nullable=True),
        sa.Column("provider_url", sa.String(length=2000), nullable=False),
        sa.Column("payment_intent_id", sa.String(length=255), nullable=True),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_kopecks > 0", name="ck_checkout_amount"),
        sa.CheckConstraint("fee_kopecks >= 0", name="ck_checkout_fee"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"],
            ["payment.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    with op.batch_alter_table("checkout", schema=None) as batch_op:
        batch_op.create_index("ix_checkout_account", ["account_id", "created_at"], unique=False)
        batch_op.create_index("ix_checkout_status", ["status", "created_at"], unique=False)
        batch_op.create_index("uq_checkout_autopay", ["account_id", "autopay_period"], unique=True)
        batch_op.create_index("uq_checkout_intent", ["payment_intent_id"], unique=True)
        batch_op.create_index("uq_checkout_payment", ["payment_id"], unique=True)
        batch_op.create_index("uq_checkout_session", ["provider_session_id"], unique=True)

    op.create_table(
        "refund",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("amount_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("fee_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("provider_id", sa.String(length=255), nullable=True),
        sa.Column("requested_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_kopecks >= 0 AND fee_kopecks >= 0", name="ck_refund_amount"),
        sa.ForeignKeyConstraint(
            ["payment_id"],
            ["payment.id"],
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"],
            ["app_user.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refund_payment_id"), ["payment_id"], unique=False)
        batch_op.create_index("uq_refund_provider", ["provider_id"], unique=True)

    op.create_table(
        "payment_difference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("checkout_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.String(length=500), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Integer(), nullable=True),
        sa.Column("resolution", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkout_id"],
            ["checkout.id"],
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by"],
            ["app_user.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("payment_difference", schema=None) as batch_op:
        batch_op.create_index("uq_payment_difference", ["code", "subject"], unique=True)

    # Not by copying the table: that would lose the triggers that make its rows final.
    op.execute("ALTER TABLE ledger_entry ADD COLUMN refund_id INTEGER REFERENCES refund (id)")
    op.create_index("uq_entry_refund", "ledger_entry", ["refund_id"], unique=True)
    op.add_column("payment", sa.Column("fee_kopecks", sa.BigInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("payment", "fee_kopecks")
    op.drop_index("uq_entry_refund", "ledger_entry")
    op.drop_column("ledger_entry", "refund_id")
    op.drop_table("payment_difference")
    op.drop_table("refund")
    op.drop_table("checkout")
    op.drop_table("provider_event")
    op.drop_table("payment_fee")
