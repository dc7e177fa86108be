"""Operators' tags of a priority that came apart: each goes to the part that its text speaks of.

Where no part is plain, the tag stays under its theme, as it was, until somebody decides.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import OPEN, TagSource
from intake.reading.rules.language import readable
from intake.reading.rules.tags import Vocabulary
from intake.store.db import JsonDict
from intake.store.journal import About, record
from intake.store.models import Aporte, AporteTag
from intake.store.verbs import Verb


@dataclass(slots=True)
class Foreseen:
    """What would become of the tags that operators put or took off under one theme."""

    goes: Counter[str] = field(default_factory=Counter)
    """How many to each part."""
    stays: list[str] = field(default_factory=list)
    """Codes of those that somebody has to decide on."""


def parts_for(
    aporte: Aporte, settled: Mapping[str, bool], vocabulary: Vocabulary
) -> dict[str, tuple[str, ...]]:
    """Of what operators settled under themes, the parts it goes to; what stays is missing.

    What was put goes to one part; what was taken off is off for all of them. A part on which an
    operator has said something keeps that.
    """
    found: dict[str, tuple[str, ...]] = {}
    for theme in settled.keys() & vocabulary.themes.keys():
        parts = vocabulary.themes[theme].parts
        if not settled[theme]:
            found[theme] = tuple(part for part in parts if part not in settled)
        elif any(settled.get(part) for part in parts):
            found[theme] = ()
        else:
            text = readable(aporte.text, needs_interpreter=aporte.needs_interpreter)
            best = vocabulary.best_part(theme, text)
            if best is not None and best.priority not in settled:
                found[theme] = (best.priority,)
    return found


async def part(
    session: AsyncSession,
    aporte: Aporte,
    settled: Mapping[str, bool],
    vocabulary: Vocabulary,
    *,
    operator_id: int,
    now: datetime,
) -> dict[str, bool]:
    """Move what operators settled under themes to its parts; gives what is settled then.

    What was reserved by such a tag stays reserved, as if its operator had said so.
    """
    moves = parts_for(aporte, settled, vocabulary)
    if not moves:
        return dict(settled)
    before, after = await _move(session, aporte.id, moves)
    for theme, parts in moves.items():
        was_reserved = settled[theme] and vocabulary.is_reserved(theme)
        if was_reserved and aporte.restricted and not any(map(vocabulary.is_reserved, parts)):
            aporte.restricted_by = TagSource.OPERADOR
    record(
        session,
        Verb.PRIORIDADES_REETIQUETAR,
        About(aporte_id=aporte.id),
        now=now,
        operator_id=operator_id,
        note=_said(moves),
        before={"tags": before},
        after={"tags": after},
    )
    moved = {each: settled[theme] for theme, parts in moves.items() for each in parts}
    return {name: yes for name, yes in settled.items() if name not in moves} | moved


async def _move(
    session: AsyncSession, aporte_id: int, moves: Mapping[str, tuple[str, ...]]
) -> tuple[JsonDict, JsonDict]:
    """The rows, changed; what they were and what they are, as the journal keeps them."""
    before: JsonDict = {}
    after: JsonDict = {}
    for theme, parts in moves.items():
        row = await session.get_one(AporteTag, (aporte_id, theme))
        kept = {"accepted": row.accepted, "score": row.score, "words": list(row.words)}
        before[theme], after[theme] = kept | {"source": row.source.value}, None
        await session.delete(row)
        for each in parts:
            suggested = await session.get(AporteTag, (aporte_id, each))
            if suggested is not None:  # the machine's word gives way to the operator's
                await session.delete(suggested)
                await session.flush()
            tag = AporteTag(aporte_id=aporte_id, priority=each, source=TagSource.OPERADOR, **kept)
            session.add(tag)
            before[each], after[each] = None, kept | {"source": tag.source.value}
    await session.flush()
    return before, after


def _said(moves: Mapping[str, Iterable[str]]) -> str:
    return "; ".join(
        f"{theme} pasa a {', '.join(parts)}" if parts else f"{theme} ya estaba decidida"
        for theme, parts in sorted(moves.items())
    )


async def foresee(session: AsyncSession, vocabulary: Vocabulary) -> dict[str, Foreseen]:
    """What a file would do, by theme, to what operators settled on open aportes."""
    themes = list(vocabulary.themes)
    marked = sa.select(AporteTag.aporte_id).where(
        AporteTag.priority.in_(themes), AporteTag.source == TagSource.OPERADOR
    )
    rows = await session.execute(
        sa.select(Aporte, AporteTag.priority, AporteTag.accepted)
        .join(AporteTag, AporteTag.aporte_id == Aporte.id)
        .where(
            Aporte.id.in_(marked),
            Aporte.state.in_(OPEN),
            AporteTag.source == TagSource.OPERADOR,
        )
        .order_by(Aporte.id, AporteTag.priority)
    )
    aportes: dict[int, Aporte] = {}
    settled: dict[int, dict[str, bool]] = defaultdict(dict)
    for aporte, name, accepted in rows:
        aportes[aporte.id] = aporte
        settled[aporte.id][name] = accepted
    found: dict[str, Foreseen] = defaultdict(Foreseen)
    for id_, aporte in aportes.items():
        moves = parts_for(aporte, settled[id_], vocabulary)
        for theme in sorted(settled[id_].keys() & vocabulary.themes.keys()):
            if theme in moves:
                found[theme].goes.update(moves[theme])
            else:
                found[theme].stays.append(aporte.code)
    return dict(found)


async def count_left(session: AsyncSession, vocabulary: Vocabulary) -> dict[TagSource, int]:
    """How many open aportes stand under a theme, by who says so."""
    rows = await session.execute(
        sa.select(AporteTag.source, sa.func.count(AporteTag.aporte_id.distinct()))
        .join(Aporte, Aporte.id == AporteTag.aporte_id)
        .where(
            AporteTag.priority.in_(list(vocabulary.themes)),
            AporteTag.accepted,
            Aporte.state.in_(OPEN),
        )
        .group_by(AporteTag.source)
    )
    return {row[0]: row[1] for row in rows}
