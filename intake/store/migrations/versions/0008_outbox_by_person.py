"""the outbox by person

What somebody had in front of them when they wrote is read from the outbox (ADR 0018).

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_outbox_person", "outbox", ["person_id", "id"])
