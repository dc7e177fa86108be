"""An aporte is found again from the database, and only while it is open."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AporteState
from intake.reading.rules.tags import Vocabulary
from intake.sameness import matching, postings
from intake.sameness.rules.features import UNKNOWN
from intake.sameness.rules.meaning import SIZE
from intake.sameness.rules.tellings import key_number, read
from intake.store.models import Aporte
from intake.store.models.posting import StoredMeaning, StoredTelling, Term
from intake.words.text import clean
from tests.factories import an_aporte

BRIDGE = "Se cayó el puente colgante de Huayllapampa y los niños no pueden cruzar a la escuela"
HERE = "210607"
OTHERS = (
    "No hay médico en la posta de Sicsibamba",
    "Falta agua potable en el barrio Miraflores",
    "La carretera a Chaupimarca está llena de huecos",
    "Los alpaqueros pierden sus crías por la helada",
)


async def _put(
    session: AsyncSession, now: datetime, text: str, topics: Sequence[str] = (), **facts: object
) -> Aporte:
    aporte = await an_aporte(session, now, text=text, **facts)  # type: ignore[arg-type]  # facts are the factory's own
    await postings.index(session, aporte.id, aporte.text, aporte.ubigeo, topics)
    return aporte


async def _seeded(session: AsyncSession, now: datetime) -> Aporte:
    for text in OTHERS:
        await _put(session, now, text)
    return await _put(session, now, BRIDGE)


async def _find(session: AsyncSession, text: str, ubigeo: str = "211104") -> list[matching.Similar]:
    return await matching.find_similar(session, text, ubigeo, "problema")


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


async def test_whoever_tells_it_of_the_same_district_is_found(
    session: AsyncSession, now: datetime
) -> None:
    await _seeded(session, now)
    posta = await _put(session, now, "La posta cerró", ubigeo="211104", topics=["salud"])
    found = await _find(session, "aquí no hay médico que atienda a los enfermos")
    assert found[0].aporte_id == posta.id


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


async def _terms(session: AsyncSession) -> dict[int, tuple[int, bytes | None]]:
    rows = await session.execute(sa.select(Term.key, Term.df, Term.postings))
    return {row.key: (row.df, row.postings) for row in rows}


async def test_forgetting_leaves_no_trace(session: AsyncSession, now: datetime) -> None:
    await _seeded(session, now)
    before = await _terms(session)
    extra = await _put(session, now, "Pedimos un canal de riego en Huayllapampa", topics=["riego"])
    assert await _terms(session) != before
    await postings.unindex(session, extra.id)
    await postings.unindex(session, extra.id)
    assert await session.get(StoredTelling, extra.id) is None
    assert await _terms(session) == before


async def test_a_text_without_words_is_indexed_in_peace(
    session: AsyncSession, now: datetime
) -> None:
    await _put(session, now, "¿?", ubigeo=None)
    assert await _terms(session) == {}


async def test_a_common_key_drops_its_list_and_is_counted_by_samples(
    session: AsyncSession, now: datetime
) -> None:
    key, at_most = key_number("puint"), postings.MOST_POSTINGS
    session.add(Term(key=key, df=at_most, postings=postings.packed(range(1, at_most + 1))))
    await session.flush()
    bridge = await _put(session, now, BRIDGE)
    assert (await _terms(session))[key] == (at_most + 1, None)
    for id_ in (9_999, 10_000, 64 * 200):
        await postings.index(session, id_, BRIDGE, None)
    assert (await _terms(session))[key] == (at_most + 1 + 64, None)
    await postings.unindex(session, bridge.id)
    assert (await _terms(session))[key] == (at_most + 1 + 64, None)


async def test_the_order_of_telling_does_not_change_what_is_found(
    session: AsyncSession, now: datetime
) -> None:
    texts = [BRIDGE, *OTHERS, "El puente de Huayllapampa ya no sirve"]
    aportes = [await an_aporte(session, now, text=text) for text in texts]
    found = []
    for order in (aportes, aportes[::-1], aportes[3:] + aportes[:3]):
        for aporte in order:
            await postings.index(session, aporte.id, aporte.text, aporte.ubigeo)
        found.append(await _find(session, "puente caído en Huayllapampa"))
        for aporte in order:
            await postings.unindex(session, aporte.id)
    assert found[0] == found[1] == found[2]
    assert found[0]


async def test_something_else_told_does_not_undo_a_link(
    session: AsyncSession, now: datetime
) -> None:
    bridge = await _seeded(session, now)
    before = await _find(session, BRIDGE, HERE)
    assert (before[0].aporte_id, before[0].outcome) == (bridge.id, "link")
    for n in range(40):
        await _put(session, now, f"Los perros vagos muerden a las ovejas {n}", ubigeo="010101")
    after = await _find(session, BRIDGE, HERE)
    assert (after[0].aporte_id, after[0].outcome) == (bridge.id, "link")


async def test_the_same_sentence_of_another_district_is_asked_about(
    session: AsyncSession, now: datetime
) -> None:
    bridge = await _seeded(session, now)
    (found, *_) = await _find(session, BRIDGE)
    assert (found.aporte_id, found.outcome) == (bridge.id, "ask")


async def test_a_denial_is_never_linked_and_says_why(session: AsyncSession, now: datetime) -> None:
    bridge = await _seeded(session, now)
    denied = BRIDGE.replace("Se cayó", "No se cayó").replace("no pueden", "pueden")
    (found,) = [each for each in await _find(session, denied, HERE) if each.aporte_id == bridge.id]
    assert found.outcome == "ask"
    assert "uno niega lo que el otro afirma" in found.reasons[0]


async def test_the_longest_text_is_read_within_bounds(session: AsyncSession, now: datetime) -> None:
    words = " ".join(f"{a}{b}lloqui" for a in "bcdfgmnprst" for b in ("ara", "imo", "uni", "ata"))
    for n in range(12):
        await _put(session, now, f"{words} {n}" * 20)
    found = await matching.evidences(session, f"{words} " * 20, None, "problema")
    assert 0 < len(found) <= matching.CLOSELY


async def test_two_texts_are_compared_without_being_indexed(session: AsyncSession) -> None:
    bridge, posta = (BRIDGE, None, "problema"), (OTHERS[0], None, "problema")
    evidence, same = await matching.compare_texts(session, bridge, bridge)
    _, other = await matching.compare_texts(session, bridge, posta)
    assert same.probability > other.probability
    assert evidence.names


@given(text=st.text(max_size=300), ubigeo=st.none() | st.just("211104"))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_a_text_finds_itself(
    session: AsyncSession, now: datetime, text: str, ubigeo: str | None
) -> None:
    text = clean(text)
    aporte = await an_aporte(session, now, text=text, ubigeo=ubigeo)
    await postings.index(session, aporte.id, text, ubigeo)
    found = await matching.find_similar(session, text, ubigeo, "problema", limit=26)
    assert not read(text).stems or aporte.id in {each.aporte_id for each in found}
    await postings.unindex(session, aporte.id)


DRY = "Hace tres semanas que no sale agua del caño y los niños toman de la acequia"
DRY_AGAIN = "La tubería está seca, las criaturas se enferman por tomar del canal"


async def test_other_words_for_the_same_are_found_in_their_district(
    session: AsyncSession, now: datetime
) -> None:
    """Whatever their words: here the index of words is empty."""
    dry = await _put(session, now, DRY, ubigeo=HERE)
    await _put(session, now, DRY, ubigeo="080101")
    await session.execute(sa.delete(Term))

    here = await matching.evidences(session, DRY_AGAIN, HERE, "problema")
    unknown = await matching.evidences(session, DRY_AGAIN, None, "problema")

    assert [candidate.id for candidate, _ in here] == [dry.id]
    assert unknown == []


async def test_what_is_reserved_is_found_by_what_it_means_for_the_staff_alone(
    session: AsyncSession, now: datetime
) -> None:
    reserved = await _put(session, now, DRY, ubigeo=HERE)
    mine = await _put(session, now, DRY_AGAIN, ubigeo=HERE)
    reserved.restricted = True
    await session.flush()
    await session.execute(sa.delete(Term))

    strangers = await matching.evidences(session, DRY_AGAIN, HERE, "problema")
    staff = await matching.evidences_of(session, mine, vocabulary=Vocabulary.builtin())

    assert {candidate.id for candidate, _ in strangers} == {mine.id}
    assert {candidate.id for candidate, _ in staff} == {mine.id, reserved.id}


async def test_what_a_quechua_text_means_is_not_guessed(
    session: AsyncSession, now: datetime
) -> None:
    text = "Manam yaku kanchu llaqtaykupi, wawakunapas unqunku, yanapaykuwayku ama hina kaspa"
    aporte = await _put(session, now, text, ubigeo=HERE)
    await _put(session, now, DRY, ubigeo=HERE)

    assert await postings.meant_by(session, aporte.id, HERE) is None
    found = await matching.evidences(session, text, HERE, "problema")
    assert {evidence.value("meaning") for _, evidence in found} == {UNKNOWN}
    await session.execute(sa.delete(Term))
    assert await matching.evidences(session, text, HERE, "problema") == []


async def test_without_meanings_a_search_goes_by_the_words(
    session: AsyncSession, now: datetime
) -> None:
    """As in a database of a former version, until `ayni reindexar`."""
    bridge = await _seeded(session, now)
    await session.execute(sa.delete(StoredMeaning))

    found = await _find(session, "se kayo el puente colgante de uayllapampa, los niños no cruzan")

    assert found[0].aporte_id == bridge.id
    assert found[0].outcome != "new"
    assert found[0].evidence.value("meaning") == UNKNOWN


async def test_what_an_aporte_means_goes_with_it(session: AsyncSession, now: datetime) -> None:
    dry = await _put(session, now, DRY, ubigeo=HERE)
    meant = await postings.meant_by(session, dry.id, HERE)

    assert meant is not None
    assert len(meant) == SIZE
    assert await postings.unindex(session, dry.id) == meant
    assert await session.scalar(sa.select(sa.func.count()).select_from(StoredMeaning)) == 0
