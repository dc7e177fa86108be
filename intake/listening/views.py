"""What a person gets to see of aportes: their own words, and of others' a glimpse without any.

Closed unless somebody opens it: what is reserved, and what nobody could read yet, is for the staff.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.grouping import needs
from intake.kinds import Actor, AporteState, TagSource, Verdict
from intake.listening.commands import Alike, AporteView, FindSimilar, Glimpse, SimilarFound
from intake.listening.followers import Backing, standing_behind
from intake.reading import tagging, taxonomy
from intake.reading.rules.tags import Vocabulary
from intake.sameness import matching
from intake.sameness.rules.scorecard import Scorecard
from intake.store import merges
from intake.store.models import Aporte, AporteTag, Follower, Necesidad, Person
from intake.words.calendar import lima_date

_MOST_ALIKE = 3
_LOOKED_AT = 8
"""Of those that are alike, for some are one's own and some read the same."""


async def find_alike(
    session: AsyncSession,
    command: FindSimilar,
    person: Person,
    *,
    vocabulary: Vocabulary,
    scorecard: Scorecard,
) -> SimilarFound:
    """Open aportes of others that may tell the same, as they may be offered to be joined.

    None if what is told is to be reserved itself; none without a topic or a known person
    behind it, for there would be nothing to say yes to; and one of those that read the same.
    """
    topics = [tag.priority for tag in vocabulary.tag(command.text)]
    if await tagging.signs_in(session, (command.text,), topics, vocabulary):
        return SimilarFound(())
    found = await matching.find_similar(
        session,
        command.text,
        command.ubigeo,
        command.kind,
        limit=_LOOKED_AT,
        vocabulary=vocabulary,
        scorecard=scorecard,
    )
    likely = [each.aporte_id for each in found if each.outcome != "new"]
    theirs = await _known_to(session, likely, person)
    others = [each for each in likely if each not in theirs]
    first = next((theirs[each] for each in likely if each in theirs), "")
    return SimilarFound(await _offered(session, others, vocabulary), first)


async def _offered(
    session: AsyncSession, ids: Sequence[int], vocabulary: Vocabulary
) -> tuple[Alike, ...]:
    """Those that have a topic and may be known, in order; one of each topic and district."""
    rows = await session.scalars(sa.select(Aporte).where(Aporte.id.in_(ids)))
    aportes = {aporte.id: aporte for aporte in rows if aporte.may_be_known}
    glimpses = await _glimpses(session, {id_: id_ for id_ in aportes}, aportes, vocabulary)
    offered: dict[tuple[str, str | None], Alike] = {}
    for id_ in ids:
        glimpse = glimpses.get(id_)
        if glimpse is not None and glimpse.topic:
            line = (glimpse.topic, glimpse.ubigeo)
            offered.setdefault(line, Alike(aportes[id_].code, glimpse))
    return tuple(offered.values())[:_MOST_ALIKE]


