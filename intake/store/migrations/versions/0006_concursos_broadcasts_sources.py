"""concursos, broadcasts, sources

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "concursos",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("year", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("challenge", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("applicants", sa.JSON(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("fund", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("share", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ceiling", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("months", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ubigeos", sa.JSON(), nullable=False),
        sa.Column("stages", sa.JSON(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("results_on", sa.Date(), nullable=True),
        sa.Column("bases_name", sa.Text(), nullable=True),
        sa.Column("bases", sa.LargeBinary(), nullable=True),
        sa.Column("bases_url", sa.Text(), nullable=False),
        sa.Column("acuerdo", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "borrador",
                "publicado",
                "resultados",
                "cancelado",
                name="concursostate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("results_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concursos")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_concursos_year_number")),
    )
    op.create_table(
        "applications",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column(
            "concurso_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "borrador",
                "enviada",
                "retirada",
                "ganadora",
                "no_elegida",
                name="applicationstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concurso_id"], ["concursos.id"], name=op.f("fk_applications_concurso_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_applications_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("code", name=op.f("uq_applications_code")),
        sa.UniqueConstraint(
            "concurso_id", "person_id", name=op.f("uq_applications_concurso_id_person_id")
        ),
    )
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_applications_person_id"), ["person_id"], unique=False)

    op.create_table(
        "broadcasts",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column(
            "concurso_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("test_code", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "borrador",
                "aprobada",
                "enviando",
                "pausada",
                "terminada",
                "cancelada",
                name="broadcaststate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("acuerdo", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "approved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("planned", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fed_to", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["operators.id"], name=op.f("fk_broadcasts_approved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["concurso_id"], ["concursos.id"], name=op.f("fk_broadcasts_concurso_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["operators.id"], name=op.f("fk_broadcasts_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
        sa.UniqueConstraint("test_code", name=op.f("uq_broadcasts_test_code")),
    )
    with op.batch_alter_table("broadcasts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_broadcasts_topic"), ["topic"], unique=False)

    op.create_table(
        "concurso_answers",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "concurso_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concurso_id"], ["concursos.id"], name=op.f("fk_concurso_answers_concurso_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concurso_answers")),
    )
    with op.batch_alter_table("concurso_answers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_concurso_answers_concurso_id"), ["concurso_id"], unique=False
        )

    op.create_table(
        "concurso_needs",
        sa.Column(
            "concurso_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "necesidad_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["concurso_id"], ["concursos.id"], name=op.f("fk_concurso_needs_concurso_id")
        ),
        sa.ForeignKeyConstraint(
            ["necesidad_id"], ["necesidades.id"], name=op.f("fk_concurso_needs_necesidad_id")
        ),
        sa.PrimaryKeyConstraint("concurso_id", "necesidad_id", name=op.f("pk_concurso_needs")),
    )
    with op.batch_alter_table("concurso_needs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_concurso_needs_necesidad_id"), ["necesidad_id"], unique=False
        )

    op.create_table(
        "concurso_questions",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "concurso_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "answered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["operators.id"], name=op.f("fk_concurso_questions_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["concurso_id"], ["concursos.id"], name=op.f("fk_concurso_questions_concurso_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_concurso_questions_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concurso_questions")),
    )
    with op.batch_alter_table("concurso_questions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_concurso_questions_concurso_id"), ["concurso_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_concurso_questions_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "sources",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "municipalidad",
                "escuela",
                "tambo",
                "salud",
                "radio",
                "feria",
                "vecino",
                "otro",
                name="sourcekind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ubigeo", sa.Text(), nullable=True),
        sa.Column(
            "concurso_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["concurso_id"], ["concursos.id"], name=op.f("fk_sources_concurso_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("code", name=op.f("uq_sources_code")),
    )
    op.create_table(
        "application_scores",
        sa.Column(
            "application_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column(
            "operator_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_scores_application_id"),
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_application_scores_operator_id")
        ),
        sa.PrimaryKeyConstraint(
            "application_id", "criterion", "operator_id", name=op.f("pk_application_scores")
        ),
    )
    _reference("attachments", "application_id", "applications")
    op.create_index(op.f("ix_attachments_application_id"), "attachments", ["application_id"])
    _reference("outbox", "broadcast_id", "broadcasts")
    op.create_index(
        "ix_outbox_broadcast",
        "outbox",
        ["broadcast_id", "person_id", "state"],
        sqlite_where=sa.text("broadcast_id IS NOT NULL"),
        postgresql_where=sa.text("broadcast_id IS NOT NULL"),
    )
    op.add_column("people", sa.Column("ubigeo", sa.Text(), nullable=True))
    op.create_index(op.f("ix_people_ubigeo"), "people", ["ubigeo"])
    op.execute(
        "UPDATE people SET ubigeo = (SELECT a.ubigeo FROM aportes a WHERE a.author_id = people.id"
        " AND a.ubigeo IS NOT NULL ORDER BY a.id DESC LIMIT 1)"
    )


def _reference(table: str, column: str, to: str) -> None:
    """A nullable foreign key, added in place: Alembic's batch would copy the table on SQLite."""
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} {kind}"
        f" CONSTRAINT fk_{table}_{column} REFERENCES {to} (id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_ubigeo"))
        batch_op.drop_column("ubigeo")

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_outbox_broadcast_id"), type_="foreignkey")
        batch_op.drop_index(
            "ix_outbox_broadcast",
            sqlite_where=sa.text("broadcast_id IS NOT NULL"),
            postgresql_where=sa.text("broadcast_id IS NOT NULL"),
        )
        batch_op.drop_column("broadcast_id")

    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_attachments_application_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_attachments_application_id"))
        batch_op.drop_column("application_id")

    op.drop_table("application_scores")
    op.drop_table("sources")
    with op.batch_alter_table("concurso_questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_concurso_questions_person_id"))
        batch_op.drop_index(batch_op.f("ix_concurso_questions_concurso_id"))

    op.drop_table("concurso_questions")
    with op.batch_alter_table("concurso_needs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_concurso_needs_necesidad_id"))

    op.drop_table("concurso_needs")
    with op.batch_alter_table("concurso_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_concurso_answers_concurso_id"))

    op.drop_table("concurso_answers")
    with op.batch_alter_table("broadcasts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_broadcasts_topic"))

    op.drop_table("broadcasts")
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_applications_person_id"))

    op.drop_table("applications")
    op.drop_table("concursos")
