"""Necesidades that the Lab takes up: named and described, with the aportes that people put there.

Everything is in the caller's transaction, and journaled. Members are moved by `needs`, so that the
machine's groups stay right; it never moves what an operator put.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.grouping import needs
from intake.ids import Code
from intake.kinds import NeedOrigin, NeedRole, Stage
from intake.necesidades.members import admitted_in, get_admitted, get_inside, inside
from intake.necesidades.standings import standing_of, tell_moved
from intake.store.db import JsonDict, insert_new
from intake.store.journal import About, record
from intake.store.locks import queue_up
from intake.store.models import (
    Aporte,
    JournalEntry,
    Necesidad,
    NecesidadRefusal,
    NeedGroup,
    Operator,
)
from intake.store.operators import check_acts
from intake.store.verbs import Verb
from intake.words.identifiers import identifiers
from intake.words.text import clean

LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Description:
    """What people say of a necesidad; None leaves a field as it is."""

    title: str | None = None
    role: NeedRole | None = None
    affected: str | None = None
    location: str | None = None
    causes: str | None = None
    evidence: str | None = None
    programmes: str | None = None


async def get_necesidad(
    session: AsyncSession, necesidad_id: int, *, for_update: bool = False
) -> Necesidad:
    """The necesidad, if it stands by itself; RefusedError if it was joined to another."""
    query = sa.select(Necesidad).where(Necesidad.necesidad_id == necesidad_id)
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    necesidad = await session.scalar(query)
    if necesidad is None:
        raise NotFoundError(
            f"El Laboratorio no tiene una necesidad {necesidad_id}. Si es una sugerida, se toma "
            f"con: ayni necesidad crear «Título» --de {necesidad_id}\n"
            "Las que tomó se ven con: ayni necesidad listar"
        )
    if necesidad.joined_into_id is not None:
        raise RefusedError(
            f"La necesidad {necesidad_id} se juntó con la {necesidad.joined_into_id}. Siga con esa."
        )
    return necesidad


async def list_necesidades(
    session: AsyncSession, *, stage: Stage | None = None, prioritised: bool | None = None
) -> list[Necesidad]:
    """The necesidades that stand by themselves, by number."""
    query = (
        sa.select(Necesidad)
        .where(Necesidad.joined_into_id.is_(None))
        .order_by(Necesidad.necesidad_id)
    )
    if stage is not None:
        query = query.where(Necesidad.stage == stage)
    if prioritised is not None:
        is_so = Necesidad.prioritised_at.is_not(None)
        query = query.where(is_so if prioritised else ~is_so)
    return list(await session.scalars(query))


async def take_up(
    session: AsyncSession,
    title: str,
    *,
    origin: NeedOrigin = NeedOrigin.APORTES,
    source: str = "",
    candidate_id: int | None = None,
    by: Operator,
    now: datetime,
) -> tuple[Necesidad, int]:
    """A new necesidad of the Lab, and how many aportes are in it.

    Of a candidate of the machine its admitted aportes come along; the others stay as suggestions.
    Without a candidate it comes from another input of the process (Manual, art. 33).
    """
    check_acts(by, "Cambiar una necesidad")
    await queue_up(session, "index")
    if candidate_id is None and origin is not NeedOrigin.APORTES and not clean(source):
        raise RefusedError("Diga de qué documento o pedido viene: --fuente «…» (Manual, art. 33).")
    necesidad = Necesidad(
        necesidad_id=await _number(session, candidate_id, now),
        title=_title(title),
        origin=origin,
        source=clean(source),
        created_at=now,
        created_by_id=by.id,
        updated_at=now,
    )
    session.add(necesidad)
    await session.flush()
    admitted = await admitted_in(session, necesidad.necesidad_id)
    for aporte in admitted:
        await needs.assign(session, aporte, necesidad.necesidad_id)
    after = {"titulo": necesidad.title, "origen": origin.value, "aportes": len(admitted)}
    _record(session, Verb.NECESIDAD_CREAR, necesidad, by, now, after=after)
    return necesidad, len(admitted)


async def describe(
    session: AsyncSession, necesidad_id: int, said: Description, *, by: Operator, now: datetime
) -> Necesidad:
    """Change what is said of a necesidad; the journal keeps what was said before."""
    check_acts(by, "Cambiar una necesidad")
    necesidad = await get_necesidad(session, necesidad_id, for_update=True)
    before, after = {}, {}
    for name in Description.__dataclass_fields__:
        value = getattr(said, name)
        if value is None:
            continue
        if isinstance(value, str) and not isinstance(value, NeedRole):
            value = _title(value) if name == "title" else clean(value)
        old = getattr(necesidad, name)
        if old != value:
            before[name], after[name] = old, value
            setattr(necesidad, name, value)
    if not after:
        raise RefusedError(
            "No hay nada que cambiar: diga qué, con --titulo, --causas u otra opción."
        )
    necesidad.updated_at = now
    _record(session, Verb.NECESIDAD_DESCRIBIR, necesidad, by, now, before=before, after=after)
    return necesidad


async def add_aportes(
    session: AsyncSession, necesidad_id: int, codes: Sequence[Code], *, by: Operator, now: datetime
) -> list[Aporte]:
    """Put admitted aportes in; one that is in another necesidad moves here.

    Whoever stands elsewhere on the way because of it is told.
    """
    check_acts(by, "Cambiar una necesidad")
    await queue_up(session, "index")
    necesidad = await get_necesidad(session, necesidad_id, for_update=True)
    aportes = await get_admitted(session, codes)
    before = await needs.necesidades_of(session, [each.id for each in aportes])
    for aporte in aportes:
        await needs.assign(session, aporte, necesidad_id)
    await session.execute(
        sa.delete(NecesidadRefusal).where(
            NecesidadRefusal.necesidad_id == necesidad_id,
            NecesidadRefusal.aporte_id.in_([each.id for each in aportes]),
        )
    )
    await _close(
        session, Verb.NECESIDAD_UNIR, necesidad, aportes, before, necesidad, by=by, now=now
    )
    return aportes


async def list_elsewhere(
    session: AsyncSession, necesidad_id: int, codes: Sequence[Code]
) -> list[tuple[Code, Necesidad]]:
    """Which of these aportes are in another necesidad, and in which."""
    rows = await session.execute(sa.select(Aporte.id, Aporte.code).where(Aporte.code.in_(codes)))
    code_of = {id_: Code(code) for id_, code in rows}
    homes = await needs.necesidades_of(session, code_of)
    return [
        (code_of[id_], necesidad)
        for id_, necesidad in sorted(homes.items())
        if necesidad.necesidad_id != necesidad_id
    ]


async def remove_aportes(
    session: AsyncSession, necesidad_id: int, codes: Sequence[Code], *, by: Operator, now: datetime
) -> list[Aporte]:
    """Take aportes out, told if they had been on their way; the machine groups them again."""
    check_acts(by, "Cambiar una necesidad")
    await queue_up(session, "index")
    necesidad = await get_necesidad(session, necesidad_id, for_update=True)
    aportes = await get_inside(session, necesidad_id, codes)
    for aporte in aportes:
        await needs.release(session, aporte, now=now)
    refusals = [{"necesidad_id": necesidad_id, "aporte_id": each.id} for each in aportes]
    await insert_new(session, NecesidadRefusal, ("necesidad_id", "aporte_id"), refusals)
    before = dict.fromkeys([each.id for each in aportes], necesidad)
    await _close(session, Verb.NECESIDAD_QUITAR, necesidad, aportes, before, None, by=by, now=now)
    return aportes


async def join(
    session: AsyncSession, necesidad_id: int, into_id: int, *, by: Operator, now: datetime
) -> int:
    """Put all of one necesidad into another, which speaks for both from now on; how many moved.

    The one that is further on stays: what was decided of it is not lost.
    """
    check_acts(by, "Cambiar una necesidad")
    if necesidad_id == into_id:
        raise RefusedError("No se puede juntar una necesidad con ella misma. Dé dos números.")
    await queue_up(session, "index")
    # Locked in one order for everybody, so that two who join crosswise do not wait for each other.
    necesidades = {
        id_: await get_necesidad(session, id_, for_update=True)
        for id_ in sorted((necesidad_id, into_id))
    }
    necesidad, into = necesidades[necesidad_id], necesidades[into_id]
    if standing_of(necesidad) > standing_of(into):
        raise RefusedError(
            f"La necesidad {necesidad_id} va más adelante que la {into_id}: "
            f"júntelas al revés, con: ayni necesidad juntar {into_id} {necesidad_id}"
        )
    members = await inside(session, necesidad_id)
    moved = await needs.pour(session, necesidad_id, into_id)
    necesidad.joined_into_id = into_id
    into.updated_at = now
    before = dict.fromkeys([each.id for each in members], necesidad)
    await _close(
        session, Verb.NECESIDAD_JUNTAR, necesidad, members, before, into, by=by, now=now, en=into_id
    )
    return moved


async def split(
    session: AsyncSession,
    necesidad_id: int,
    codes: Sequence[Code],
    title: str,
    *,
    by: Operator,
    now: datetime,
) -> Necesidad:
    """Make some of its aportes a necesidad of their own, which starts in the first stage.

    An acuerdo prioritised the whole, not the part (Manual, art. 14.a): its people are told.
    """
    check_acts(by, "Cambiar una necesidad")
    await queue_up(session, "index")
    necesidad = await get_necesidad(session, necesidad_id, for_update=True)
    aportes = await get_inside(session, necesidad_id, codes)
    part = Necesidad(
        necesidad_id=await _number(session, None, now),
        title=_title(title),
        origin=necesidad.origin,
        source=necesidad.source,
        created_at=now,
        created_by_id=by.id,
        updated_at=now,
    )
    session.add(part)
    await session.flush()
    for aporte in aportes:
        await needs.assign(session, aporte, part.necesidad_id)
    before = dict.fromkeys([each.id for each in aportes], necesidad)
    en = part.necesidad_id
    await _close(
        session, Verb.NECESIDAD_PARTIR, necesidad, aportes, before, part, by=by, now=now, en=en
    )
    return part


async def _number(session: AsyncSession, candidate_id: int | None, now: datetime) -> int:
    """The number of the candidate, which nobody took up yet; a new one if there is none."""
    if candidate_id is None:
        group = NeedGroup(created_at=now)
        session.add(group)
        await session.flush()
        return group.id
    if await session.get(Necesidad, candidate_id) is not None:
        raise RefusedError(
            f"La necesidad {candidate_id} ya la tomó el Laboratorio. Véala con: "
            f"ayni necesidad ver {candidate_id}"
        )
    if await session.get(NeedGroup, candidate_id, with_for_update=True) is None:
        raise NotFoundError(
            f"No hay una necesidad sugerida con el número {candidate_id}. "
            "Véalas con: ayni necesidad sugeridas"
        )
    return candidate_id


def _title(title: str) -> str:
    title = " ".join(clean(title).split())
    if brings := identifiers(title):
        raise RefusedError(
            f"El título {brings[0]}, y lo leerá mucha gente: escríbalo sin datos de nadie."
        )
    if not 3 <= len(title) <= LONGEST_TITLE:
        raise RefusedError(
            f"El título va de 3 a {LONGEST_TITLE} letras: lo lee la gente, dígalo como se lo diría "
            "a ella."
        )
    return title


async def _close(
    session: AsyncSession,
    verb: Verb,
    necesidad: Necesidad,
    aportes: Sequence[Aporte],
    before: Mapping[int, Necesidad],
    into: Necesidad | None,
    *,
    by: Operator,
    now: datetime,
    **details: int,
) -> None:
    """Write down where these aportes went, and tell whoever stands elsewhere because of it."""
    necesidad.updated_at = now
    after: JsonDict = {"aportes": [each.code for each in aportes], **details}
    entry = _record(session, verb, necesidad, by, now, after=after)
    await session.flush()
    ids = [each.id for each in aportes]
    told = await tell_moved(session, ids, before, into, entry=entry, now=now)
    entry.after = {**entry.after, "avisados": told}


def _record(
    session: AsyncSession,
    verb: Verb,
    necesidad: Necesidad,
    by: Operator,
    now: datetime,
    *,
    after: JsonDict,
    before: JsonDict | None = None,
) -> JournalEntry:
    return record(
        session,
        verb,
        About(necesidad_id=necesidad.necesidad_id),
        now=now,
        operator_id=by.id,
        note=f"{necesidad.necesidad_id}: {necesidad.title}",
        before=before,
        after={"necesidad": necesidad.necesidad_id, **after},
    )
