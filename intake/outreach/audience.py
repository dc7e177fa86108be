"""To whom a mass message goes: whom it concerns, and who of these is not written to, and why."""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import HANDED_IN, Actor, AporteState
from intake.necesidades import voices
from intake.reading import taxonomy
from intake.store.db import JsonDict
from intake.store.models import (
    Aporte,
    AporteTag,
    Application,
    Broadcast,
    OutboxMessage,
    Person,
)
from intake.store.models.message import OutboxState

WEEK = timedelta(days=7)
_REACHED = (OutboxState.PENDING, OutboxState.SENT, OutboxState.UNKNOWN, OutboxState.FAILED)
"""Whoever has such a row of a topic is not posted another: it went, or may have, or never will."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom it concerns. Several kinds of condition narrow it; of one kind, any value will do."""

    ubigeos: tuple[str, ...] = ()
    """Departments (2 digits), provinces (4), districts (6)."""
    actor: Actor | None = None
    priorities: tuple[str, ...] = ()
    """About which they told an aporte."""
    followers_of: tuple[int, ...] = ()
    """Behind any of these necesidades."""
    applicants_of: tuple[int, ...] = ()
    """Who sent an application to any of these concursos (ids)."""
    channels: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """The audience as it is kept with the broadcast."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if value}

    @classmethod
    def from_json(cls, kept: JsonDict) -> "Audience":
        """The audience that `to_json` made."""
        lists = {name: tuple(value) for name, value in kept.items() if name != "actor"}
        return cls(actor=Actor(kept["actor"]) if "actor" in kept else None, **lists)


class LeftOut(StrEnum):
    """Why somebody whom it concerns is not written to. The first that holds counts."""

    NO_OPT_IN = "sin_permiso"
    UNREACHABLE = "no_se_llega"
    CHANNEL_OFF = "canal_apagado"
    TOLD = "ya_avisada"
    OFTEN = "tope_semanal"


async def read(session: AsyncSession, kept: JsonDict) -> Audience:
    """The audience that was kept; if it names what came apart since, those of its parts too."""
    audience = Audience.from_json(kept)
    if not audience.priorities:
        return audience
    vocabulary = await taxonomy.current(session)
    widened = chain.from_iterable(map(vocabulary.covers, audience.priorities))
    return replace(audience, priorities=tuple(dict.fromkeys(widened)))


@dataclass(frozen=True, slots=True)
class BroadcastLimits:
    """What holds for every mass message, whatever it says."""

    channels: frozenset[str]
    """Those that are open here."""
    weekly: int
    """How many of them one person may get in seven days."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many it would reach on each channel, and how many not, by reason."""

    reached: dict[str, int]
    left_out: dict[LeftOut, int]

    @property
    def people(self) -> int:
        """How many people it would reach."""
        return sum(self.reached.values())


@dataclass(frozen=True, slots=True)
class Past:
    """Which broadcasts went before: of the same topic, and others within the week."""

    same: tuple[int, ...]
    recent: tuple[int, ...]


async def before(session: AsyncSession, topic: str, now: datetime) -> Past:
    """What was sent before a broadcast of this topic."""
    same = await session.scalars(sa.select(Broadcast.id).where(Broadcast.topic == topic))
    recent = await session.scalars(
        sa.select(Broadcast.id).where(Broadcast.topic != topic, Broadcast.began_at > now - WEEK)
    )
    return Past(tuple(same), tuple(recent))


async def count(
    session: AsyncSession, audience: Audience, topic: str, limits: BroadcastLimits, now: datetime
) -> Count:
    """Count the people before anything is sent."""
    past = await before(session, topic, now)
    # Counted in one pass and without sorting: GROUP BY takes three times as long.
    names: list[LeftOut | str] = []
    counts: list[sa.ColumnElement[int]] = []
    none_before: list[sa.ColumnElement[bool]] = []
    for why, holds in _reasons(past, limits):
        names.append(why)
        counts.append(sa.func.count().filter(*none_before, holds))
        none_before.append(sa.not_(holds))
    for channel in sorted(limits.channels):
        names.append(channel)
        counts.append(sa.func.count().filter(_unindexed(Person.channel) == channel, *none_before))
    row = (await session.execute(sa.select(*counts).where(*_concerned(audience)))).one()
    found = dict(zip(names, row, strict=True))
    reached = {channel: found[channel] for channel in sorted(limits.channels) if found[channel]}
    return Count(reached, {why: found.get(why, 0) for why in LeftOut})


