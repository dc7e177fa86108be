"""Concursos of the Lab: which there are, which are open, and for whom."""

import re
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError
from intake.kinds import Actor, Applicant, ConcursoState
from intake.store.models import Concurso, ConcursoNeed, Necesidad, Person

_CODE = re.compile(r"(\d{4})-(\d{1,3})")


async def get_concurso(session: AsyncSession, code: str, *, for_update: bool = False) -> Concurso:
    """The concurso with this code, `2026-01` or `2026-1`; NotFoundError says which there are."""
    match = _CODE.fullmatch(code.strip())
    if match:
        query = sa.select(Concurso).where(
            Concurso.year == int(match[1]), Concurso.number == int(match[2])
        )
        found = await session.scalar(query.with_for_update() if for_update else query)
        if found is not None:
            return found
    known = ", ".join(each.code for each in await list_all(session)) or "ninguno todavía"
    raise NotFoundError(f"No hay un concurso «{code}». Los que hay: {known}.")


async def list_all(session: AsyncSession) -> list[Concurso]:
    """Every concurso, the newest first."""
    query = sa.select(Concurso).order_by(Concurso.year.desc(), Concurso.number.desc())
    return list(await session.scalars(query))


async def open_for(session: AsyncSession, person: Person, at: datetime) -> list[Concurso]:
    """The concursos that are open then and concern this person; the first to close is first."""
    rows = await session.scalars(
        sa.select(Concurso)
        .where(
            Concurso.state == ConcursoState.PUBLICADO,
            Concurso.opens_at <= at,
            Concurso.closes_at > at,
        )
        .order_by(Concurso.closes_at, Concurso.id)
    )
    return [each for each in rows if concerns(each, person)]


def concerns(concurso: Concurso, person: Person) -> bool:
    """Whether its places and kinds of applicant fit what is known of them; in doubt it does."""
    targets = tuple(concurso.ubigeos)
    if targets and person.ubigeo and not person.ubigeo.startswith(targets):
        return False
    only_officials = set(concurso.applicants) == {Applicant.MUNICIPALIDAD.value}
    return not (only_officials and person.actor is Actor.CIUDADANIA)


def is_open(concurso: Concurso, at: datetime) -> bool:
    """Whether it takes applications at that instant; its closing instant is too late."""
    is_published = concurso.state is ConcursoState.PUBLICADO
    return is_published and concurso.opens_at <= at < concurso.closes_at


async def needs_of(session: AsyncSession, concurso: Concurso) -> list[Necesidad]:
    """The prioritised necesidades that a concurso answers."""
    rows = await session.scalars(
        sa.select(Necesidad)
        .join(ConcursoNeed, ConcursoNeed.necesidad_id == Necesidad.necesidad_id)
        .where(ConcursoNeed.concurso_id == concurso.id)
        .order_by(Necesidad.necesidad_id)
    )
    return list(rows)
