"""The queue as an operator asks for it: filtered, in an order, a page at a time; the next case."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from intake.ids import Code
from intake.kinds import Actor, AporteKind, AporteState, Tongue
from intake.listening.followers import Voices, count_voices
from intake.store import merges
from intake.store.access import Grant
from intake.store.models import (
    Aporte,
    AporteTag,
    Attachment,
    Follower,
    JournalEntry,
    Operator,
    Person,
    Question,
    Reopening,
)
from intake.store.reader import Reader
from intake.store.verbs import LOOKING
from intake.words.calendar import LIMA
from intake.words.text import words

_ACCENTS = dict(zip("áéíóúüñÁÉÍÓÚÜÑ", "aeiouunaeiouun", strict=True))


class Order(StrEnum):
    """What comes first."""

    ANTIGUOS = "antiguos"
    RECIENTES = "recientes"
    VOCES = "voces"  # most people behind it
    VENCE = "vence"  # soonest to be answered


class Holder(StrEnum):
    """Whoever has it, where that is not a person."""

    NADIE = "nadie"


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show. Empty fields do not narrow; by default, what is in the queue."""

    states: frozenset[AporteState] = frozenset({AporteState.RECIBIDO})
    priorities: tuple[str, ...] = ()
    """Any of these."""
    kind: AporteKind | None = None
    actor: Actor | None = None
    places: tuple[str, ...] = ()
    """Beginnings of ubigeo."""
    holder: Holder | int | None = None
    """An operator's id, or nobody."""
    since: date | None = None
    """In Lima."""
    text: str = ""
    """All of these words, accents or not, in what was told or where."""
    is_answered: bool = False
    """Only those whose author answered a question that nobody has seen to."""
    tongue: Tongue | None = None
    """Only those that may be in this tongue, which somebody speaks who can read them."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case of the list."""

    aporte: Aporte
    voices: Voices
    holder: str | None
    is_asked: bool
    """A question waits for its author."""
    is_answered: bool
    """The author answered, and no operator has acted since."""
    attachments: int
    is_reopened: bool
    """It was closed, and its people told something new."""
    is_unverified: bool
    """Nobody verified stands behind it, and no sign of danger: it waits after the others."""
    priorities: tuple[str, ...] = field(default=())


async def list_cases(
    session: AsyncSession,
    where: Filter,
    reader: Reader,
    *,
    order: Order = Order.ANTIGUOS,
    limit: int = 20,
) -> list[QueueRow]:
    """At most `limit` cases in this order; the oldest first among equals.

    By age and by deadline, those that need an interpreter and nobody has taken come first. Behind
    all others are those of a crowd that may be no people (see `intake.listening.newcomers`).
    """
    reader.check(Grant.PALABRAS)
    ids = await _page(session, where, order, limit)
    query = (
        sa.select(
            Aporte,
            Operator.username,
            _waits_for_answer(),
            _has_new_answer(),
            sa.select(sa.func.count(Attachment.id))
            .where(Attachment.aporte_id == Aporte.id)
            .scalar_subquery(),
            sa.exists().where(Reopening.aporte_id == Aporte.id),
            _is_unverified(),
        )
        .outerjoin(Operator, Operator.id == Aporte.assigned_to_id)
        .where(Aporte.id.in_(ids))
    )
    rows = {row[0].id: row for row in await session.execute(query)}
    counts = await count_voices(session, ids)
    tags = await _tags(session, ids)
    if ids:
        shown = _readable(session, [rows[each][0] for each in ids], reader)
        reader.wrote(session, f"casos de la cola: {len(ids)}", cases=shown)
    return [_row(rows[each], counts.get(each, Voices()), tags.get(each, ())) for each in ids]


def _row(
    found: sa.Row[Aporte, str | None, bool, bool, int, bool, bool],
    voices: Voices,
    priorities: tuple[str, ...],
) -> QueueRow:
    aporte, holder, asked, answered, attachments, reopened, unverified = found
    return QueueRow(
        aporte,
        voices,
        holder,
        bool(asked),
        bool(answered),
        attachments,
        bool(reopened),
        bool(unverified),
        priorities,
    )


def _readable(session: AsyncSession, cases: Sequence[Aporte], reader: Reader) -> list[Aporte]:
    """Those of which the words are for this reader; the others lose theirs here."""
    for each in cases:
        if not reader.may_read(each):
            session.expunge(each)  # what is hidden here must not be written back
            each.text = each.place_text = ""
    return [each for each in cases if reader.may_read(each)]


async def count_cases(session: AsyncSession, where: Filter) -> int:
    """How many there are, on all pages."""
    return (
        await session.scalar(
            sa.select(sa.func.count()).select_from(Aporte).where(_condition(where))
        )
        or 0
    )


async def count_unverified(session: AsyncSession, where: Filter) -> int:
    """How many of them nobody verified stands behind."""
    found = (
        sa.select(sa.func.count()).select_from(Aporte).where(_condition(where), _is_unverified())
    )
    return await session.scalar(found) or 0


async def next_case(session: AsyncSession, where: Filter) -> Code | None:
    """The free case that comes next, locked; two who ask at once get different ones.

    First those that need an interpreter, then by when they must be answered; those not verified
    last. A case that waits for its author's answer is left until the answer comes.
    """
    free = sa.and_(_condition(where), Aporte.assigned_to_id.is_(None), ~_waits_for_answer())
    code = await session.scalar(
        sa.select(Aporte.code)
        .where(free)
        .order_by(_last(), Aporte.needs_interpreter.desc(), Aporte.answer_by, Aporte.id)
        .limit(1)
        .with_for_update(of=Aporte, skip_locked=True)
    )
    return None if code is None else Code(code)


