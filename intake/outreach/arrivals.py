"""Who came by which source: noted at the first message, and counted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.concursos import concursos
from intake.kinds import HANDED_IN, AporteState, SourceKind
from intake.outreach.commands import Arrived, ArrivedBy
from intake.outreach.sources import find
from intake.store.db import insert_new
from intake.store.models import Aporte, Application, Concurso, Person, Source
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
    aportes = sa.select(Aporte.id).where(
        Aporte.author_id == Person.id, Aporte.state != AporteState.RETIRADO
    )
    applications = sa.select(Application.id).where(
        Application.person_id == Person.id, Application.state.in_(HANDED_IN)
    )
    counted = {
        "told": aportes.exists(),
        "news": Person.news_since.is_not(None),
        "applied": applications.exists(),
    }
    came = (
        sa.select(
            Person.referral.label("code"),
            sa.func.count().label("people"),
            *(sa.func.sum(sa.case((each, 1), else_=0)).label(n) for n, each in counted.items()),
        )
        .where(Person.referral.is_not(None), *_within(since, until))
        .group_by(Person.referral)
        .subquery()
    )
    rows = await session.execute(
        sa.select(Source, *(sa.func.coalesce(came.c[each], 0) for each in ("people", *counted)))
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
