"""New priorities for the queue: what they would change, the change in batches, and who may."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.kinds import AporteState, Role, TagSource
from intake.listening import retagging
from intake.reading import tagging, taxonomy
from intake.reading.rules.tags import Vocabulary
from intake.reading.rules.vocabulary import read_vocabulary
from intake.store.db import Database
from intake.store.models import AporteTag, JournalEntry, Operator, Taxonomy
from intake.triage.actions.etiquetar import Etiquetar
from tests.factories import an_aporte, an_operator
from tests.intake.listening.retagged import FILE, imported, retag_all
from tests.intake.triage.actions.cases import act

WITH_RAIN = f"{FILE}- {{id: lluvia, name: Lluvia, group: g, description: d, keywords: [gotera]}}\n"


async def tags(session: AsyncSession, aporte_id: int) -> dict[str, tuple[TagSource, bool]]:
    rows = await session.scalars(sa.select(AporteTag).where(AporteTag.aporte_id == aporte_id))
    return {row.priority: (row.source, row.accepted) for row in rows}


@pytest.fixture
async def ana(session: AsyncSession, now: datetime) -> Operator:
    """Of the Secretaría Técnica."""
    return await an_operator(session, now, username="ana", role=Role.SECRETARIA_TECNICA)


async def test_the_newest_file_holds_and_without_one_the_built_in(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    shelf = taxonomy.Taxonomies()
    assert len((await shelf.current(session)).priorities) == 32

    await imported(session, ana, now, FILE)
    assert [each.id for each in (await shelf.current(session)).priorities] == ["agua", "caminos"]
    await imported(session, ana, now, WITH_RAIN)
    assert len((await shelf.current(session)).priorities) == 3
    assert await shelf.current(session) is await shelf.current(session)
    assert await taxonomy.current_text(session) == WITH_RAIN


async def test_a_kept_file_that_this_version_cannot_read_leaves_the_built_in(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    session.add(Taxonomy(text="priorities: []", imported_at=now, operator_id=ana.id))
    await session.flush()

    assert len((await taxonomy.current(session)).priorities) == 32


async def test_an_import_is_journaled_with_what_it_changed(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    await imported(session, ana, now, FILE)
    await imported(session, ana, now, WITH_RAIN)

    entries = list(await session.scalars(sa.select(JournalEntry).order_by(JournalEntry.id)))
    assert entries[-1].verb == "prioridades importar"
    assert entries[-1].operator_id == ana.id
    assert entries[-1].after["nuevas"] == ["lluvia"]


async def test_only_the_secretaria_imports(session: AsyncSession, now: datetime) -> None:
    luis = await an_operator(session, now, username="luis")

    with pytest.raises(RefusedError, match="Secretaría Técnica"):
        await imported(session, luis, now, FILE)


async def test_the_effects_count_what_open_aportes_would_gain_and_lose(
    session: AsyncSession, now: datetime
) -> None:
    old, new = Vocabulary(read_vocabulary(FILE)), Vocabulary(read_vocabulary(WITH_RAIN))
    roof = await an_aporte(session, now, text="hay gotera y no hay puente")
    closed = await an_aporte(session, now, text="hay gotera", state=AporteState.DESCARTADO)
    for each in (roof, closed):
        await tagging.retag(session, each, old)
    await session.flush()
    steps: list[int] = []

    found = await retagging.effects(session, new, steps.append)

    assert {name: (each.gains, each.loses) for name, each in found.items()} == {"lluvia": (1, 0)}
    assert found["lluvia"].gaining == [roof.code]
    assert steps == [1]


async def test_operators_words_survive_and_only_open_aportes_are_tagged_again(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    text = "se rompió el pozo y hay una gotera"
    case = await an_aporte(session, now, text=text)
    closed = await an_aporte(session, now, text=text, state=AporteState.DERIVADO)
    await imported(session, ana, now, FILE)
    await act(session, Etiquetar(("-agua", "+caminos")), case, ana, now)

    row = await imported(session, ana, now, WITH_RAIN)
    await retag_all(session, row, now)

    assert await tags(session, case.id) == {
        "agua": (TagSource.OPERADOR, False),
        "caminos": (TagSource.OPERADOR, True),
        "lluvia": (TagSource.AUTOMATICA, True),
    }
    assert await tags(session, closed.id) == {}


async def test_what_was_cut_goes_on_where_it_stood(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retagging, "_BATCH", 2)
    async with database.transaction() as session:
        ana = await an_operator(session, now, username="ana", role=Role.SECRETARIA_TECNICA)
        for _ in range(5):
            await an_aporte(session, now, text="no hay puente")
        row = await imported(session, ana, now, FILE)
    vocabulary = Vocabulary(read_vocabulary(FILE))
    async with database.transaction() as session:
        first = await retagging.retag_some(session, row.id, vocabulary, now=now)
    async with database.reading() as session:
        assert await retagging.count_open(session, after=first.looked_at) == 3

    async with database.transaction() as session:
        assert await retag_all(session, row, now) == 3
        kept = await session.get_one(Taxonomy, row.id)
        assert kept.retagged_at == now


async def test_a_newer_import_stops_the_older_one(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    older = await imported(session, ana, now, FILE)
    await imported(session, ana, now, WITH_RAIN)

    with pytest.raises(RefusedError, match="otras prioridades"):
        await retag_all(session, older, now)


async def test_a_priority_that_operators_put_on_open_aportes_may_not_vanish(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    case = await an_aporte(session, now)
    await imported(session, ana, now, WITH_RAIN)
    await act(session, Etiquetar(("+lluvia",)), case, ana, now)

    with pytest.raises(RefusedError, match=f"«lluvia».*{case.code}"):
        await imported(session, ana, now, FILE)
    await act(session, Etiquetar(("-lluvia",)), case, ana, now)
    await imported(session, ana, now, FILE)


async def test_a_reserved_priority_that_comes_closes_the_aporte_to_others(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    case = await an_aporte(session, now, text="no hay puente")
    row = await imported(session, ana, now, FILE.replace("Caminos,", "Caminos, safety: true,"))

    await retag_all(session, row, now)

    assert case.restricted
