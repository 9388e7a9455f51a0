"""A receipt of a return may be of the fee alone

Revision: 0013, after 0012
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

OLD, NEW = (
    "amount_kopecks > 0",
    "amount_kopecks >= 0 AND fee_kopecks >= 0 AND amount_kopecks + fee_kopecks > 0",
)


def upgrade() -> None:
    _set_amount_check(NEW)


def downgrade() -> None:
    op.execute("DELETE FROM receipt WHERE amount_kopecks = 0")
    _set_amount_check(OLD)


def _set_amount_check(condition: str) -> None:
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_constraint("ck_receipt_amount", type_="check")
        batch_op.create_check_constraint("ck_receipt_amount", condition)
