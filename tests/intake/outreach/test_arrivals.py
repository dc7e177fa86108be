"""Who came by a source, counted once."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.kinds import AporteState, ApplicationState, ConcursoState, SourceKind
from intake.outreach import arrivals, sources
from intake.store.models import Application, Source
from intake.words.codes import find_code
from intake.words.doors import NEIGHBOUR
from tests.factories import a_person, an_aporte
from tests.intake.outreach.calls import a_concurso


async def test_who_came_by_a_source_is_counted_once_with_what_they_did(
    session: AsyncSession, now: datetime
) -> None:
    radio = await sources.create(session, SourceKind.RADIO, "Radio comunal", now=now)
    school = await sources.create(session, SourceKind.ESCUELA, "La escuela", now=now)
    call = await a_concurso(session, now)
    people = [await a_person(session, now) for _ in range(4)]
    for person in people[:3]:
        person.referral = radio.code
    people[0].news_since = now
    await an_aporte(session, now, author=people[0])
    await an_aporte(session, now, author=people[0])
    await an_aporte(session, now, author=people[1], state=AporteState.RETIRADO)
    for person, sent in ((people[1], now), (people[2], None)):
        session.add(
            Application(
                code=f"C{person.id}",
                concurso_id=call.id,
                person_id=person.id,
                answers={},
                state=ApplicationState.ENVIADA if sent else ApplicationState.BORRADOR,
                started_at=now,
                updated_at=now,
                submitted_at=sent,
            )
        )
    await session.flush()

    found = await arrivals.tally(session)

    assert [(each.source.id, each.people) for each in found] == [(radio.id, 3), (school.id, 0)]
    assert (found[0].told, found[0].news, found[0].applied) == (1, 1, 1)
    later = await arrivals.tally(session, since=now + timedelta(hours=1), codes=[radio.code])
    assert [each.people for each in later] == [0]


async def test_who_arrives_keeps_what_first_brought_them_and_where_it_stands(
    session: AsyncSession, now: datetime
) -> None:
    call = await a_concurso(session, now)
    first = await sources.create(
        session, SourceKind.FERIA, "Feria", ubigeo="210607", concurso_id=call.id, now=now
    )
    second = await sources.create(session, SourceKind.TAMBO, "Tambo", ubigeo="150101", now=now)
    person = await a_person(session, now)

    by = (await arrivals.arrive(session, first.code, person, now=now)).by
    await arrivals.arrive(session, second.code, person, now=now)

    assert (person.referral, person.ubigeo) == (first.code, "210607")
    assert by is not None
    assert (by.concurso_id, by.concurso) == (call.id, "Ideas contra la anemia")
    late = await arrivals.arrive(session, first.code, person, now=now + timedelta(days=31))
    assert late.by is not None
    assert late.by.concurso_id is None
    assert (await arrivals.arrive(session, "K7F3MX", person, now=now)).by is None


async def test_a_call_that_is_not_published_is_not_offered(
    session: AsyncSession, now: datetime
) -> None:
    call = await a_concurso(session, now, state=ConcursoState.BORRADOR)
    source = await sources.create(session, SourceKind.RADIO, "Radio", concurso_id=call.id, now=now)
    arrived = await arrivals.arrive(session, source.code, await a_person(session, now), now=now)
    assert arrived.by is not None
    assert arrived.by.concurso_id is None


async def test_the_neighbours_source_makes_itself_once(
    session: AsyncSession, now: datetime
) -> None:
    for _ in range(2):
        person = await a_person(session, now)
        assert (await arrivals.arrive(session, NEIGHBOUR, person, now=now)).by is not None

    assert find_code(NEIGHBOUR) == NEIGHBOUR
    kinds = await session.scalars(sa.select(Source.kind))
    assert list(kinds) == [SourceKind.VECINO]
    assert [each.people for each in await arrivals.tally(session)] == [2]
    with pytest.raises(RefusedError):
        await sources.create(session, SourceKind.VECINO, "Otro", now=now)
