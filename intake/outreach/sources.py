"""What brings people, each with its own code, and how many came by it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.concursos import concursos
from intake.errors import NotFoundError, RefusedError
from intake.kinds import HANDED_IN, AporteState, SourceKind
from intake.outreach.commands import Arrived, ArrivedBy
from intake.places.rules.gazetteer import District
from intake.store.db import insert_new
from intake.store.free_codes import free_code
from intake.store.models import Aporte, Application, Concurso, Person, Source
from intake.words.codes import find_code
from intake.words.doors import NEIGHBOUR

NEIGHBOUR_NAME = "Pasó la voz"


@dataclass(frozen=True, slots=True)
class Tally:
    """A source, and the people whose first message came by it."""

    source: Source
    people: int
    told: int
    """Of them, those who told an aporte."""
    news: int
    """Of them, those who want news now."""
    applied: int
    """Of them, those who applied to a concurso."""


async def create(
    session: AsyncSession,
    kind: SourceKind,
    name: str,
    *,
    ubigeo: str | None = None,
    concurso_id: int | None = None,
    now: datetime,
) -> Source:
    """A new source with a code that nothing else has."""
    name = " ".join(name.split())
    if not name:
        raise RefusedError("Falta el nombre de la fuente: diga dónde estará, o quién la lee.")
    if kind is SourceKind.VECINO:
        raise RefusedError("«Pasó la voz» es una para todos y se crea sola: elija otra clase.")
    source = Source(
        code=await free_code(session),
        kind=kind,
        name=name,
        ubigeo=ubigeo,
        concurso_id=concurso_id,
        created_at=now,
    )
    session.add(source)
    await session.flush()
    return source


async def find(session: AsyncSession, code: str) -> Source | None:
    """The source with this code; None if there is none."""
    return (await session.scalars(sa.select(Source).where(Source.code == code))).one_or_none()


async def get(session: AsyncSession, typed: str) -> Source:
    """The source whose code was typed; NotFoundError if there is none."""
    source = await find(session, find_code(typed) or "")
    if source is None:
        raise NotFoundError(f"No hay una fuente con el código {typed}: vea «ayni fuente listar».")
    return source


async def of_municipalities(
    session: AsyncSession,
    districts: Iterable[District],
    *,
    concurso_id: int | None = None,
    now: datetime,
) -> list[Source]:
    """One source for each district's municipality, which is made if there is none."""
    wanted = list(districts)
    there = await session.scalars(
        sa.select(Source)
        .where(
            Source.kind == SourceKind.MUNICIPALIDAD,
            Source.ubigeo.in_([each.ubigeo for each in wanted]),
            Source.concurso_id.is_(None)
            if concurso_id is None
            else Source.concurso_id == concurso_id,
        )
        .order_by(Source.id.desc())
    )
    known = {source.ubigeo: source for source in there}
    return [
        known.get(each.ubigeo)
        or await create(
            session,
            SourceKind.MUNICIPALIDAD,
            municipality(each),
            ubigeo=each.ubigeo,
            concurso_id=concurso_id,
            now=now,
        )
        for each in wanted
    ]


async def within(session: AsyncSession, prefixes: Sequence[str]) -> list[Source]:
    """The sources that stand in these regions or districts, by ubigeo."""
    here = sa.or_(*(Source.ubigeo.startswith(each) for each in prefixes))
    found = await session.scalars(sa.select(Source).where(here).order_by(Source.ubigeo, Source.id))
    return list(found)


def municipality(district: District) -> str:
    """The name of a district's municipality; a province's first district has the province's."""
    if district.ubigeo == "150101":
        return "Municipalidad Metropolitana de Lima"
    if district.ubigeo == "070101":
        return "Municipalidad Provincial del Callao"
    if district.ubigeo.endswith("01"):
        return f"Municipalidad Provincial de {district.province}"
    return f"Municipalidad Distrital de {district.name}"


async def arrive(session: AsyncSession, code: str, person: Person, *, now: datetime) -> Arrived:
    """A person came by this code: what first brought them is kept, and where it stands."""
    source = await find(session, code)
    if source is None and code == NEIGHBOUR:
        source = await _neighbour(session, now)
    if source is None:
        return Arrived(None)
    person.referral = person.referral or source.code
    person.ubigeo = person.ubigeo or source.ubigeo
    by = ArrivedBy(kind=source.kind, name=source.name, ubigeo=source.ubigeo)
    call = await session.get(Concurso, source.concurso_id) if source.concurso_id else None
    if call is not None and concursos.is_open(call, now):
        by = replace(by, concurso_id=call.id, concurso=call.title)
    return Arrived(by)


async def tally(
    session: AsyncSession,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    codes: Sequence[str] | None = None,
) -> list[Tally]:
    """Every source and who came by it, the most people first; those that brought nobody too."""
    told = (
        sa.select(Aporte.id)
        .where(Aporte.author_id == Person.id, Aporte.state != AporteState.RETIRADO)
        .exists()
    )
    applied = (
        sa.select(Application.id)
        .where(
            Application.person_id == Person.id,
            Application.state.in_(HANDED_IN),
        )
        .exists()
    )
    came = (
        sa.select(
            Person.referral.label("code"),
            sa.func.count().label("people"),
            sa.func.sum(sa.case((told, 1), else_=0)).label("told"),
            sa.func.sum(sa.case((Person.news_since.is_not(None), 1), else_=0)).label("news"),
            sa.func.sum(sa.case((applied, 1), else_=0)).label("applied"),
        )
        .where(Person.referral.is_not(None), *_within(since, until))
        .group_by(Person.referral)
        .subquery()
    )
    rows = await session.execute(
        sa.select(
            Source,
            *(sa.func.coalesce(came.c[each], 0) for each in ("people", "told", "news", "applied")),
        )
        .outerjoin(came, came.c.code == Source.code)
        .where(sa.true() if codes is None else Source.code.in_(codes))
        .order_by(sa.func.coalesce(came.c.people, 0).desc(), Source.id)
    )
    return [Tally(source, *(int(each) for each in figures)) for source, *figures in rows]


def _within(since: datetime | None, until: datetime | None) -> list[sa.ColumnElement[bool]]:
    found = []
    if since is not None:
        found.append(Person.created_at >= since)
    if until is not None:
        found.append(Person.created_at < until)
    return found


async def _neighbour(session: AsyncSession, now: datetime) -> Source | None:
    """«Pasó la voz»: made when somebody first comes by it, in whichever process."""
    row = {"code": NEIGHBOUR, "kind": SourceKind.VECINO, "name": NEIGHBOUR_NAME, "created_at": now}
    await insert_new(session, Source, ("code",), [row])
    return await find(session, NEIGHBOUR)
