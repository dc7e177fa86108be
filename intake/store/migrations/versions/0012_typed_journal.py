"""typed journal: subjects in columns, people's words apart, and no state that is only told there

Revision ID: 0012
Revises: 0011
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_CHUNK = 5_000
_Fields = dict[str, Any]
_Entry = sa.Row[*tuple[Any, ...]]
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WHEN = sa.DateTime(timezone=True)
_SUBJECTS = {
    "necesidad_id": "necesidades (necesidad_id)",
    "sesion_id": "sesiones (id)",
    "agenda_item_id": "agenda_items (id)",
    "acuerdo_id": "acuerdos (id)",
    "concurso_id": "concursos (id)",
    "application_id": "applications (id)",
    "broadcast_id": "broadcasts (id)",
    "source_id": "sources (id)",
    "account_id": "operators (id)",
}
_ANSWERS = ("responder", "derivar", "descartar")
_DECLINED = "acuerdo no-priorizar"
_TOLD = frozenset({"text", "place_text", "affected"})
_EVERY = "*"
_WORDS_OF_PEOPLE: dict[str, frozenset[str]] = {
    "contar": _TOLD,
    "corregir": _TOLD,
    "contestar": frozenset({"answer"}),
    "postular": frozenset({"answers"}),
    "cambiar": frozenset({_EVERY}),
}
_FACTS = ("reabrir", "agregar")
_APPLYING = ("postular", "cambiar", "retirar postulación", "concurso evaluar")
_JOURNAL = sa.table(
    "journal",
    *(sa.column(name, _BIG) for name in ("id", "operator_id", "person_id", "aporte_id")),
    sa.column("undone_by_id", _BIG),
    *(sa.column(name, _BIG) for name in _SUBJECTS),
    sa.column("at", _WHEN),
    sa.column("verb", sa.Text),
    sa.column("note", sa.Text),
    sa.column("before", sa.JSON),
    sa.column("after", sa.JSON),
)
_WORDS = sa.table(
    "journal_words",
    sa.column("entry_id", _BIG),
    sa.column("part", sa.Text),
    sa.column("field", sa.Text),
    sa.column("text", sa.Text),
)
_ADDED = sa.table(
    "added_facts",
    sa.column("aporte_id", _BIG),
    sa.column("person_id", _BIG),
    sa.column("text", sa.Text),
    sa.column("at", _WHEN),
)
_REFUSALS = sa.table(
    "necesidad_refusals", sa.column("necesidad_id", _BIG), sa.column("aporte_id", _BIG)
)


def upgrade() -> None:
    """Columns are added in place: a copy of the journal would have to be swapped under others."""
    for column, to in _SUBJECTS.items():
        _reference("journal", column, to)
    _make_tables()
    verb = sa.Enum(*_ANSWERS, name="verb", native_enum=False, length=32)
    op.add_column("agenda_items", sa.Column("declined_at", _WHEN, nullable=True))
    op.add_column("necesidades", sa.Column("verdict", sa.String(32), nullable=True))
    op.add_column("aportes", sa.Column("answered_with", verb, nullable=True))
    op.add_column("aportes", sa.Column("answered_at", _WHEN, nullable=True))
    # The default is for nobody: an opinion has always had its entry, which says of what it is.
    op.add_column("opinions", sa.Column("answer", verb, nullable=False, server_default=_ANSWERS[0]))
    _carry()
    # Without its default: a former bot that still runs must fail, and not write what nobody said.
    with op.batch_alter_table("opinions") as batch_op:
        batch_op.alter_column("answer", existing_type=verb, nullable=False, server_default=None)
    op.drop_column("reopenings", "facts")


def _make_tables() -> None:
    op.create_table(
        "journal_words",
        sa.Column("entry_id", _BIG, autoincrement=False, nullable=False),
        sa.Column(
            "part",
            sa.Enum("note", "before", "after", name="entrypart", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal.id"], name=op.f("fk_journal_words_entry_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "part", "field", name=op.f("pk_journal_words")),
    )
    op.create_table(
        "necesidad_refusals",
        sa.Column("necesidad_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("aporte_id", _BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["necesidad_id"],
            ["necesidades.necesidad_id"],
            name=op.f("fk_necesidad_refusals_necesidad_id"),
        ),
        sa.ForeignKeyConstraint(
            ["aporte_id"], ["aportes.id"], name=op.f("fk_necesidad_refusals_aporte_id")
        ),
        sa.PrimaryKeyConstraint("necesidad_id", "aporte_id", name=op.f("pk_necesidad_refusals")),
    )
    op.create_table(
        "added_facts",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("aporte_id", _BIG, nullable=False),
        sa.Column("person_id", _BIG, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", _WHEN, nullable=False),
        sa.ForeignKeyConstraint(
            ["aporte_id"], ["aportes.id"], name=op.f("fk_added_facts_aporte_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_added_facts_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_added_facts")),
    )
    op.create_index(op.f("ix_added_facts_aporte_id"), "added_facts", ["aporte_id"])


def _carry() -> None:
    """Read the journal once, in its order; what it says of how things stand is kept at the end."""
    known, standing = _Known(), _Standing()
    for entries in _chunks():
        subjects, changed, words, facts = [], [], [], []
        for entry in entries:
            found = known.subjects_of(entry)
            if found:
                subjects.append(dict.fromkeys(_SUBJECTS) | found | {"key": entry.id})
            standing.follow(entry, found, known)
            taken, left = _words_of(entry)
            if taken:
                words += taken
                changed.append(left | {"key": entry.id})
            if entry.verb in _FACTS and entry.note:
                facts.append(
                    {
                        "aporte_id": entry.aporte_id,
                        "person_id": entry.person_id,
                        "text": entry.note,
                        "at": entry.at,
                    }
                )
        _update(_JOURNAL, subjects)
        _update(_JOURNAL, changed)
        _insert(_WORDS, words)
        _insert(_ADDED, facts)
    standing.keep()


def _chunks() -> Iterator[list[_Entry]]:
    last = 0
    while True:
        query = sa.select(_JOURNAL).where(_JOURNAL.c.id > last).order_by(_JOURNAL.c.id)
        entries = list(op.get_bind().execute(query.limit(_CHUNK)).all())
        if not entries:
            return
        yield entries
        last = entries[-1].id


class _Known:
    """What the notes name, by what they call it: nothing that is not there becomes a subject."""

    def __init__(self) -> None:
        self.aportes = _index("aportes", "code")
        self.necesidades = _ids("necesidades", "necesidad_id")
        self.sesiones = _ids("sesiones")
        self.broadcasts = _ids("broadcasts")
        self.acuerdos = _index("acuerdos", "code")
        self.acuerdo_ids = set(self.acuerdos.values())
        self.applications = _index("applications", "code")
        self.sources = _index("sources", "code")
        self.accounts = _index("operators", "username")
        columns = ("id", "year", "number")
        self.concursos = {f"{row[1]}-{row[2]:02}": row[0] for row in _rows("concursos", *columns)}
        self.items: dict[tuple[int, str], int | None] = {}
        self.item_ids: set[int] = set()
        self.above = {
            "acuerdo_id": _above("acuerdos", "agenda_item_id", "concurso_id"),
            "application_id": _above("applications", "concurso_id"),
            "broadcast_id": _above("broadcasts", "concurso_id"),
            "source_id": _above("sources", "concurso_id"),
        }
        for id_, sesion, title in _rows("agenda_items", "id", "sesion_id", "title"):
            self.item_ids.add(id_)
            # None where two points of a session are called the same.
            self.items[sesion, title] = None if (sesion, title) in self.items else id_

    def subjects_of(self, entry: _Entry) -> dict[str, int]:
        """The columns that its note and what it changed give."""
        noun, _, _ = entry.verb.partition(" ")
        after, note = entry.after or {}, entry.note
        found: dict[str, int | None] = {}
        if noun in {"necesidad", "puntuar", "concurso"}:
            found["necesidad_id"] = _among(self.necesidades, after.get("necesidad"))
        if noun in {"necesidad", "acuerdo", "concurso"}:
            found["acuerdo_id"] = self._acuerdo(after.get("acuerdo"))
        if noun in {"sesion", "votacion"}:
            sesion = _among(self.sesiones, after.get("sesion"))
            found["sesion_id"] = sesion
            if sesion and (noun == "votacion" or entry.verb == "sesion anotar"):
                title = note if noun == "votacion" else note.partition(" ")[2]
                found["agenda_item_id"] = self.items.get((sesion, title))
        if entry.verb == _DECLINED:
            point = _in(note, r"punto (\d+)$") or 0
            found["agenda_item_id"] = _among(self.item_ids, int(point))
        found |= self._named(entry.verb, noun, note)
        for column, rows in self.above.items():
            if (id_ := found.get(column)) is not None:
                found = rows[id_] | found
        return {column: id_ for column, id_ in found.items() if id_ is not None}

    def _acuerdo(self, said: object) -> int | None:
        """Steps of a necesidad name it by its number, the others by its code."""
        return self.acuerdos.get(said) if isinstance(said, str) else _among(self.acuerdo_ids, said)

    def _named(self, verb: str, noun: str, note: str) -> dict[str, int | None]:
        """What only the words of the note name."""
        if verb in _APPLYING:
            return {"application_id": self.applications.get(_in(note, r"postulación (\w+)"))}
        if verb == "soltar":
            return {"account_id": self.accounts.get(_in(note, r"cuenta (.+) desactivada$"))}
        if verb == "fuente crear":
            return {"source_id": self.sources.get(note.partition(" ")[0].replace("-", ""))}
        match noun:
            case "concurso":
                code = _in(note, r"(?:concurso )?(\d{4}-\d{2,})")
                return {"concurso_id": self.concursos.get(code)}
            case "difusion":
                number = _in(note, r"difusión (\d+)$") or 0
                return {"broadcast_id": _among(self.broadcasts, int(number))}
            case "operador":
                return {"account_id": self.accounts.get(note)}
        return {}


class _Standing:
    """How things stand by the entries so far."""

    def __init__(self) -> None:
        self.declined: dict[int, datetime] = {}
        self.answered: dict[int, tuple[str, datetime]] = {}
        self.opinions: dict[tuple[int, int], str] = {}
        self.refused: set[tuple[int, int]] = set()

    def follow(self, entry: _Entry, subjects: dict[str, int], known: _Known) -> None:
        """Take one more entry into account."""
        verb, after = entry.verb, entry.after or {}
        if verb == _DECLINED and "agenda_item_id" in subjects:
            self.declined.setdefault(subjects["agenda_item_id"], entry.at)
        elif verb in _ANSWERS and entry.undone_by_id is None and entry.aporte_id is not None:
            self.answered[entry.aporte_id] = (verb, entry.at)
        elif verb == "opinar" and "respuesta" in after:
            self.opinions[entry.aporte_id, entry.person_id] = after["respuesta"]
        elif verb in {"necesidad quitar", "necesidad unir"} and "necesidad_id" in subjects:
            codes = [known.aportes[code] for code in after["aportes"] if code in known.aportes]
            pairs = {(subjects["necesidad_id"], aporte) for aporte in codes}
            self.refused = self.refused | pairs if verb.endswith("quitar") else self.refused - pairs

    def keep(self) -> None:
        """Write it where it belongs."""
        items = sa.table("agenda_items", sa.column("id"), sa.column("declined_at", _WHEN))
        _update(items, [{"key": id_, "declined_at": at} for id_, at in self.declined.items()])
        aportes = sa.table(
            "aportes", sa.column("id"), sa.column("answered_with"), sa.column("answered_at", _WHEN)
        )
        _update(
            aportes,
            [
                {"key": id_, "answered_with": verb, "answered_at": at}
                for id_, (verb, at) in self.answered.items()
            ],
        )
        _insert(
            _REFUSALS,
            [{"necesidad_id": one, "aporte_id": other} for one, other in sorted(self.refused)],
        )
        if self.opinions:
            op.get_bind().execute(
                sa.text(
                    "UPDATE opinions SET answer = :answer"
                    " WHERE aporte_id = :aporte AND person_id = :person"
                ),
                [
                    {"aporte": aporte, "person": person, "answer": answer}
                    for (aporte, person), answer in self.opinions.items()
                ],
            )
        op.execute(
            "UPDATE necesidades SET verdict = (SELECT m.verdict FROM necesidad_moves m"
            " WHERE m.necesidad_id = necesidades.necesidad_id AND m.verdict IS NOT NULL"
            " ORDER BY m.id DESC LIMIT 1)"
        )


def _words_of(entry: _Entry) -> tuple[list[_Fields], _Fields]:
    """The rows of what a person wrote, and what is left of the entry without them."""
    words: list[_Fields] = []
    if entry.verb in _FACTS:
        if entry.note:
            words.append({"entry_id": entry.id, "part": "note", "field": "", "text": entry.note})
        return words, {"note": "", "before": entry.before, "after": entry.after}
    wanted = _WORDS_OF_PEOPLE.get(entry.verb, frozenset())
    left = {"note": entry.note, "before": entry.before, "after": entry.after}
    for part in ("before", "after"):
        texts: dict[str, str] = {}
        side: _Fields = {}
        for name, value in (left[part] or {}).items():
            is_theirs = name in wanted or _EVERY in wanted
            side |= _without_texts({name: value}, "", texts) if is_theirs else {name: value}
        left[part] = side
        words += [
            {"entry_id": entry.id, "part": part, "field": field, "text": text}
            for field, text in texts.items()
        ]
    return words, left


def _without_texts(side: _Fields, above: str, texts: dict[str, str]) -> _Fields:
    kept: _Fields = {}
    for name, value in side.items():
        if isinstance(value, dict):
            kept[name] = _without_texts(value, f"{above}{name}/", texts)
        elif isinstance(value, str) and value:
            texts[above + name] = value
        else:
            kept[name] = value
    return kept


def _update(table: sa.TableClause, rows: list[_Fields]) -> None:
    """One statement for all of them; each row says its `key`, and all set the same columns."""
    if rows:
        values = {
            name: sa.bindparam(f"new_{name}", type_=table.c[name].type)
            for name in rows[0]
            if name != "key"
        }
        op.get_bind().execute(
            sa.update(table).where(table.c.id == sa.bindparam("key")).values(values),
            [
                {"key" if name == "key" else f"new_{name}": row[name] for name in row}
                for row in rows
            ],
        )


def _insert(table: sa.TableClause, rows: list[_Fields]) -> None:
    if rows:
        op.get_bind().execute(sa.insert(table), rows)


def _rows(table: str, *columns: str) -> Sequence[_Entry]:
    wanted: list[sa.ColumnClause[Any]] = [sa.column(name) for name in columns]
    return op.get_bind().execute(sa.select(*wanted).select_from(sa.table(table, *wanted))).all()


def _ids(table: str, column: str = "id") -> set[int]:
    return {row[0] for row in _rows(table, column)}


def _index(table: str, column: str) -> dict[str, int]:
    return {row[1]: row[0] for row in _rows(table, "id", column)}


def _above(table: str, *columns: str) -> dict[int, dict[str, int | None]]:
    """What each row of a table belongs to."""
    rows = _rows(table, "id", *columns)
    return {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows}


def _in(note: str, pattern: str) -> str:
    """What the group of a pattern finds where the note begins; empty where it does not."""
    found = re.match(pattern, note)
    return found[1] if found else ""


def _among(ids: set[int], said: object) -> int | None:
    return said if isinstance(said, int) and said in ids else None


def _reference(table: str, column: str, to: str) -> None:
    """A nullable foreign key, added in place: Alembic's batch would copy the table on SQLite."""
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} {kind}"
        f" CONSTRAINT fk_{table}_{column} REFERENCES {to}"
    )


