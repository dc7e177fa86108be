"""What operators corrected of how cases were read, as examples to learn from.

Taken are only words that may be shared: none of a case that was withdrawn, is reserved, whose words
were erased, or that the reader cannot read. Of a reserved one a sentence teaches that an operator
composed in their place, if there is one.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.kinds import AporteState, TagSource
from intake.reading.examples import LAB, Example, Label
from intake.reading.rules.acts import Act, Danger
from intake.store.models import Aporte, AporteTag, Follower, JournalEntry, ReadingCorrection
from intake.store.verbs import Verb

NEEDED = 30
"""Fewer corrections would only teach chance."""
_CORRECTED = sa.select(ReadingCorrection.aporte_id).where(ReadingCorrection.stands)
_TAGGED = sa.select(AporteTag.aporte_id).where(AporteTag.source == TagSource.OPERADOR)


async def gather(session: AsyncSession) -> list[Example]:
    """What may be learned from corrections, in the order in which the cases were told."""
    readings = await _readings(session)
    tags = await _tags(session)
    cases = await session.scalars(
        sa.select(Aporte)
        # An author who left what others joined took their words back.
        .join(
            Follower,
            sa.and_(Follower.aporte_id == Aporte.id, Follower.person_id == Aporte.author_id),
        )
        .where(
            sa.or_(
                Aporte.id.in_(_CORRECTED),
                Aporte.id.in_(_TAGGED),
                Aporte.restricted_by == TagSource.OPERADOR,
            ),
            Aporte.state != AporteState.RETIRADO,
            ~Aporte.needs_interpreter,
        )
        .order_by(Aporte.id)
    )
    hands: dict[int, str] = {}
    found = []
    for case in cases:
        reading = readings.get(case.id)
        text = _words(case, reading)
        if not text:
            continue
        hand = hands.setdefault(case.author_id, f"{LAB} {len(hands) + 1}")
        example = _example(case, text, hand, reading, tags.get(case.id, ()))
        if example.says:
            found.append(example)
    return found


def check_enough(count: int) -> None:
    """RefusedError says how many corrections are lacking."""
    if count < NEEDED:
        raise RefusedError(
            f"Correcciones que pueden enseñar: hay {count} y hacen falta {NEEDED}. Se corrige con "
            "ayni etiquetar, ayni reservar y ayni enmendar; lo retirado y lo reservado no cuenta."
        )


def count_labels(examples: Collection[Example]) -> Mapping[Label, int]:
    """Of how many examples each thing was said."""
    return {label: sum(label in each.says for each in examples) for label in Label}


def _words(case: Aporte, reading: ReadingCorrection | None) -> str:
    """What teaches of a case; empty if nothing may. Whose words were erased teaches nothing."""
    if not case.text.strip():
        return ""
    if reading is not None and reading.wording:
        return reading.wording
    return "" if case.restricted else case.text


def _example(
    case: Aporte, text: str, hand: str, reading: ReadingCorrection | None, topics: tuple[str, ...]
) -> Example:
    said = set()
    act, danger, reserved = Act.APORTE, None, False
    if reading is not None and reading.act is not None:
        act = Act(reading.act)
        said.add(Label.ACT)
    if reading is not None and reading.danger is not None:
        danger = Danger(reading.danger) if reading.danger else None
        said.add(Label.DANGER)
    if case.restricted_by is TagSource.OPERADOR:
        reserved = case.restricted
        said.add(Label.RESERVE)
    if topics:
        said.add(Label.TOPICS)
    return Example(
        text=text,
        hand=hand,
        act=act,
        danger=danger,
        priorities=topics,
        is_reserved=reserved,
        says=frozenset(said),
    )


async def _readings(session: AsyncSession) -> dict[int, ReadingCorrection]:
    """The corrections that stand, by case; not those of words that their author changed since."""
    changed = (
        sa.select(JournalEntry.aporte_id, sa.func.max(JournalEntry.at).label("at"))
        .where(JournalEntry.verb == Verb.CORREGIR)
        .group_by(JournalEntry.aporte_id)
        .subquery()
    )
    rows = await session.scalars(
        sa.select(ReadingCorrection)
        .outerjoin(changed, changed.c.aporte_id == ReadingCorrection.aporte_id)
        .where(
            ReadingCorrection.stands,
            sa.or_(changed.c.at.is_(None), changed.c.at <= ReadingCorrection.at),
        )
    )
    return {row.aporte_id: row for row in rows}


async def _tags(session: AsyncSession) -> dict[int, tuple[str, ...]]:
    """What stands of the tags of each case of whose tags an operator said something."""
    rows = await session.execute(
        sa.select(AporteTag.aporte_id, AporteTag.priority)
        .where(AporteTag.aporte_id.in_(_TAGGED), AporteTag.accepted)
        .order_by(AporteTag.aporte_id, AporteTag.priority)
    )
    standing: dict[int, list[str]] = defaultdict(list)
    for aporte_id, priority in rows:
        standing[aporte_id].append(priority)
    return {case: tuple(names) for case, names in standing.items()}
