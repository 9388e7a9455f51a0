"""Staff decide about unusual readings: when, what they ask, and what a replaced reading was until then

Revision: 0019, after 0018
"""

import sqlalchemy as sa

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reading", sa.Column("stood_as", sa.String(length=24), nullable=True))
    op.add_column("reading", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("reading", sa.Column("question", sa.String(length=200), nullable=True))
    op.execute(
        "UPDATE reading SET stood_as = "
        "CASE WHEN flags IN ('', 'late') THEN 'accepted' ELSE 'under_review' END WHERE status = 'replaced'"
    )
    decided = sa.text("decided_at IS NOT NULL")
    op.create_index(
        "ix_reading_decided",
        "reading",
        ["decided_at", "period"],
        sqlite_where=decided,
        postgresql_where=decided,
    )


def downgrade() -> None:
    op.drop_index("ix_reading_decided", "reading")
    for column in ("question", "decided_at", "stood_as"):
        op.drop_column("reading", column)