def who_may(
    audience: Audience,
    past: Past,
    limits: BroadcastLimits,
    among: sa.ColumnElement[bool] | None = None,
) -> list[sa.ColumnElement[bool]]:
    """The conditions on `Person` of being written to now; `among` as in `_concerned`."""
    reasons = _reasons(past, limits)
    return [*_concerned(audience, among), *(sa.not_(holds) for _, holds in reasons)]


def _reasons(past: Past, limits: BroadcastLimits) -> list[tuple[LeftOut, sa.ColumnElement[bool]]]:
    found: list[tuple[LeftOut, sa.ColumnElement[bool]]] = [
        (LeftOut.NO_OPT_IN, Person.news_since.is_(None)),
        (LeftOut.UNREACHABLE, Person.unreachable_at.is_not(None)),
        (LeftOut.CHANNEL_OFF, _unindexed(Person.channel).not_in(limits.channels)),
    ]
    if past.same:
        found.append((LeftOut.TOLD, _got(past.same, _REACHED) >= 1))
    if len(past.recent) >= limits.weekly:  # else nobody can have had that many
        found.append((LeftOut.OFTEN, _got(past.recent, _REACHED[:-1]) >= limits.weekly))
    return found


def _got(broadcasts: Collection[int], states: Collection[OutboxState]) -> sa.ColumnElement[int]:
    """How many messages of these a person has."""
    return (
        sa.select(sa.func.count())
        .select_from(OutboxMessage)
        .where(
            OutboxMessage.broadcast_id.in_(broadcasts),
            OutboxMessage.person_id == Person.id,
            OutboxMessage.state.in_(states),
        )
        .correlate(Person)
        .scalar_subquery()
    )


def _concerned(
    audience: Audience, among: sa.ColumnElement[bool] | None = None
) -> list[sa.ColumnElement[bool]]:
    """Conditions on `Person`; `among`, one on the author of an aporte, spares looking at all."""
    conditions: list[sa.ColumnElement[bool]] = []
    if audience.ubigeos:
        conditions.append(sa.or_(*(_within(each) for each in audience.ubigeos)))
    if audience.actor:
        conditions.append(Person.actor == audience.actor)
    if audience.channels:
        conditions.append(_unindexed(Person.channel).in_(audience.channels))
    if audience.priorities:
        told = (
            sa.select(Aporte.author_id)
            .join(AporteTag, AporteTag.aporte_id == Aporte.id)
            .where(
                Aporte.state != AporteState.RETIRADO,
                AporteTag.priority.in_(audience.priorities),
                AporteTag.accepted,
            )
        )
        conditions.append(Person.id.in_(told if among is None else told.where(among)))
    if audience.followers_of:
        conditions.append(Person.id.in_(voices.behind(audience.followers_of)))
    if audience.applicants_of:
        applied = sa.select(Application.person_id).where(
            Application.concurso_id.in_(audience.applicants_of),
            Application.state.in_(HANDED_IN),
        )
        conditions.append(Person.id.in_(applied))
    return conditions


def _within(ubigeo: str) -> sa.ColumnElement[bool]:
    """All codes that begin so, as a range: LIKE costs more."""
    after = str(int(ubigeo) + 1).zfill(len(ubigeo))
    column = _unindexed(Person.ubigeo)
    return sa.and_(column >= ubigeo, column < after)


def _unindexed(column: sa.orm.InstrumentedAttribute[T]) -> sa.ColumnElement[T]:
    """The same value, not by its index: people are read in the order of their ids, whatever else.

    SQLite would take all the people of a channel or region, and sort them, for each helping.
    """
    return sa.type_coerce(column + "", column.type)
