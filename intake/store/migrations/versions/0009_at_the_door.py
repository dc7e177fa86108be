"""at the door: where web visitors come from, closed chats, signs of life, sizes of files

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closed_chats",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_closed_chats")),
    )
    op.create_table(
        "pulses",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pulses")),
    )
    op.add_column("people", sa.Column("origin", sa.Text(), nullable=True))
    op.add_column(
        "people", sa.Column("unverified_since", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index("ix_people_origin", "people", ["channel", "origin", "created_at"])
    op.create_index("ix_people_arrival", "people", ["channel", "created_at"])
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("attachments", sa.Column("size", number, nullable=True))
    # What was kept before counts towards what may be kept. Both engines know it unread.
    op.execute("UPDATE attachments SET size = length(content) WHERE content IS NOT NULL")


def downgrade() -> None:
    op.drop_column("attachments", "size")
    op.drop_index("ix_people_arrival", "people")
    op.drop_index("ix_people_origin", "people")
    op.drop_column("people", "unverified_since")
    op.drop_column("people", "origin")
    op.drop_table("pulses")
    op.drop_table("closed_chats")
