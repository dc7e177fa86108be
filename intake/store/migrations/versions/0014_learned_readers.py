"""what operators said of readings, and the learned readers that were put to use

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "reading_corrections",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("aporte_id", _BIG, nullable=False),
        sa.Column("operator_id", _BIG, nullable=False),
        sa.Column("at", _WHEN, nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("act", sa.Text(), nullable=True),
        sa.Column("danger", sa.Text(), nullable=True),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["aporte_id"], ["aportes.id"], name=op.f("fk_reading_corrections_aporte_id")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_reading_corrections_operator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_corrections")),
    )
    op.create_index(op.f("ix_reading_corrections_aporte_id"), "reading_corrections", ["aporte_id"])
    op.create_table(
        "learned_readers",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("put_at", _WHEN, nullable=False),
        sa.Column("operator_id", _BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_learned_readers_operator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned_readers")),
    )


def downgrade() -> None:
    op.drop_table("learned_readers")
    op.drop_index(op.f("ix_reading_corrections_aporte_id"), "reading_corrections")
    op.drop_table("reading_corrections")
