"""who says that an aporte is reserved; what is there already is read for signs, and closed

Until here only two topics reserved an aporte, and what it said was quoted to whoever told something
alike. So the aportes that are there are read once by the rules of this version, and the quotes that
still wait, or can be scrolled back to, are taken out. This reads by the rules of the product, which
other migrations do not: nobody has to remember a command, and better rules find more.

Revision ID: 0007
Revises: 0006
"""

import re
from typing import Any

import sqlalchemy as sa
from alembic import op

from intake.reading.rules.reserve import signs

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_BATCH = 500
_QUOTED = re.compile(r"^(\d+\)) «.*$", re.MULTILINE)
_APORTES = sa.table(
    "aportes",
    *(sa.column(name) for name in ("id", "text", "place_text", "affected")),
    sa.column("restricted", sa.Boolean),
)
_FOLLOWERS = sa.table("followers", sa.column("aporte_id"), sa.column("words"))
_SAID = [
    sa.table(name, sa.column("id"), sa.column("payload", sa.JSON))
    for name in ("outbox", "web_messages")
]
_TALKS = sa.table("conversations", sa.column("person_id"), sa.column("state", sa.JSON))


def upgrade() -> None:
    with op.batch_alter_table("aportes", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "restricted_by",
                sa.Enum("automatica", "operador", name="tagsource", native_enum=False, length=32),
                server_default="automatica",
                nullable=False,
            )
        )
    connection = op.get_bind()
    _close_what_has_signs(connection)
    _take_out_quotes(connection)


def _close_what_has_signs(connection: sa.Connection) -> None:
    """Batch by batch, with the words of those who joined; nothing is opened."""
    last = 0
    while True:
        rows = connection.execute(
            sa.select(_APORTES).where(_APORTES.c.id > last).order_by(_APORTES.c.id).limit(_BATCH)
        ).all()
        if not rows:
            return
        last = rows[-1].id
        joined: dict[int, list[str]] = {}
        for aporte_id, words in connection.execute(
            sa.select(_FOLLOWERS).where(
                _FOLLOWERS.c.aporte_id.in_([row.id for row in rows]),
                _FOLLOWERS.c.words.is_not(None),
            )
        ):
            joined.setdefault(aporte_id, []).append(words)
        found = [
            row.id
            for row in rows
            if not row.restricted
            and signs((row.text, row.place_text, row.affected, *joined.get(row.id, ())))
        ]
        if found:
            connection.execute(
                sa.update(_APORTES).where(_APORTES.c.id.in_(found)).values(restricted=True)
            )


def _take_out_quotes(connection: sa.Connection) -> None:
    """Of what was said and waits, or is read again on the page; and of the drafts."""
    for table in _SAID:
        alike = sa.cast(table.c.payload, sa.Text).like("%algo parecido:%")
        for id_, payload in connection.execute(sa.select(table).where(alike)).all():
            said = _QUOTED.sub(r"\1 (lo contó otra persona)", payload.get("text", ""))
            connection.execute(
                sa.update(table).where(table.c.id == id_).values(payload={**payload, "text": said})
            )
    drafts = sa.cast(_TALKS.c.state, sa.Text).like('%"similar"%')
    for person_id, state in connection.execute(sa.select(_TALKS).where(drafts)).all():
        connection.execute(
            sa.update(_TALKS)
            .where(_TALKS.c.person_id == person_id)
            .values(state=_without_alike(state))
        )


def _without_alike(state: dict[str, Any]) -> dict[str, Any]:
    draft = state.get("draft")
    if not isinstance(draft, dict):
        return state
    return {**state, "draft": {name: draft[name] for name in draft if name != "similar"}}


def downgrade() -> None:
    with op.batch_alter_table("aportes", schema=None) as batch_op:
        batch_op.drop_column("restricted_by")
