"""necesidades taken up by the Lab, sessions, criteria and scores, opinions

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seat_holders",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("is_alternate", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_holders")),
    )
    op.create_table(
        "criteria_sets",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "proposed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["operators.id"], name=op.f("fk_criteria_sets_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria_sets")),
    )
    op.create_table(
        "fichas",
        sa.Column(
            "necesidad_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "aportes",
                "informe_final",
                "recomendaciones",
                "seguimiento",
                "iniciativa",
                "prioridad",
                "solicitud",
                name="needorigin",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("diseno", "mejora", name="needrole", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("affected", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("causes", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("programmes", sa.Text(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "priorizacion",
                "desarrollo",
                "piloto",
                "evaluacion",
                name="stage",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("prioritised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "joined_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["operators.id"], name=op.f("fk_fichas_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["joined_into_id"], ["necesidades.id"], name=op.f("fk_fichas_joined_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["necesidad_id"], ["necesidades.id"], name=op.f("fk_fichas_necesidad_id")
        ),
        sa.PrimaryKeyConstraint("necesidad_id", name=op.f("pk_fichas")),
    )
    op.create_table(
        "scores",
        sa.Column(
            "necesidad_id",
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
        sa.Column("is_binding", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["necesidad_id"], ["necesidades.id"], name=op.f("fk_scores_necesidad_id")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_scores_operator_id")
        ),
        sa.PrimaryKeyConstraint("necesidad_id", "criterion", "operator_id", name=op.f("pk_scores")),
    )
    op.create_table(
        "sesiones",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("year", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ordinaria", "extraordinaria", name="sessionkind", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "convocada",
                "instalada",
                "cerrada",
                "sin_quorum",
                name="sessionstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("convened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "convened_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("papers_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "second_of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("quorum", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acta_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["convened_by_id"], ["operators.id"], name=op.f("fk_sesiones_convened_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["second_of_id"], ["sesiones.id"], name=op.f("fk_sesiones_second_of_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sesiones")),
        sa.UniqueConstraint("year", "kind", "number", name=op.f("uq_sesiones_year_kind_number")),
    )
    op.create_table(
        "agenda_items",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "sesion_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "station",
            sa.Enum(
                "acta_anterior",
                "despacho",
                "informes",
                "pedidos",
                "orden_del_dia",
                "acuerdos",
                name="station",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("minutes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "necesidad_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "criteria_set_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column(
            "casting",
            sa.Enum("favor", "contra", "abstencion", name="ballot", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("is_approved", sa.Boolean(), nullable=True),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["criteria_set_id"], ["criteria_sets.id"], name=op.f("fk_agenda_items_criteria_set_id")
        ),
        sa.ForeignKeyConstraint(
            ["necesidad_id"], ["necesidades.id"], name=op.f("fk_agenda_items_necesidad_id")
        ),
        sa.ForeignKeyConstraint(
            ["sesion_id"], ["sesiones.id"], name=op.f("fk_agenda_items_sesion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
        sa.UniqueConstraint(
            "sesion_id",
            "station",
            "position",
            name=op.f("uq_agenda_items_sesion_id_station_position"),
        ),
    )
    with op.batch_alter_table("agenda_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_items_sesion_id"), ["sesion_id"], unique=False)

    op.create_table(
        "attendances",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "sesion_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("seat", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_alternate", sa.Boolean(), nullable=False),
        sa.Column("roll", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["sesion_id"], ["sesiones.id"], name=op.f("fk_attendances_sesion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
        sa.UniqueConstraint("sesion_id", "seat", name=op.f("uq_attendances_sesion_id_seat")),
    )
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendances_sesion_id"), ["sesion_id"], unique=False)

    op.create_table(
        "opinions",
        sa.Column(
            "aporte_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("helped", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["aporte_id"], ["aportes.id"], name=op.f("fk_opinions_aporte_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_opinions_person_id")),
        sa.PrimaryKeyConstraint("aporte_id", "person_id", name=op.f("pk_opinions")),
    )
    op.create_table(
        "reopenings",
        sa.Column(
            "aporte_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["aporte_id"], ["aportes.id"], name=op.f("fk_reopenings_aporte_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reopenings_person_id")),
        sa.PrimaryKeyConstraint("aporte_id", name=op.f("pk_reopenings")),
    )
    op.create_table(
        "session_papers",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "sesion_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "added_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["operators.id"], name=op.f("fk_session_papers_added_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["sesion_id"], ["sesiones.id"], name=op.f("fk_session_papers_sesion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_papers")),
        sa.UniqueConstraint("sesion_id", "name", name=op.f("uq_session_papers_sesion_id_name")),
    )
    with op.batch_alter_table("session_papers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_session_papers_sesion_id"), ["sesion_id"], unique=False
        )

    op.create_table(
        "acuerdos",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column(
            "sesion_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "agenda_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "subject",
            sa.Enum(
                "priorizar",
                "criterios",
                "bases",
                "comunicaciones",
                "plan_trabajo",
                "otro",
                name="acuerdosubject",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"], ["agenda_items.id"], name=op.f("fk_acuerdos_agenda_item_id")
        ),
        sa.ForeignKeyConstraint(["sesion_id"], ["sesiones.id"], name=op.f("fk_acuerdos_sesion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acuerdos")),
        sa.UniqueConstraint("code", name=op.f("uq_acuerdos_code")),
    )
    with op.batch_alter_table("acuerdos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_acuerdos_sesion_id"), ["sesion_id"], unique=False)

    op.create_table(
        "votes",
        sa.Column(
            "agenda_item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column(
            "ballot",
            sa.Enum("favor", "contra", "abstencion", name="ballot", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"], ["agenda_items.id"], name=op.f("fk_votes_agenda_item_id")
        ),
        sa.PrimaryKeyConstraint("agenda_item_id", "seat", name=op.f("pk_votes")),
    )
    op.create_table(
        "acuerdo_updates",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "acuerdo_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["acuerdo_id"], ["acuerdos.id"], name=op.f("fk_acuerdo_updates_acuerdo_id")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_acuerdo_updates_operator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acuerdo_updates")),
    )
    with op.batch_alter_table("acuerdo_updates", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_acuerdo_updates_acuerdo_id"), ["acuerdo_id"], unique=False
        )

    op.create_table(
        "necesidad_moves",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "necesidad_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "priorizacion",
                "desarrollo",
                "piloto",
                "evaluacion",
                name="stage",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column(
            "acuerdo_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["acuerdo_id"], ["acuerdos.id"], name=op.f("fk_necesidad_moves_acuerdo_id")
        ),
        sa.ForeignKeyConstraint(
            ["necesidad_id"], ["necesidades.id"], name=op.f("fk_necesidad_moves_necesidad_id")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_necesidad_moves_operator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_necesidad_moves")),
    )
    with op.batch_alter_table("necesidad_moves", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_necesidad_moves_necesidad_id"), ["necesidad_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("necesidad_moves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_necesidad_moves_necesidad_id"))

    op.drop_table("necesidad_moves")
    with op.batch_alter_table("acuerdo_updates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acuerdo_updates_acuerdo_id"))

    op.drop_table("acuerdo_updates")
    op.drop_table("votes")
    with op.batch_alter_table("acuerdos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acuerdos_sesion_id"))

    op.drop_table("acuerdos")
    with op.batch_alter_table("session_papers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_papers_sesion_id"))

    op.drop_table("session_papers")
    op.drop_table("reopenings")
    op.drop_table("opinions")
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendances_sesion_id"))

    op.drop_table("attendances")
    with op.batch_alter_table("agenda_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_items_sesion_id"))

    op.drop_table("agenda_items")
    op.drop_table("sesiones")
    op.drop_table("scores")
    op.drop_table("fichas")
    op.drop_table("criteria_sets")
    op.drop_table("seat_holders")
