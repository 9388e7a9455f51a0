"""reading received

Revision: 0011, after 0010
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A billing run asks once what came since the run before, whatever month it is for."""
    op.create_index("ix_reading_received", "reading", ["received_at", "period"])


def downgrade() -> None:
    op.drop_index("ix_reading_received", "reading")