def _is_held_by(holder: int | Holder) -> sa.ColumnElement[bool]:
    if holder is Holder.NADIE:
        return Aporte.assigned_to_id.is_(None)
    return Aporte.assigned_to_id == holder


def _condition(where: Filter) -> sa.ColumnElement[bool]:
    parts: list[sa.ColumnElement[bool]] = [Aporte.state.in_(where.states)]
    if where.priorities:
        parts.append(
            sa.exists().where(
                AporteTag.aporte_id == Aporte.id,
                AporteTag.priority.in_(where.priorities),
                AporteTag.accepted,
            )
        )
    if where.kind is not None:
        parts.append(Aporte.kind == where.kind)
    if where.actor is not None:
        parts.append(Aporte.actor == where.actor)
    if where.places:
        parts.append(sa.or_(*(Aporte.ubigeo.startswith(prefix) for prefix in where.places)))
    if where.holder is not None:
        parts.append(_is_held_by(where.holder))
    if where.since is not None:
        parts.append(Aporte.created_at >= datetime.combine(where.since, time(), LIMA))
    told = _unaccented(Aporte.text + " " + Aporte.place_text)
    parts.extend(told.contains(word, autoescape=True) for word in words(where.text))
    if where.is_answered:
        parts.append(_has_new_answer())
    if where.tongue is not None:
        parts.append(_may_be_in(where.tongue))
    return sa.and_(*parts)


def _may_be_in(tongue: Tongue) -> sa.ColumnElement[bool]:
    """Also where only the region is known, or nothing but that it is not Spanish."""
    may_be = [each.value for each in Tongue if tongue in each.may_be]
    return sa.and_(Aporte.needs_interpreter, Aporte.tongue.in_(["", *may_be]))


def _unaccented(column: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """In lower case and without accents, by functions that both engines have."""
    for accented, plain in _ACCENTS.items():
        column = sa.func.replace(column, accented, plain)
    return sa.func.lower(column)


def _waits_for_answer() -> sa.ColumnElement[bool]:
    return (
        sa.exists()
        .where(Question.aporte_id == Aporte.id, Question.answered_at.is_(None))
        .correlate(Aporte)
    )


def _is_unverified() -> sa.ColumnElement[bool]:
    """Told by a newcomer of a crowd, and joined by nobody else. Never what is reserved: who may be
    in danger does not wait behind anybody.
    """
    author = sa.exists().where(Person.id == Aporte.author_id, Person.unverified_since.is_not(None))
    verified = sa.exists().where(
        Follower.aporte_id == Aporte.id,
        Person.id == Follower.person_id,
        Person.unverified_since.is_(None),
    )
    return sa.and_(~Aporte.restricted, author.correlate(Aporte), ~verified.correlate(Aporte))


def _last() -> sa.ColumnElement[int]:
    return sa.case((_is_unverified(), 1), else_=0)


def _waits_for_interpreter() -> sa.ColumnElement[int]:
    """Before the others: few can read such a case, and its author waits without knowing."""
    waits = sa.and_(Aporte.needs_interpreter, Aporte.assigned_to_id.is_(None))
    return sa.case((waits, 0), else_=1)


def _has_new_answer() -> sa.ColumnElement[bool]:
    last_act = (
        sa.select(sa.func.max(JournalEntry.at))
        .where(
            JournalEntry.aporte_id == Aporte.id,
            JournalEntry.operator_id.is_not(None),
            JournalEntry.verb != LOOKING,
        )
        .correlate(Aporte)
        .scalar_subquery()
    )
    return (
        sa.exists()
        .where(
            Question.aporte_id == Aporte.id,
            Question.answered_at >= sa.func.coalesce(last_act, Question.asked_at),
        )
        .correlate(Aporte)
    )


async def _page(session: AsyncSession, where: Filter, order: Order, limit: int) -> Sequence[int]:
    """The ids of a page, in order: found alone, so that nothing else is joined to all the rest."""
    query = sa.select(Aporte.id).where(_condition(where))
    match order:
        case Order.ANTIGUOS:
            query = query.order_by(_last(), _waits_for_interpreter(), Aporte.created_at, Aporte.id)
        case Order.RECIENTES:
            query = query.order_by(_last(), Aporte.created_at.desc(), Aporte.id.desc())
        case Order.VENCE:
            query = query.order_by(_last(), _waits_for_interpreter(), Aporte.answer_by, Aporte.id)
        case Order.VOCES:
            query = _by_voices(_condition(where))
    return (await session.scalars(query.limit(limit))).all()


def _by_voices(roots: sa.ColumnElement[bool]) -> sa.Select[int]:
    """Roots by the distinct people behind them, merged ones included."""
    tree = merges.below(roots)
    member = aliased(Aporte)
    verified = sa.case((Person.unverified_since.is_(None), Follower.person_id))
    people = sa.func.count(verified.distinct())
    return (
        sa.select(tree.c.root_id)
        .join(member, member.id == tree.c.id)
        .outerjoin(
            Follower,
            sa.and_(Follower.aporte_id == tree.c.id, member.state != AporteState.RETIRADO),
        )
        .outerjoin(Person, Person.id == Follower.person_id)
        .group_by(tree.c.root_id)
        .order_by(people.desc(), tree.c.root_id)
    )


async def _tags(session: AsyncSession, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    rows = await session.execute(
        sa.select(AporteTag.aporte_id, AporteTag.priority)
        .where(AporteTag.aporte_id.in_(ids), AporteTag.accepted)
        .order_by(AporteTag.score.desc(), AporteTag.priority)
    )
    found: dict[int, tuple[str, ...]] = {}
    for aporte_id, priority in rows:
        found[aporte_id] = (*found.get(aporte_id, ()), priority)
    return found
