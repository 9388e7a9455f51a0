"""The number of registered persons as dated rows

Revision: 0005, after 0004
"""

import sqlalchemy as sa

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KNOWN_SO_FAR = """
    INSERT INTO registration (premise_id, valid_from, persons)
    SELECT premise.id, COALESCE(MIN(account.opened_on), '2000-01-01'), premise.registered_persons
    FROM premise LEFT JOIN account ON account.premise_id = premise.id
    GROUP BY premise.id, premise.registered_persons
"""
NEWEST = """
    UPDATE premise SET registered_persons = COALESCE(
        (SELECT persons FROM registration WHERE premise_id = premise.id ORDER BY valid_from DESC LIMIT 1), 0
    )
"""


def upgrade() -> None:
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("premise_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["premise_id"],
            ["premise.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("premise_id", "valid_from", name="uq_registration"),
    )
    op.execute(KNOWN_SO_FAR)
    op.drop_column("premise", "registered_persons")


def downgrade() -> None:
    op.add_column(
        "premise", sa.Column("registered_persons", sa.Integer(), server_default="0", nullable=False)
    )
    op.execute(NEWEST)
    op.drop_table("registration")
