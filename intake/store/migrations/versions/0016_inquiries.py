"""what people ask of the team, answers that the team adds, and who speaks which tongue

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "inquiries",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("person_id", _BIG, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("pregunta", "persona", name="inquirykind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("tongue", sa.Text(), nullable=False),
        sa.Column("asked_at", _WHEN, nullable=False),
        sa.Column("heard_at", _WHEN, nullable=False),
        sa.Column("assigned_to_id", _BIG, nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", _WHEN, nullable=True),
        sa.Column("closed_at", _WHEN, nullable=True),
        sa.Column("closed_by_id", _BIG, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_inquiries_person_id"),
        sa.ForeignKeyConstraint(
            ["assigned_to_id"], ["operators.id"], name="fk_inquiries_assigned_to_id"
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["operators.id"], name="fk_inquiries_closed_by_id"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiries")),
    )
    op.create_index("ix_inquiries_person_id", "inquiries", ["person_id"])
    op.create_index("ix_inquiries_assigned_to_id", "inquiries", ["assigned_to_id"])
    op.create_index("ix_inquiries_open", "inquiries", ["closed_at", "id"])
    op.create_table(
        "guide_entries",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("phrasings", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("updated_at", _WHEN, nullable=False),
        sa.Column("operator_id", _BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name="fk_guide_entries_operator_id"
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_guide_entries")),
    )
    op.add_column("operators", sa.Column("tongues", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("aportes", sa.Column("tongue", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("attachments") as table:
        table.add_column(sa.Column("inquiry_id", _BIG, nullable=True))
        table.create_foreign_key(
            op.f("fk_attachments_inquiry_id"), "inquiries", ["inquiry_id"], ["id"]
        )
        table.create_index(op.f("ix_attachments_inquiry_id"), ["inquiry_id"])


def downgrade() -> None:
    with op.batch_alter_table("attachments") as table:
        table.drop_index(op.f("ix_attachments_inquiry_id"))
        table.drop_constraint(op.f("fk_attachments_inquiry_id"), type_="foreignkey")
        table.drop_column("inquiry_id")
    with op.batch_alter_table("aportes") as table:
        table.drop_column("tongue")
    with op.batch_alter_table("operators") as table:
        table.drop_column("tongues")
    op.drop_table("guide_entries")
    op.drop_table("inquiries")
