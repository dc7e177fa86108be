"""The loader registers rows as people would, and triages as operators do."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from bench import load_eval
from bench.load_eval import Row, admit, load
from intake.errors import NotFoundError
from intake.kinds import Actor, AporteKind, AporteState
from intake.store.db import Database
from intake.store.models import (
    Aporte,
    AporteTag,
    Consent,
    Follower,
    JournalEntry,
    NecesidadMember,
    Operator,
    OutboxMessage,
)
from intake.store.models.posting import StoredTelling
from tests.conftest import NOW
from tests.factories import an_operator

ROWS: list[Row] = [
    {"text": "No tenemos agua potable en Taraco", "kind": "problema", "ubigeo": "210607"},
    {
        "text": "Que la posta tenga una obstetra",
        "kind": "idea",
        "ubigeo": None,
        "actor": "municipalidad",
    },
    {"text": "El agua potable llega turbia", "kind": "problema", "ubigeo": "210607"},
]


async def count(database: Database, table: type) -> int:
    async with database.reading() as session:
        return await session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


async def test_each_row_is_an_aporte_of_a_person_with_all_that_an_aporte_has(
    database: Database,
) -> None:
    told = await load(database, ROWS, now=NOW)

    async with database.reading() as session:
        aportes = list(await session.scalars(sa.select(Aporte).order_by(Aporte.id)))
    assert [each.code for each in aportes] == [each.code for each in told]
    assert [each.row for each in told] == ROWS
    assert (aportes[1].kind, aportes[1].actor, aportes[1].ubigeo) == (
        AporteKind.IDEA,
        Actor.MUNICIPALIDAD,
        None,
    )
    assert len({each.author_id for each in aportes}) == 3
    for table in (Consent, Follower, StoredTelling, NecesidadMember, JournalEntry):
        assert await count(database, table) == 3, table
    assert await count(database, AporteTag) >= 3


async def test_loading_again_brings_other_people(database: Database) -> None:
    await load(database, ROWS, now=NOW)
    await load(database, ROWS, now=NOW)

    async with database.reading() as session:
        authors = await session.scalar(sa.select(sa.func.count(Aporte.author_id.distinct())))
    assert authors == 6


async def test_the_oldest_are_admitted_by_the_act_that_tells_and_journals(
    database: Database,
) -> None:
    told = await load(database, ROWS, now=NOW)

    codes = await admit(database, 2, by="evaluacion", now=NOW)

    assert codes == [each.code for each in told[:2]]
    async with database.reading() as session:
        states = list(await session.scalars(sa.select(Aporte.state).order_by(Aporte.id)))
        verbs = await session.scalars(
            sa.select(JournalEntry.verb).where(JournalEntry.verb == "admitir")
        )
        assert len(list(verbs)) == 2
    assert states == [AporteState.PRIORIZACION, AporteState.PRIORIZACION, AporteState.RECIBIDO]
    assert await count(database, OutboxMessage) == 2
    assert await count(database, Operator) == 1


async def test_no_account_is_made_where_there_are_some(database: Database) -> None:
    async with database.transaction() as session:
        await an_operator(session, NOW, username="luis")
    await load(database, ROWS, now=NOW)

    assert len(await admit(database, 1, by="luis", now=NOW)) == 1
    with pytest.raises(NotFoundError, match="otra"):
        await admit(database, 1, by="otra", now=NOW)


def test_it_reads_files_and_leaves_out_what_is_no_aporte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.jsonl"
    greeting = {"text": "Buenas tardes", "kind": "otro", "ubigeo": None}
    path.write_text("\n".join(json.dumps(row) for row in [greeting, *ROWS]), encoding="utf-8")
    url = f"sqlite+aiosqlite:///{tmp_path / 'ayni.db'}"

    load_eval.main([str(path), "--database-url", url, "--rows", "2", "--admit", "1", "--json"])

    report = json.loads(capsys.readouterr().out)
    assert report == {"aportes": 2, "admitted": 1, "left_out": 1}
