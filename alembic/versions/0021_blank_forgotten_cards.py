"""Of a card that the provider has forgotten we keep neither its names there nor its label

Newer rows are blanked when the provider confirms. Nothing brings the values back on the way down.

Revision: 0021, after 0020
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE autopay SET customer_id = '', method_id = '', card_brand = '', card_last4 = '' "
        "WHERE forgotten_at IS NOT NULL"
    )


def downgrade() -> None:
    """Older code never looks at a card that was forgotten."""
