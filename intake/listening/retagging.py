"""New priorities for the whole queue: what they would change, and the change, batch by batch.

Operators' words stay, and what was answered stays as it was understood then. Whatever was cut
goes on where it stood.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.kinds import OPEN, TagSource
from intake.listening import parting
from intake.listening.settling import settle
from intake.reading import tagging, taxonomy
from intake.reading.rules.tags import Vocabulary
from intake.reading.rules.taxonomy_changes import TaxonomyChanges
from intake.reading.rules.vocabulary import VocabularyData
from intake.store import access
from intake.store.access import Grant
from intake.store.journal import record
from intake.store.locks import queue_up
from intake.store.models import Aporte, AporteTag, Operator, Taxonomy
from intake.store.verbs import Verb

_EXAMPLES = 3
_BATCH = 100
_LOOKED_AT = 500
_NAMED = 5


@dataclass(slots=True)
class Effect:
    """What new priorities would do to one tag: how many open aportes, and the codes of a few."""

    gains: int = 0
    loses: int = 0
    gaining: list[str] = field(default_factory=list)
    losing: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Batch:
    """A part of the queue that was tagged again."""

    looked_at: int
    changed: int
    is_last: bool


async def count_open(session: AsyncSession, *, after: int = 0) -> int:
    """How many aportes are open; only those after one of them, if it is given."""
    count = sa.select(sa.func.count()).where(Aporte.state.in_(OPEN), Aporte.id > after)
    return await session.scalar(count) or 0


async def effects(
    session: AsyncSession, vocabulary: Vocabulary, progress: Callable[[int], None]
) -> dict[str, Effect]:
    """What each tag would gain and lose among open aportes; nothing is written."""
    found: dict[str, Effect] = defaultdict(Effect)
    after, done = 0, 0
    while batch := await _open_after(session, after, _LOOKED_AT):
        for aporte, had, settled in await _with_tags(session, batch):
            moved = parting.parts_for(aporte, settled, vocabulary).values()
            taken = {*settled, *chain.from_iterable(moved)}
            has = {tag.priority for tag in tagging.suggest(aporte, vocabulary)} - taken
            for name in has - had:
                found[name].gains += 1
                found[name].gaining += [aporte.code][: _EXAMPLES - len(found[name].gaining)]
            for name in had - has:
                found[name].loses += 1
                found[name].losing += [aporte.code][: _EXAMPLES - len(found[name].losing)]
        after = batch[-1].id
        done += len(batch)
        session.expunge_all()
        progress(done)
    return dict(sorted(found.items()))


async def orphans(session: AsyncSession, data: VocabularyData) -> list[str]:
    """Why a file cannot hold: priorities it lacks, that operators put on open aportes."""
    known = [*(each.id for each in data.priorities), *(each.id for each in data.themes)]
    rows = await session.execute(
        sa.select(AporteTag.priority, Aporte.code)
        .join(Aporte, Aporte.id == AporteTag.aporte_id)
        .where(
            Aporte.state.in_(OPEN),
            AporteTag.source == TagSource.OPERADOR,
            AporteTag.accepted.is_(True),
            AporteTag.priority.not_in(known),
        )
        .order_by(AporteTag.priority, Aporte.id)
    )
    codes: dict[str, list[str]] = defaultdict(list)
    for name, code in rows:
        codes[name].append(code)
    return [
        f"Falta la prioridad «{name}», que un operador puso en {len(found)} "
        f"{'aporte abierto' if len(found) == 1 else 'aportes abiertos'}: "
        f"{', '.join(found[:_NAMED])}{'…' if len(found) > _NAMED else ''}. "
        f"Déjela en el archivo, o quítela antes: ayni etiquetar {found[0]} -{name}"
        for name, found in codes.items()
    ]


def allow(by: Operator) -> None:
    """Refuse an account that may not change the priorities."""
    if not access.may(by, Grant.SECRETARIA):
        raise RefusedError("Las prioridades las importa la Secretaría Técnica.")


async def keep(
    session: AsyncSession,
    text: str,
    data: VocabularyData,
    changes: TaxonomyChanges,
    *,
    by: Operator,
    now: datetime,
) -> Taxonomy:
    """Make a file that was read without fault the one that holds. RefusedError says why it may not.

    From here on the chat tags by it; the queue is for `retag_some`. An empty text is the product's
    own file, whichever a later version brings.
    """
    allow(by)
    missing = await orphans(session, data)
    if missing:
        raise RefusedError("\n".join(missing))
    row = Taxonomy(text=text, imported_at=now, operator_id=by.id, retagged_to=0)
    session.add(row)
    await session.flush()
    record(
        session,
        Verb.PRIORIDADES_IMPORTAR,
        now=now,
        operator_id=by.id,
        note=f"{len(data.priorities)} prioridades",
        after={
            "taxonomia": row.id,
            "nuevas": list(changes.added),
            "quitadas": list(changes.removed),
            "cambiadas": sorted({*changes.renamed, *changes.words}),
            "divididas": {theme: list(parts) for theme, parts in changes.parted.items()},
        },
    )
    return row


async def retag_some(
    session: AsyncSession, taxonomy_id: int, vocabulary: Vocabulary, *, now: datetime
) -> Batch:
    """Tag the next open aportes again. RefusedError where another file was imported meanwhile."""
    await queue_up(session, "index")  # what is tagged again is also found again by its topics
    row = await session.get_one(Taxonomy, taxonomy_id, with_for_update=True)
    newest = await taxonomy.newest(session)
    if newest is not None and newest.id != taxonomy_id:
        raise RefusedError(
            "Mientras tanto se importaron otras prioridades: la cola sigue con esas. "
            "Para terminarla repita: ayni prioridades importar ARCHIVO, con el último archivo."
        )
    batch = await _open_after(session, row.retagged_to, _BATCH, to_change=True)
    changed = 0
    for aporte, had, settled in await _with_tags(session, batch):
        now_settled = await parting.part(
            session, aporte, settled, vocabulary, operator_id=row.operator_id, now=now
        )
        suggested = {tag.priority for tag in tagging.suggest(aporte, vocabulary)}
        await tagging.retag(session, aporte, vocabulary)
        if had != suggested - now_settled.keys() or now_settled != settled:
            await settle(session, aporte, now=now)
            changed += 1
    if batch:
        row.retagged_to = batch[-1].id
    else:
        row.retagged_at = now
        record(
            session,
            Verb.PRIORIDADES_REETIQUETAR,
            now=now,
            operator_id=row.operator_id,
            after={"taxonomia": row.id},
        )
    return Batch(len(batch), changed, is_last=not batch)


async def _open_after(
    session: AsyncSession, after: int, limit: int, *, to_change: bool = False
) -> list[Aporte]:
    query = (
        sa.select(Aporte)
        .where(Aporte.state.in_(OPEN), Aporte.id > after)
        .order_by(Aporte.id)
        .limit(limit)
    )
    return list(await session.scalars(query.with_for_update() if to_change else query))


async def _with_tags(
    session: AsyncSession, aportes: list[Aporte]
) -> list[tuple[Aporte, set[str], dict[str, bool]]]:
    """Each with the priorities that the machine gave it, and what operators put and took off."""
    rows = await session.execute(
        sa.select(
            AporteTag.aporte_id, AporteTag.priority, AporteTag.source, AporteTag.accepted
        ).where(AporteTag.aporte_id.in_([aporte.id for aporte in aportes]))
    )
    automatic: dict[int, set[str]] = defaultdict(set)
    settled: dict[int, dict[str, bool]] = defaultdict(dict)
    for aporte_id, name, source, accepted in rows:
        if source is TagSource.AUTOMATICA:
            automatic[aporte_id].add(name)
        else:
            settled[aporte_id][name] = accepted
    return [(aporte, automatic[aporte.id], settled[aporte.id]) for aporte in aportes]
