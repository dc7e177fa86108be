"""one name for a necesidad: what the Lab took up; what the machine grouped is a group

Revision ID: 0011
Revises: 0010
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """References follow their table, on each engine."""
    op.rename_table("necesidades", "need_groups")
    op.rename_table("fichas", "necesidades")


def downgrade() -> None:
    op.rename_table("necesidades", "fichas")
    op.rename_table("need_groups", "necesidades")
