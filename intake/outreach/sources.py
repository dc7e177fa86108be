"""What brings people: posters, spots and links, each with a code of its own."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.kinds import SourceKind
from intake.places.rules.gazetteer import District
from intake.store.free_codes import free_code
from intake.store.models import Source
from intake.words.codes import find_code


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
