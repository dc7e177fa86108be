"""true record: verdicts, sealed folders, what an acuerdo approved, moved sessions, promised dates

Revision ID: 0010
Revises: 0009
"""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_VERDICTS = {"necesidad priorizar": "priorizada", "necesidad no priorizar": "no_priorizada"}


def upgrade() -> None:
    _text("sesiones", "change_reason")
    op.add_column("sesiones", sa.Column("moved_from", sa.DateTime(timezone=True), nullable=True))
    _text("agenda_items", "untreated")
    _reference("agenda_items", "concurso_id", "concursos")
    _text("votes", "reason")
    _text("acuerdos", "reason")
    _reference("acuerdos", "concurso_id", "concursos")
    op.add_column("acuerdos", sa.Column("digest", sa.Text(), nullable=True))
    op.add_column("followers", sa.Column("answer_by", sa.Date(), nullable=True))
    op.add_column(
        "necesidad_moves",
        sa.Column("verdict", _enum("verdict", *_VERDICTS.values()), nullable=True),
    )
    op.add_column("concursos", sa.Column("bases_digest", sa.Text(), nullable=True))
    op.add_column("concursos", sa.Column("evaluation_acuerdo", sa.Text(), nullable=True))
    _version_papers()
    _carry_verdicts()
    _digest("concursos", "bases", "bases_digest")


def _version_papers() -> None:
    """What is in the folders is the first version; what counted as the acta until now stays one."""
    kind = _enum("paperkind", "documento", "convocatoria", "borrador_acta", "acta")
    op.add_column("session_papers", sa.Column("digest", sa.Text(), nullable=True))
    with op.batch_alter_table("session_papers") as batch_op:
        batch_op.add_column(
            sa.Column(
                "version",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                nullable=False,
                server_default="1",
            )
        )
        batch_op.add_column(sa.Column("kind", kind, nullable=False, server_default="documento"))
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
        batch_op.drop_constraint(batch_op.f("uq_session_papers_sesion_id_name"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_session_papers_sesion_id_name_version"), ["sesion_id", "name", "version"]
        )
    _digest("session_papers", "content", "digest")
    op.execute(
        "UPDATE session_papers SET kind = 'acta' WHERE lower(name) LIKE 'acta%' AND EXISTS"
        " (SELECT 1 FROM sesiones s WHERE s.id = session_papers.sesion_id"
        " AND s.closed_at IS NOT NULL AND s.closed_at <= session_papers.added_at)"
    )
    op.execute(
        "UPDATE session_papers SET kind = 'convocatoria' WHERE lower(name) LIKE 'convocatoria%'"
    )
    with op.batch_alter_table("session_papers") as batch_op:
        batch_op.alter_column("digest", existing_type=sa.Text(), nullable=False)


def _carry_verdicts() -> None:
    """The journal says which steps were decisions; until now the steps did not."""
    journal = sa.table("journal", sa.column("verb", sa.Text), sa.column("after", sa.JSON))
    moves = sa.table("necesidad_moves", sa.column("id"), sa.column("verdict", sa.Text))
    found = op.get_bind().execute(
        sa.select(journal.c.verb, journal.c.after).where(journal.c.verb.in_(list(_VERDICTS)))
    )
    for verb, after in found.all():
        step = (after or {}).get("paso")
        if step is not None:
            op.get_bind().execute(
                sa.update(moves).where(moves.c.id == step).values(verdict=_VERDICTS[verb])
            )


def _digest(name: str, content: str, digest: str) -> None:
    """SHA-256 of the files of a table, one at a time: they may be large."""
    files = sa.table(
        name, sa.column("id"), sa.column(content, sa.LargeBinary), sa.column(digest, sa.Text)
    )
    connection = op.get_bind()
    ids = connection.scalars(sa.select(files.c.id).where(files.c[content].is_not(None))).all()
    for id_ in ids:
        whole = connection.execute(
            sa.select(files.c[content]).where(files.c.id == id_)
        ).scalar_one()
        connection.execute(
            sa.update(files)
            .where(files.c.id == id_)
            .values({digest: hashlib.sha256(whole).hexdigest()})
        )


def _text(table: str, column: str) -> None:
    op.add_column(table, sa.Column(column, sa.Text(), nullable=False, server_default=""))


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=32)


def _reference(table: str, column: str, to: str) -> None:
    """A nullable foreign key, added in place: Alembic's batch would copy the table on SQLite."""
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} {kind}"
        f" CONSTRAINT fk_{table}_{column} REFERENCES {to} (id)"
    )


def downgrade() -> None:
    """Only the newest version of each paper has a place in the former tables."""
    op.execute(
        "DELETE FROM session_papers WHERE EXISTS (SELECT 1 FROM session_papers newer"
        " WHERE newer.sesion_id = session_papers.sesion_id AND newer.name = session_papers.name"
        " AND newer.version > session_papers.version)"
    )
    with op.batch_alter_table("session_papers") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("uq_session_papers_sesion_id_name_version"), type_="unique"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_session_papers_sesion_id_name"), ["sesion_id", "name"]
        )
        for column in ("reason", "digest", "kind", "version"):
            batch_op.drop_column(column)
    for table in ("acuerdos", "agenda_items"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"fk_{table}_concurso_id"), type_="foreignkey")
            batch_op.drop_column("concurso_id")
    for table, column in (
        ("concursos", "evaluation_acuerdo"),
        ("concursos", "bases_digest"),
        ("necesidad_moves", "verdict"),
        ("followers", "answer_by"),
        ("acuerdos", "digest"),
        ("acuerdos", "reason"),
        ("votes", "reason"),
        ("agenda_items", "untreated"),
        ("sesiones", "moved_from"),
        ("sesiones", "change_reason"),
    ):
        op.drop_column(table, column)
