"""what each aporte means, beside the index: empty until `ayni reindexar`, and until then not missed

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was told before has no meaning yet: a search then goes by its words alone."""
    op.create_table(
        "meanings",
        sa.Column("ubigeo", sa.Text(), nullable=False),
        sa.Column(
            "aporte_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("ubigeo", "aporte_id", name=op.f("pk_meanings")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """It can be made again from the texts."""
    op.drop_table("meanings")
