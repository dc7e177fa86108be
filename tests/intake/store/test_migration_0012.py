"""A story that the former version wrote goes on after the journal is typed, on each engine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import selectinload

from intake.errors import RefusedError
from intake.ids import Code
from intake.kinds import AporteState, Verdict
from intake.listening import opinions
from intake.listening.commands import GiveOpinion
from intake.necesidades import necesidades
from intake.necesidades.decisions import decisions_of
from intake.reading import tagging
from intake.store import reader as readers
from intake.store.db import Database
from intake.store.journal import content_of
from intake.store.models import (
    AgendaItem,
    Aporte,
    JournalEntry,
    NecesidadRefusal,
    Operator,
    Opinion,
    Person,
)
from intake.store.verbs import Verb
from intake.triage import cases
from intake.triage.actions import perform
from intake.triage.actions.deshacer import Deshacer
from tests.conftest import NOW
from tests.intake.store.former_story import CODES, FORMER, STORY, TOLD, entry, fill
from tests.intake.store.migrating import bring_to, take_back
from tests.running import closing

ABOUT = {
    8: {"necesidad_id": 1},
    9: {"necesidad_id": 1},
    10: {"meeting_id": 1, "agenda_item_id": 1},
    11: {"agenda_item_id": 1},
    12: {"necesidad_id": 1},
    13: {"application_id": 1, "concurso_id": 1},
    14: {"concurso_id": 1},
    15: {"account_id": 2},
    16: {"source_id": 1},
    17: {},
}
"""By entry: what its note and what it changed name, as far as it is there (there is no 9)."""


@asynccontextmanager
async def begun(url: str, former: str) -> AsyncIterator[tuple[Database, AsyncConnection]]:
    """The story in the tables of a former version."""
    async with (
        closing(Database(url)) as database,
        database.engine.execution_options(ayni_writes=True).connect() as connection,
    ):
        await connection.run_sync(bring_to, former)
        await connection.run_sync(fill, former)
        yield database, connection


@asynccontextmanager
async def carried(url: str, former: str) -> AsyncIterator[AsyncSession]:
    """A transaction on what became of the story."""
    async with begun(url, former) as (database, connection):
        await connection.run_sync(bring_to, "head")
        await connection.commit()
        async with database.transaction() as session:
            yield session


async def entries(session: AsyncSession) -> list[JournalEntry]:
    query = sa.select(JournalEntry).options(selectinload(JournalEntry.words))
    return list(await session.scalars(query.order_by(JournalEntry.id)))


@pytest.mark.parametrize("former", FORMER)
async def test_every_entry_is_carried_with_all_that_it_said(blank_url: str, former: str) -> None:
    async with carried(blank_url, former) as session:
        found = await entries(session)
    assert len(found) == len(STORY)
    for id_, (now_is, told) in enumerate(zip(found, STORY, strict=True), 1):
        whole = entry(id_, told)
        content = content_of(now_is)
        said = {
            "note": content.note,
            "before": content.before,
            "after": content.after,
        }
        columns = ("id", "at", "verb", "operator_id", "person_id", "aporte_id", "undone_by_id")
        assert {name: getattr(now_is, name) for name in columns} | said == whole


async def test_what_people_wrote_stands_apart_and_what_it_is_about_in_columns(
    blank_url: str,
) -> None:
    async with carried(blank_url, "0011") as session:
        found = {each.id: each for each in await entries(session)}
    apart = {(id_, each.text) for id_, row in found.items() for each in row.words}
    assert apart == {
        (1, "No hay agua"),
        (1, "todos"),
        (2, "No hay agua"),
        (2, "No hay agua hace un mes"),
        (7, "Somos cuarenta"),
        (13, "Un pozo"),
        (13, "6"),
    }
    assert (found[1].after, found[2].before, found[7].note) == (
        {"kind": "problema", "ubigeo": "210607", "place_text": "", "actor": "ciudadania"},
        {},
        "",
    )
    columns = {name for about in ABOUT.values() for name in about}
    for id_, about in ABOUT.items():
        row = {name: getattr(found[id_], name) for name in columns}
        assert {name: value for name, value in row.items() if value is not None} == about


@pytest.mark.parametrize("former", FORMER)
async def test_how_things_stand_is_in_the_tables(blank_url: str, former: str) -> None:
    async with carried(blank_url, former) as session:
        decided = (await decisions_of(session, [1]))[1]
        necesidad = await necesidades.get_necesidad(session, 1)
        item = await session.get_one(AgendaItem, 1)
        refused = await session.execute(
            sa.select(NecesidadRefusal.necesidad_id, NecesidadRefusal.aporte_id)
        )
        assert [tuple(row) for row in refused] == [(1, 3)]
        assert await tagging.added_words(session, 1) == ["Somos cuarenta"]
    assert (decided.is_declined, decided.point) == (True, None)
    assert necesidad.verdict is Verdict.NO_PRIORIZADA
    assert item.declined_at == NOW + timedelta(minutes=11)


async def test_the_story_ends_well_after_it(blank_url: str) -> None:
    async with carried(blank_url, "0011") as session:
        ana = await session.get_one(Operator, 1)
        person = await session.get_one(Person, 1)
        counted = {each.verb: (each.yes, each.no) for each in await opinions.count_helped(session)}
        assert counted[Verb.DERIVAR] == (0, 1)
        await opinions.give(session, GiveOpinion(CODES[1], True), person, now=NOW)
        opinion = await session.get_one(Opinion, (1, 1))
        assert (opinion.helped, opinion.answer) == (True, Verb.RESPONDER)

        await opinions.give(session, GiveOpinion(CODES[2], False), person, now=NOW)
        await perform(session, Deshacer(), Code(CODES[2]), by=ana, now=NOW)
        aporte = await session.get_one(Aporte, 2)
        assert (aporte.state, aporte.answered_with) == (AporteState.RECIBIDO, None)
        with pytest.raises(RefusedError, match="Todavía no te respondimos"):
            await opinions.give(session, GiveOpinion(CODES[2], True), person, now=NOW)

        reader = readers.reader(ana, NOW)
        acts = await cases.history(session, reader, code=Code(CODES[1]))
        (fixed,) = [act.content for act in acts if act.entry.verb is Verb.CORREGIR]
        assert fixed.before == {"text": "No hay agua"}


async def test_taking_it_back_leaves_the_journal_as_it_was(blank_url: str) -> None:
    async with begun(blank_url, "0011") as (_, connection):
        before = await connection.run_sync(whole_journal)
        await connection.run_sync(bring_to, "0012")
        await connection.run_sync(take_back, "0011")
        assert await connection.run_sync(whole_journal) == before
        await connection.run_sync(bring_to, "head")


def whole_journal(connection: sa.Connection) -> list[Any]:
    return list(
        connection.execute(
            sa.select(
                sa.table(
                    "journal",
                    sa.column("id"),
                    sa.column("verb"),
                    sa.column("undone_by_id"),
                    sa.column("note"),
                    sa.column("before", sa.JSON),
                    sa.column("after", sa.JSON),
                )
            ).order_by(sa.column("id"))
        ).all()
    )


async def test_a_long_journal_is_carried_in_few_statements(blank_url: str) -> None:
    asked = 0

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        nonlocal asked
        asked += statement.split(None, 1)[0] in {"SELECT", "INSERT", "UPDATE"}

    many = [
        entry(id_, {"verb": "contar", "aporte_id": 1, "person_id": 1, "after": TOLD})
        for id_ in range(101, 12_101)
    ]
    columns = [
        sa.column(name, sa.JSON if isinstance(value, dict) else None)
        for name, value in many[0].items()
    ]
    async with begun(blank_url, "0011") as (_, connection):
        await connection.execute(sa.insert(sa.table("journal", *columns)), many)
        sa.event.listen(connection.sync_connection, "before_cursor_execute", count)
        await connection.run_sync(bring_to, "0012")
        words = await connection.scalar(sa.text("SELECT count(*) FROM journal_words"))
    assert words == 7 + 2 * len(many)
    # Of rows; the statements that make tables are as many for any journal.
    assert asked < 60


@pytest.mark.parametrize("former", FORMER)
async def test_a_former_bot_that_still_runs_cannot_say_what_nobody_said(
    blank_url: str, former: str
) -> None:
    """It knows no column for the answer, and no default may stand in for one."""
    async with carried(blank_url, former) as session:
        said = (await session.scalars(sa.select(Opinion))).first()
        assert said is not None
        values = {"aporte_id": said.aporte_id, "person_id": said.person_id, "at": said.at}
        await session.delete(said)
        await session.flush()
        with pytest.raises(IntegrityError, match="answer"):
            async with session.begin_nested():
                await session.execute(sa.insert(_FORMER_OPINIONS).values(helped=True, **values))


_FORMER_OPINIONS = sa.table(
    "opinions",
    *map(sa.column, ("aporte_id", "person_id", "helped")),
    sa.column("at", sa.DateTime(timezone=True)),
)
