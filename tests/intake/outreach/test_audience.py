"""Whom a mass message concerns, and who of these is left out, and why."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import Actor, ApplicationState, BroadcastState, Role, TagSource
from intake.outreach import audience, broadcasts
from intake.outreach.audience import Audience, BroadcastLimits, LeftOut
from intake.outreach.broadcasts import BroadcastDraft
from intake.store.db import Database
from intake.store.models import AporteTag, Application, OutboxMessage, Person
from intake.store.models.message import Lane, OutboxState
from tests.conftest import NOW
from tests.factories import a_necesidad, an_aporte, an_operator
from tests.intake.casting import CHANNELS, LIMITS, a_concurso, readers


async def concerned(session: AsyncSession, whom: Audience) -> set[str]:
    """The addresses of those whom it would reach."""
    past = await audience.before(session, "x", NOW)
    rows = await session.scalars(
        sa.select(Person.address).where(*audience.who_may(whom, past, LIMITS))
    )
    found = set(rows)
    counted = await audience.count(session, whom, "x", LIMITS, NOW)
    assert counted.people == len(found)
    return found


async def test_places_narrow_by_department_province_or_district(database: Database) -> None:
    async with database.transaction() as session:
        for address, ubigeo in enumerate(["210101", "210102", "211001", "080101", "010101", None]):
            await readers(session, 1, NOW, first=address, ubigeo=ubigeo)
        assert await concerned(session, Audience(ubigeos=("21",))) == {"0", "1", "2"}
        assert await concerned(session, Audience(ubigeos=("2101",))) == {"0", "1"}
        assert await concerned(session, Audience(ubigeos=("211001", "08"))) == {"2", "3"}
        assert await concerned(session, Audience(ubigeos=("01",))) == {"4"}
        assert len(await concerned(session, Audience())) == 6


async def test_kinds_of_condition_narrow_each_other_and_values_of_one_add_up(
    database: Database,
) -> None:
    async with database.transaction() as session:
        (officer,) = await readers(
            session, 1, NOW, first=1, ubigeo="210101", actor=Actor.MUNICIPALIDAD
        )
        await readers(session, 1, NOW, first=2, ubigeo="210101", actor=Actor.CIUDADANIA)
        await readers(session, 1, NOW, first=3, ubigeo="080101", actor=Actor.MUNICIPALIDAD)
        await readers(session, 1, NOW, first=4, channel="web", ubigeo="210101")
        aporte = await an_aporte(session, NOW, author=officer)
        session.add(
            AporteTag(
                aporte_id=aporte.id,
                priority="agua",
                source=TagSource.AUTOMATICA,
                accepted=True,
                score=0.9,
                words=[],
            )
        )
        await session.flush()
        assert await concerned(session, Audience(ubigeos=("21",), actor=Actor.MUNICIPALIDAD)) == {
            "1"
        }
        assert await concerned(session, Audience(ubigeos=("21", "08"))) == {"1", "2", "3", "4"}
        assert await concerned(session, Audience(priorities=("agua", "salud"))) == {"1"}
        assert await concerned(session, Audience(channels=("web",))) == {"4"}
        assert await concerned(session, Audience(priorities=("agua",), ubigeos=("08",))) == set()


async def test_a_tag_that_was_taken_off_does_not_count(database: Database) -> None:
    async with database.transaction() as session:
        (person,) = await readers(session, 1, NOW)
        aporte = await an_aporte(session, NOW, author=person)
        session.add(
            AporteTag(
                aporte_id=aporte.id,
                priority="agua",
                source=TagSource.OPERADOR,
                accepted=False,
                score=0.9,
                words=[],
            )
        )
        await session.flush()
        assert await concerned(session, Audience(priorities=("agua",))) == set()


async def test_followers_of_a_necesidad_and_applicants_of_a_call(database: Database) -> None:
    async with database.transaction() as session:
        ana = await an_operator(session, NOW, role=Role.SECRETARIA_TECNICA)
        follower, applicant, other = await readers(session, 3, NOW, first=1)
        aporte = await an_aporte(session, NOW, author=follower)
        necesidad = await a_necesidad(session, NOW, aportes=[aporte], by=ana)
        concurso = await a_concurso(session, NOW)
        for person, state in (
            (applicant, ApplicationState.ENVIADA),
            (other, ApplicationState.BORRADOR),
        ):
            session.add(
                Application(
                    code=f"C{person.id}",
                    concurso_id=concurso.id,
                    person_id=person.id,
                    answers={},
                    state=state,
                    started_at=NOW,
                    updated_at=NOW,
                )
            )
        await session.flush()
        assert await concerned(session, Audience(followers_of=(necesidad.necesidad_id,))) == {"1"}
        assert await concerned(session, Audience(applicants_of=(concurso.id,))) == {"2"}


async def test_each_is_left_out_for_the_first_reason_that_holds(database: Database) -> None:
    async with database.transaction() as session:
        await readers(session, 2, NOW, first=1)
        await readers(session, 1, NOW, first=10, channel="web")
        await readers(session, 3, NOW, first=20, news_since=None)
        await readers(session, 1, NOW, first=30, unreachable_at=NOW)
        await readers(session, 1, NOW, first=40, news_since=None, unreachable_at=NOW)
        await readers(session, 1, NOW, first=50, channel="sms")
        counted = await audience.count(session, Audience(), "x", LIMITS, NOW)

    assert counted.reached == {"telegram": 2, "web": 1}
    assert counted.left_out == {
        LeftOut.NO_OPT_IN: 4,
        LeftOut.UNREACHABLE: 1,
        LeftOut.CHANNEL_OFF: 1,
        LeftOut.TOLD: 0,
        LeftOut.OFTEN: 0,
    }


async def told(
    session: AsyncSession, person: Person, topic: str, state: OutboxState, began: timedelta
) -> None:
    """A message of another broadcast that this person has."""
    rosa = await an_operator(session, NOW, role=Role.SECRETARIA_TECNICA)
    draft = BroadcastDraft("Un aviso del Laboratorio para tu comunidad.", Audience())
    row = await broadcasts.create(session, draft, channels=CHANNELS, by=rosa, now=NOW - began)
    row.topic, row.state, row.began_at = topic, BroadcastState.TERMINADA, NOW - began
    session.add(
        OutboxMessage(
            key=f"{row.id}:{person.id}",
            person_id=person.id,
            channel=person.channel,
            lane=Lane.MASS,
            payload={},
            broadcast_id=row.id,
            state=state,
            created_at=NOW - began,
            due_at=NOW - began,
        )
    )
    await session.flush()


@pytest.mark.parametrize(
    ("state", "is_out"),
    [
        (OutboxState.SENT, True),
        (OutboxState.UNKNOWN, True),
        (OutboxState.PENDING, True),
        (OutboxState.DROPPED, False),
    ],
)
async def test_whoever_has_a_message_of_the_topic_is_told_no_other(
    database: Database, state: OutboxState, is_out: bool
) -> None:
    async with database.transaction() as session:
        (person,) = await readers(session, 1, NOW)
        await told(session, person, "x", state, timedelta(days=40))
        counted = await audience.count(session, Audience(), "x", LIMITS, NOW)
    assert counted.left_out[LeftOut.TOLD] == is_out
    assert counted.people == (not is_out)


async def test_nobody_gets_more_in_a_week_than_the_cap(database: Database) -> None:
    two = BroadcastLimits(CHANNELS, weekly=2)
    async with database.transaction() as session:
        often, once = await readers(session, 2, NOW)
        await told(session, often, "a", OutboxState.SENT, timedelta(days=6))
        await told(session, often, "b", OutboxState.SENT, timedelta(days=2))
        await told(session, once, "c", OutboxState.SENT, timedelta(days=1))
        await told(session, once, "d", OutboxState.SENT, timedelta(days=8))
        counted = await audience.count(session, Audience(), "x", two, NOW)
    assert counted.left_out[LeftOut.OFTEN] == 1
    assert counted.people == 1


def test_an_audience_is_kept_as_json_and_read_back() -> None:
    whole = Audience(
        ubigeos=("21", "080101"),
        actor=Actor.MUNICIPALIDAD,
        priorities=("agua",),
        followers_of=(3,),
        applicants_of=(4, 5),
        channels=("web",),
    )
    for whom in (whole, Audience()):
        assert Audience.from_json(whom.to_json()) == whom
