"""An aporte is found again from the database, and only while it is open."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake import matching
from intake.kinds import AporteState
from intake.models import Aporte
from intake.models.posting import Posting, Term
from tests.factories import an_aporte

BRIDGE = "Se cayó el puente colgante de Huayllapampa y los niños no pueden cruzar a la escuela"
OTHERS = (
    "No hay médico en la posta de Sicsibamba",
    "Falta agua potable en el barrio Miraflores",
    "La carretera a Chaupimarca está llena de huecos",
    "Los alpaqueros pierden sus crías por la helada",
)


async def _put(session: AsyncSession, now: datetime, text: str, **facts: object) -> Aporte:
    aporte = await an_aporte(session, now, text=text, **facts)  # type: ignore[arg-type]  # facts are the factory's own
    await matching.index(session, aporte.id, aporte.text, aporte.ubigeo)
    return aporte


async def _seeded(session: AsyncSession, now: datetime) -> Aporte:
    for text in OTHERS:
        await _put(session, now, text)
    return await _put(session, now, BRIDGE)


async def _find(session: AsyncSession, text: str) -> list[matching.Similar]:
    return await matching.find_similar(session, text, "211104", "problema")


async def test_a_misspelt_repetition_is_found_first(session: AsyncSession, now: datetime) -> None:
    bridge = await _seeded(session, now)
    found = await _find(session, "se kayo el puente colgante de uayllapampa, los niños no cruzan")
    assert found[0].aporte_id == bridge.id
    assert found[0].outcome != "new"
    assert found[0].reasons


async def test_the_reasons_are_words_of_the_person(session: AsyncSession, now: datetime) -> None:
    await _seeded(session, now)
    found = await _find(session, "El puente de Huayllapampa, malogrado")
    said = "; ".join(found[0].reasons)
    assert "comparten: " in said
    assert "Huayllapampa" in said
    assert "no está en el otro: malogrado" in said


async def test_only_what_shares_enough_is_compared(session: AsyncSession, now: datetime) -> None:
    bridge = await _seeded(session, now)
    far = await _put(session, now, "La escuela no tiene techo")
    assert [each.aporte_id for each in await _find(session, BRIDGE)] == [bridge.id]
    assert far.id in [each.aporte_id for each in await _find(session, "techo de la escuela")]


async def test_nothing_is_found_in_an_empty_index(session: AsyncSession) -> None:
    assert await _find(session, BRIDGE) == []
    assert await _find(session, "") == []


async def test_a_closed_aporte_is_not_offered(session: AsyncSession, now: datetime) -> None:
    bridge = await _seeded(session, now)
    for state in (AporteState.RETIRADO, AporteState.DESCARTADO):
        bridge.state = state
        await session.flush()
        assert bridge.id not in [each.aporte_id for each in await _find(session, BRIDGE)]


async def test_a_merged_aporte_stands_for_its_root(session: AsyncSession, now: datetime) -> None:
    bridge = await _seeded(session, now)
    root = await _put(session, now, "El puente de Huayllapampa ya no sirve")
    bridge.state, bridge.merged_into_id = AporteState.FUSIONADO, root.id
    await session.flush()
    found = [each.aporte_id for each in await _find(session, BRIDGE)]
    assert found[0] == root.id
    assert bridge.id not in found
    assert found.count(root.id) == 1


async def test_mergers_are_followed_to_the_end(session: AsyncSession, now: datetime) -> None:
    bridge = await _seeded(session, now)
    middle = await _put(session, now, "Puente de Huayllapampa caído")
    root = await _put(session, now, "El puente de Huayllapampa ya no sirve")
    for aporte, into in ((bridge, middle), (middle, root)):
        aporte.state, aporte.merged_into_id = AporteState.FUSIONADO, into.id
    await session.flush()
    assert (await _find(session, BRIDGE))[0].aporte_id == root.id
    root.state = AporteState.DESCARTADO
    await session.flush()
    found = {each.aporte_id for each in await _find(session, BRIDGE)}
    assert not found & {bridge.id, middle.id, root.id}


async def test_forgetting_leaves_no_trace(session: AsyncSession, now: datetime) -> None:
    await _seeded(session, now)
    before = dict((await session.execute(sa.select(Term.key, Term.df))).all())
    extra = await _put(session, now, "Pedimos un canal de riego en Huayllapampa")
    await matching.unindex(session, extra.id)
    await matching.unindex(session, extra.id)
    after = dict((await session.execute(sa.select(Term.key, Term.df))).all())
    left = await session.scalar(
        sa.select(sa.func.count()).select_from(Posting).where(Posting.aporte_id == extra.id)
    )
    assert left == 0
    assert {key: df for key, df in after.items() if df} == before


async def test_a_text_without_words_is_indexed_in_peace(
    session: AsyncSession, now: datetime
) -> None:
    await _put(session, now, "¿?", ubigeo=None)
    assert await session.scalar(sa.select(sa.func.count()).select_from(Posting)) == 0


async def test_a_full_count_stops_growing(session: AsyncSession, now: datetime) -> None:
    session.add(Term(key="puint", df=matching.DF_CAP))
    await session.flush()
    await _put(session, now, BRIDGE)
    df = await session.scalar(sa.select(Term.df).where(Term.key == "puint"))
    assert df == matching.DF_CAP


async def test_two_texts_are_compared_without_being_indexed(session: AsyncSession) -> None:
    same = await matching.compare(session, BRIDGE, None, "problema", BRIDGE, None, "problema")
    other = await matching.compare(session, BRIDGE, None, "problema", OTHERS[0], None, "problema")
    assert same.probability > other.probability
