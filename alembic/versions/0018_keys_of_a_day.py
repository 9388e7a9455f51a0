"""The key of a payment in an office counts for one cashier and one day

Revision: 0018, after 0017
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLE = "office_payment"
FOR_EVER = "office_payment_key_key"
OF_A_DAY = "uq_office_payment_key"
CONVENTION = {"uq": "%(table_name)s_%(column_0_name)s_key"}
"""As PostgreSQL names a constraint that has no name; SQLite leaves it without."""


def upgrade() -> None:
    with op.batch_alter_table(TABLE, naming_convention=CONVENTION) as batch_op:
        batch_op.drop_constraint(FOR_EVER, type_="unique")
        batch_op.create_unique_constraint(OF_A_DAY, ["cashier_id", "taken_on", "key"])


def downgrade() -> None:
    op.execute(
        "UPDATE office_payment SET key = 'payment-' || payment_id "
        "WHERE EXISTS (SELECT 1 FROM office_payment AS earlier "
        "WHERE earlier.key = office_payment.key AND earlier.payment_id < office_payment.payment_id)"
    )
    with op.batch_alter_table(TABLE) as batch_op:
        batch_op.drop_constraint(OF_A_DAY, type_="unique")
        batch_op.create_unique_constraint(FOR_EVER, ["key"])