async def views(
    session: AsyncSession,
    aportes: Collection[Aporte],
    person: Person,
    *,
    vocabulary: Vocabulary | None = None,
) -> tuple[AporteView, ...]:
    """How `person` may see these, in order."""
    vocabulary = vocabulary or await taxonomy.current(session)
    chains = await merges.chains_of(session, aportes)
    roots = {aporte_id: chain[-1] for aporte_id, chain in chains.items()}
    joined = await _joined(session, aportes, person)
    necesidades = await _necesidades(session, chains)
    shown = {
        aporte.id: aporte
        for aporte in aportes
        if aporte.author_id == person.id or (aporte.may_be_known and roots[aporte.id].may_be_known)
    }
    glimpses = await _glimpses(session, {id_: roots[id_].id for id_ in shown}, shown, vocabulary)
    return tuple(
        _Known(
            aporte,
            roots[aporte.id],
            necesidades.get(aporte.id),
            joined.get(aporte.id),
            glimpses.get(aporte.id),
        ).seen_by(person)
        for aporte in aportes
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What there is to know of one aporte, before it is said how much of it a person sees."""

    aporte: Aporte
    root: Aporte
    necesidad: Necesidad | None
    follower: Follower | None
    """The person's own, if they stand behind it."""
    glimpse: Glimpse | None

    def seen_by(self, person: Person) -> AporteView:
        """What all may see of it; with what they told themselves, if it is theirs."""
        view = self._in_necesidad(self._to_others())
        aporte = self.aporte
        if aporte.author_id != person.id:
            return view
        return replace(
            view,
            text=aporte.text,
            ubigeo=aporte.ubigeo,
            place_text=aporte.place_text,
            affected=aporte.affected,
            actor=aporte.actor,
            is_mine=True,
            may_change=aporte.state is AporteState.RECIBIDO,
        )

    def _to_others(self) -> AporteView:
        """Nothing that its teller said; of the words, those alone with which they joined it."""
        aporte, follower = self.aporte, self.follower
        return AporteView(
            code=aporte.code,
            kind=aporte.kind,
            text=(follower.words if follower else None) or "",
            ubigeo=None,
            place_text="",
            affected="",
            actor=Actor.CIUDADANIA,
            state=aporte.state,
            root_state=self.root.state if aporte.merged_into_id else None,
            stage=None,
            is_prioritised=False,
            is_declined=False,
            glimpse=self.glimpse,
            answer_by=self._owed_by(),
            is_mine=False,
            is_followed=follower is not None,
            may_change=False,
        )

    def _in_necesidad(self, view: AporteView) -> AporteView:
        """The same, and how far the Lab's necesidad is behind which it counts, if there is one."""
        if self.necesidad is None:
            return view
        return replace(
            view,
            stage=self.necesidad.stage,
            is_prioritised=self.necesidad.prioritised_at is not None,
            is_declined=self.necesidad.verdict is Verdict.NO_PRIORIZADA,
        )

    def _owed_by(self) -> date:
        """The last date they were given: on telling it, on joining, or when it was opened again."""
        joined = self.follower.answer_by if self.follower else None
        return max(filter(None, (self.aporte.answer_by, self.root.answer_by, joined)))


async def _glimpses(
    session: AsyncSession,
    roots: Mapping[int, int],
    aportes: Mapping[int, Aporte],
    vocabulary: Vocabulary,
) -> dict[int, Glimpse]:
    """By aporte. `roots`: of each, the one for which its people are counted."""
    standing = await standing_behind(session, set(roots.values()))
    topics = await _topics(session, aportes, vocabulary)
    return {
        id_: _glimpse(aporte, topics.get(id_, ""), standing.get(roots[id_]))
        for id_, aporte in aportes.items()
    }


def _glimpse(aporte: Aporte, topic: str, standing: Backing | None) -> Glimpse:
    people, since = (
        (0, aporte.created_at) if standing is None else (standing.people, standing.since)
    )
    return Glimpse(topic, aporte.ubigeo, people, lima_date(since))


async def _topics(
    session: AsyncSession, aporte_ids: Collection[int], vocabulary: Vocabulary
) -> dict[int, str]:
    """What each touches most, an operator's word first; those that touch nothing are left out."""
    rows = await session.execute(
        sa.select(AporteTag.aporte_id, AporteTag.priority)
        .where(AporteTag.aporte_id.in_(aporte_ids), AporteTag.accepted)
        .order_by(
            AporteTag.source != TagSource.OPERADOR, AporteTag.score.desc(), AporteTag.priority
        )
    )
    found: dict[int, str] = {}
    for aporte_id, name in rows:
        priority = vocabulary.find(name)
        if priority is not None:
            found.setdefault(aporte_id, priority.spoken)
    return found


async def _known_to(
    session: AsyncSession, root_ids: Collection[int], person: Person
) -> dict[int, str]:
    """Those of the roots behind which they stand already, with the code they know it by."""
    tree = merges.below(root_ids)
    rows = await session.execute(
        sa.select(tree.c.root_id, Aporte.code)
        .join(Follower, Follower.aporte_id == tree.c.id)
        .join(Aporte, Aporte.id == tree.c.id)
        .where(Follower.person_id == person.id, Aporte.state != AporteState.RETIRADO)
        .order_by(Aporte.author_id == person.id, Aporte.id.desc())
    )
    return {row[0]: row[1] for row in rows}


async def _joined(
    session: AsyncSession, aportes: Collection[Aporte], person: Person
) -> dict[int, Follower]:
    """Those they stand behind: what they wrote when they joined, and the date they were given."""
    rows = await session.scalars(
        sa.select(Follower).where(
            Follower.person_id == person.id,
            Follower.aporte_id.in_([aporte.id for aporte in aportes]),
        )
    )
    return {follower.aporte_id: follower for follower in rows}


async def _necesidades(
    session: AsyncSession, chains: dict[int, list[Aporte]]
) -> dict[int, Necesidad]:
    """The necesidad of the Lab behind which each counts (see voices), the nearest, if any."""
    by_member = await needs.necesidades_of(
        session, {each.id for chain in chains.values() for each in chain}
    )
    found = {}
    for aporte_id, chain in chains.items():
        for each in chain:
            if each.id in by_member and each.state.counts_in_necesidad(chain[-1].state):
                found[aporte_id] = by_member[each.id]
                break
    return found
