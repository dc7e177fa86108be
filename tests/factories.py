"""People and aportes for tests: valid unless a test says otherwise."""

import itertools
import random
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import Actor, AporteKind, AporteState, NeedOrigin, Role, TagSource
from intake.store.models import (
    Aporte,
    Follower,
    Necesidad,
    NecesidadMember,
    NeedGroup,
    Operator,
    Person,
)
from intake.store.reader import Reader, reader
from intake.words.codes import new_code
from intake.words.doors import Doors

_numbers = itertools.count(1)
_rng = random.Random(7)


async def a_person(
    session: AsyncSession, now: datetime, *, channel: str = "telegram", address: str | None = None
) -> Person:
    """Somebody who writes from an address nobody else has."""
    person = Person(channel=channel, address=address or str(1000 + next(_numbers)), created_at=now)
    session.add(person)
    await session.flush()
    return person


async def an_aporte(
    session: AsyncSession,
    now: datetime,
    *,
    text: str = "No tenemos agua potable hace un mes",
    ubigeo: str | None = "210607",
    kind: AporteKind = AporteKind.PROBLEMA,
    state: AporteState = AporteState.RECIBIDO,
    author: Person | None = None,
) -> Aporte:
    """An aporte in the queue, followed by its author."""
    author = author or await a_person(session, now)
    aporte = Aporte(
        code=new_code(_rng),
        author_id=author.id,
        kind=kind,
        text=text,
        ubigeo=ubigeo,
        place_text="Taraco",
        affected="toda la comunidad",
        actor=Actor.CIUDADANIA,
        state=state,
        created_at=now,
        updated_at=now,
        answer_by=date(2027, 1, 7),
    )
    session.add(aporte)
    await session.flush()
    session.add(Follower(aporte_id=aporte.id, person_id=author.id, joined_at=now))
    await session.flush()
    return aporte


async def an_operator(
    session: AsyncSession,
    now: datetime,
    *,
    username: str | None = None,
    role: Role = Role.EQUIPO_TECNICO,
) -> Operator:
    """Somebody who may triage."""
    username = username or f"operadora{next(_numbers)}"
    operator = Operator(username=username, name=username.title(), role=role, created_at=now)
    session.add(operator)
    await session.flush()
    return operator


async def a_reader(
    session: AsyncSession, now: datetime, *, role: Role = Role.EQUIPO_TECNICO
) -> Reader:
    """Somebody who reads, by a new account of this role."""
    return reader(await an_operator(session, now, role=role), now)


async def a_necesidad(
    session: AsyncSession,
    now: datetime,
    *,
    title: str = "Agua segura en comunidades altoandinas",
    aportes: Sequence[Aporte] = (),
    by: Operator | None = None,
) -> Necesidad:
    """A necesidad that the Lab took up, with these aportes, which are admitted."""
    by = by or await an_operator(session, now)
    group = NeedGroup(created_at=now)
    session.add(group)
    await session.flush()
    necesidad = Necesidad(
        necesidad_id=group.id,
        title=title,
        origin=NeedOrigin.APORTES,
        created_at=now,
        created_by_id=by.id,
        updated_at=now,
    )
    session.add(necesidad)
    for aporte in aportes:
        aporte.state = AporteState.PRIORIZACION
        session.add(
            NecesidadMember(
                aporte_id=aporte.id,
                necesidad_id=group.id,
                source=TagSource.OPERADOR,
                words="",
            )
        )
    await session.flush()
    return necesidad


def doors(**settings: str) -> Doors:
    """The ways in where these settings hold: `doors(telegram_name="AyniEscuchaBot")`."""
    return Doors.by(lambda name: settings.get(name, ""))
