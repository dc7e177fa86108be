"""postings in one row a key; tellings

What was indexed is indexed again by `ayni reindexar`: it is made from the texts.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.drop_table("posting")
    op.drop_table("term")
    op.create_table(
        "term",
        sa.Column("key", _big(), autoincrement=False, nullable=False),
        sa.Column("df", _big(), nullable=False),
        sa.Column("postings", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_term")),
    )
    op.create_table(
        "tellings",
        sa.Column("aporte_id", _big(), autoincrement=False, nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("ubigeo", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("aporte_id", name=op.f("pk_tellings")),
    )


def downgrade() -> None:
    op.drop_table("tellings")
    op.drop_table("term")
    op.create_table(
        "term",
        sa.Column("id", _big(), autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("df", _big(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
        sa.UniqueConstraint("key", name=op.f("uq_term_key")),
    )
    op.create_table(
        "posting",
        sa.Column("term_id", _big(), autoincrement=False, nullable=False),
        sa.Column("aporte_id", _big(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("term_id", "aporte_id", name=op.f("pk_posting")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_posting_aporte_id"), "posting", ["aporte_id"], unique=False)