def downgrade() -> None:
    """Words go back into their entries; what is a column only from here on is told there too."""
    op.add_column("reopenings", sa.Column("facts", sa.Text(), nullable=False, server_default=""))
    op.execute(
        "UPDATE reopenings SET facts = coalesce((SELECT f.text FROM added_facts f"
        " WHERE f.aporte_id = reopenings.aporte_id AND f.at = reopenings.at LIMIT 1), '')"
    )
    for entries in _chunks():
        _put_back(entries)
    for table in ("added_facts", "necesidad_refusals", "journal_words"):
        op.drop_table(table)
    for table, column in (
        ("opinions", "answer"),
        ("aportes", "answered_at"),
        ("aportes", "answered_with"),
        ("necesidades", "verdict"),
        ("agenda_items", "declined_at"),
    ):
        op.drop_column(table, column)
    # SQLite copies the table, and does not let go of one that its copy refers to.
    undone = _JOURNAL.c.undone_by_id
    pairs = op.get_bind().execute(sa.select(_JOURNAL.c.id, undone).where(undone.is_not(None))).all()
    op.execute(sa.update(_JOURNAL).where(undone.is_not(None)).values(undone_by_id=None))
    with op.batch_alter_table("journal") as batch_op:
        for column in _SUBJECTS:
            batch_op.drop_column(column)  # and its reference with it
    _update(_JOURNAL, [{"key": id_, "undone_by_id": by} for id_, by in pairs])


def _put_back(entries: list[_Entry]) -> None:
    """What people wrote, into the entries that it was taken from."""
    first, last = entries[0].id, entries[-1].id
    whole = {
        entry.id: {"note": entry.note, "before": entry.before, "after": entry.after}
        for entry in entries
    }
    changed = set()
    query = sa.select(_WORDS).where(_WORDS.c.entry_id.between(first, last))
    for entry_id, part, field, text in op.get_bind().execute(query):
        changed.add(entry_id)
        if part == "note":
            whole[entry_id]["note"] = text
            continue
        *above, name = field.split("/")
        inside = whole[entry_id][part]
        for step in above:
            inside = inside.setdefault(step, {})
        inside[name] = text
    _update(_JOURNAL, [whole[id_] | {"key": id_} for id_ in sorted(changed)])
