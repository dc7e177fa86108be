"""Priorities that came apart: what was tagged before goes on, and nothing is lost or opened."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AporteState, Role, TagSource
from intake.listening import parting, retagging
from intake.listening.settling import settle_words
from intake.outreach import audience
from intake.outreach.audience import Audience
from intake.reading import tagging, taxonomy
from intake.reading.rules.tags import Vocabulary
from intake.reading.rules.taxonomy_changes import compare
from intake.reading.rules.vocabulary import builtin_text, read_vocabulary
from intake.store.models import Aporte, AporteTag, JournalEntry, Operator, Taxonomy
from intake.triage.queue import Filter, count_cases
from tests.factories import an_aporte, an_operator
from tests.intake.listening.retagged import imported, retag_all

SHIPPED = Vocabulary.builtin()
FORMER = """
priorities:
- {id: violencia_justicia, name: Violencia y justicia, group: g, description: d, safety: true,
   keywords: [me pega, golpea, abigeos, roban, rondas]}
- {id: agua_saneamiento, name: Agua, group: g, description: d, keywords: [agua potable]}
"""
THEFT = "Nos roban las vacas de noche y las rondas no tienen linternas"
VIOLENCE = "Muchas mujeres son golpeadas por sus maridos y el CEM está lejos"
NEITHER = "Queremos que vengan a conversar con nosotros"


@pytest.fixture
async def ana(session: AsyncSession, now: datetime) -> Operator:
    """Of the Secretaría Técnica."""
    return await an_operator(session, now, username="ana", role=Role.SECRETARIA_TECNICA)


async def tagged(
    session: AsyncSession,
    now: datetime,
    text: str,
    *,
    source: TagSource = TagSource.OPERADOR,
    accepted: bool = True,
    theme: str = "violencia_justicia",
    state: AporteState = AporteState.RECIBIDO,
) -> Aporte:
    """An aporte of the time before: with the id of a theme, and reserved by it."""
    case = await an_aporte(session, now, text=text, state=state)
    case.restricted = accepted
    session.add(
        AporteTag(
            aporte_id=case.id,
            priority=theme,
            source=source,
            accepted=accepted,
            score=1.5,
            words=["algo"],
        )
    )
    await session.flush()
    return case


async def updated(session: AsyncSession, by: Operator, now: datetime) -> None:
    """As `ayni prioridades actualizar` does."""
    data = SHIPPED.data
    changes = compare((await taxonomy.current(session)).data, data)
    row = await retagging.keep(session, "", data, changes, by=by, now=now)
    while not (await retagging.retag_some(session, row.id, SHIPPED, now=now)).is_last:
        pass


async def tags_of(session: AsyncSession, case: Aporte) -> dict[str, tuple[TagSource, bool]]:
    rows = await session.scalars(sa.select(AporteTag).where(AporteTag.aporte_id == case.id))
    return {row.priority: (row.source, row.accepted) for row in rows}


async def test_an_automatic_tag_of_a_theme_is_suggested_again_as_its_part(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    theft = await tagged(session, now, THEFT, source=TagSource.AUTOMATICA)
    violence = await tagged(session, now, VIOLENCE, source=TagSource.AUTOMATICA)

    await updated(session, ana, now)

    assert "seguridad_justicia" in await tags_of(session, theft)
    assert "violencia_familiar" in await tags_of(session, violence)
    assert "violencia_justicia" not in {
        *await tags_of(session, theft),
        *await tags_of(session, violence),
    }
    assert (theft.restricted, violence.restricted) == (False, True)


async def test_what_an_operator_put_moves_to_the_part_of_its_text_and_stays_reserved(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    case = await tagged(session, now, THEFT)

    await updated(session, ana, now)

    tags = await tags_of(session, case)
    assert tags["seguridad_justicia"] == (TagSource.OPERADOR, True)
    assert "violencia_justicia" not in tags
    assert (case.restricted, case.restricted_by) == (True, TagSource.OPERADOR)


async def test_what_fits_no_part_stays_under_its_theme_until_somebody_decides(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    case = await tagged(session, now, NEITHER)

    await updated(session, ana, now)

    assert (await tags_of(session, case))["violencia_justicia"] == (TagSource.OPERADOR, True)
    assert case.restricted
    assert await parting.count_left(session, SHIPPED) == {TagSource.OPERADOR: 1}


async def test_what_an_operator_took_off_is_off_for_all_parts(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    case = await tagged(session, now, THEFT, accepted=False)

    await updated(session, ana, now)

    tags = await tags_of(session, case)
    off = (TagSource.OPERADOR, False)
    assert {name for name, said in tags.items() if said == off} == {
        "violencia_familiar",
        "trata",
        "seguridad_justicia",
    }
    assert "violencia_justicia" not in tags


async def test_a_part_on_which_somebody_decided_is_left_as_it_is(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    case = await tagged(session, now, THEFT)
    settled = {"violencia_justicia": True, "seguridad_justicia": False}

    assert parting.parts_for(case, settled, SHIPPED) == {}
    settled |= {"trata": True}
    assert parting.parts_for(case, settled, SHIPPED) == {"violencia_justicia": ()}


@given(
    st.dictionaries(
        st.sampled_from(
            [id_ for theme in SHIPPED.themes for id_ in SHIPPED.covers(theme)] + ["salud"]
        ),
        st.booleans(),
    ),
    st.sampled_from([THEFT, VIOLENCE, NEITHER]),
)
def test_no_move_overwrites_what_somebody_said_of_a_part(
    settled: dict[str, bool], text: str
) -> None:
    moves = parting.parts_for(Aporte(text=text, needs_interpreter=False), settled, SHIPPED)

    assert moves.keys() <= settled.keys() & SHIPPED.themes.keys()
    for theme, parts in moves.items():
        assert settled.keys().isdisjoint(parts)
        assert set(parts) <= set(SHIPPED.themes[theme].parts)
        assert not settled[theme] or len(parts) <= 1


async def test_the_move_is_in_the_journal_with_what_it_was(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    case = await tagged(session, now, THEFT)

    await updated(session, ana, now)

    entry = await session.scalar(sa.select(JournalEntry).where(JournalEntry.aporte_id == case.id))
    assert entry is not None
    assert entry.note == "violencia_justicia pasa a seguridad_justicia"
    assert entry.before["tags"]["violencia_justicia"]["accepted"] is True
    assert entry.after["tags"]["violencia_justicia"] is None
    assert entry.after["tags"]["seguridad_justicia"]["source"] == "operador"
    imports = await session.scalar(
        sa.select(JournalEntry.after).where(JournalEntry.verb == "prioridades importar")
    )
    assert imports is not None
    assert imports["divididas"] == {}  # both sides are the product's own file


async def test_what_would_become_of_operators_tags_is_known_before(
    session: AsyncSession, now: datetime
) -> None:
    await tagged(session, now, THEFT)
    left = await tagged(session, now, NEITHER)
    await tagged(session, now, VIOLENCE, state=AporteState.DESCARTADO)

    found = await parting.foresee(session, SHIPPED)

    assert set(found) == {"violencia_justicia"}
    assert found["violencia_justicia"].goes == {"seguridad_justicia": 1}
    assert found["violencia_justicia"].stays == [left.code]


async def test_until_it_is_updated_a_theme_reserves_and_has_its_name(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    """Whoever corrects an aporte of before does not open it by that."""
    case = await tagged(session, now, NEITHER)

    await settle_words(session, case, SHIPPED, now=now)

    assert case.restricted
    assert await tagging.signs_of(session, case, {"violencia_justicia"}, SHIPPED) == (
        "toca el tema «Violencia, seguridad y acceso a la justicia»",
    )


async def test_a_file_of_the_lab_that_has_the_former_ids_goes_on(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    row = await imported(session, ana, now, FORMER)
    case = await tagged(session, now, "los abigeos se llevan todo")
    await retag_all(session, row, now)

    assert (await tags_of(session, case))["violencia_justicia"] == (TagSource.OPERADOR, True)
    assert await taxonomy.get_ids(session, "violencia") == ("violencia_justicia",)


async def test_a_file_that_names_its_themes_takes_the_place_of_one_that_did_not(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    await imported(session, ana, now, FORMER)
    case = await tagged(session, now, THEFT)

    row = await imported(session, ana, now, builtin_text())
    await retag_all(session, row, now)

    assert (await tags_of(session, case))["seguridad_justicia"] == (TagSource.OPERADOR, True)
    parted = compare(read_vocabulary(FORMER), SHIPPED.data)
    assert parted.parted["violencia_justicia"] == (
        "violencia_familiar",
        "trata",
        "seguridad_justicia",
    )
    assert "violencia_justicia" not in parted.removed
    assert "trata" not in parted.added


async def test_the_products_own_file_holds_again_whatever_the_lab_had_imported(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    await imported(session, ana, now, FORMER)

    await updated(session, ana, now)

    assert await taxonomy.current(session) is SHIPPED
    assert await taxonomy.current_text(session) == builtin_text()
    newest = await taxonomy.newest(session)
    assert isinstance(newest, Taxonomy)
    assert newest.retagged_at == now


async def test_who_looks_for_a_theme_finds_what_it_was_and_what_it_is(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    await tagged(session, now, NEITHER)
    await tagged(session, now, THEFT, theme="seguridad_justicia")
    await tagged(session, now, "no hay agua", theme="agua_saneamiento")

    wanted = await taxonomy.get_ids(session, "violencia_justicia")

    assert await count_cases(session, Filter(priorities=wanted)) == 2
    assert await taxonomy.get_ids(session, "") == ()
    kept = Audience(priorities=("violencia_justicia",)).to_json()
    assert (await audience.read(session, kept)).priorities == wanted
    assert await audience.read(session, {}) == Audience()
