"""When a meter, its removal and the closing of an account became known

A month that was charged before must come out the same when it is computed again.

Revision: 0020, after 0019
"""

import sqlalchemy as sa

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("closing_known_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("meter", sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("meter", sa.Column("removal_known_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("meter", "removal_known_at")
    op.drop_column("meter", "entered_at")
    op.drop_column("account", "closing_known_at")
