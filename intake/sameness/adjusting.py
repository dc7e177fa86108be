"""A scorecard adjusted to what operators decided. It is never put to use by itself.

A merge that stands says that two tell the same, a separation that they do not. What was shown as
alike beside a case that was triaged, and was left alone, says so too, but weakly.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.kinds import AporteState
from intake.reading import taxonomy
from intake.reading.rules.tags import Vocabulary
from intake.sameness import matching
from intake.sameness.comparing import base_of, evidence_of, told_by
from intake.sameness.rules.fitting import Pair, fit
from intake.sameness.rules.scorecard import Scorecard
from intake.store.models import Aporte, JournalEntry
from intake.store.verbs import Verb

NEEDED = 30
"""Fewer decisions would only teach chance."""
BASE = ""
"""Stands for a feature where it is the points that every pair begins with."""
_SEED = 11
_HELD = 3
"""One case of so many is held out."""
_SHOWN = 3
"""How many alike ones an operator sees beside a case (cases.open_case)."""
_WEAK = 0.25
_NOTABLE = 0.05


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an operator said of two aportes."""

    case_id: int
    other_id: int
    same: bool


@dataclass(frozen=True, slots=True)
class Labelled:
    """A pair to learn from; the weak ones were only left alone."""

    case_id: int
    other_id: int
    pair: Pair
    is_weak: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """How well pairs are told apart; None if there is nothing to say it of."""

    precision: float | None
    """Of those it would link, how many are the same."""
    recall: float | None
    """Of those that are the same, how many it would link."""
    asked: float
    brier: float
    """The mean square of the error of the probability."""


@dataclass(frozen=True, slots=True)
class WeightChange:
    """Where the points of a feature moved most, over what it gives when it is nothing."""

    feature: str
    value: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The scorecard learnt from `learnt` pairs, measured on others, of other cases."""

    scorecard: Scorecard
    learnt: int
    held: int
    held_same: int
    before: Measure
    after: Measure
    changes: tuple[WeightChange, ...]


async def decisions(session: AsyncSession) -> list[Judgement]:
    """What stands of merges and separations; of two aportes, the last word. No withdrawn ones."""
    entries = await session.scalars(
        sa.select(JournalEntry)
        .where(
            JournalEntry.verb.in_((Verb.FUSIONAR, Verb.SEPARAR)),
            JournalEntry.undone_by_id.is_(None),
        )
        .order_by(JournalEntry.id)
    )
    found: dict[frozenset[int], Judgement] = {}
    for entry in entries:
        same = entry.verb is Verb.FUSIONAR
        other = (entry.after if same else entry.before).get("merged_into_id")
        if entry.aporte_id is not None and other is not None:
            pair = frozenset((entry.aporte_id, other))
            found.pop(pair, None)
            found[pair] = Judgement(entry.aporte_id, other, same)
    gone = set(
        await session.scalars(sa.select(Aporte.id).where(Aporte.state == AporteState.RETIRADO))
    )
    return [each for pair, each in found.items() if gone.isdisjoint(pair)]


async def triaged(session: AsyncSession) -> dict[int, datetime]:
    """Cases that were admitted or merged, and when: their alike ones had been looked at."""
    rows = await session.execute(
        sa.select(Aporte.id, sa.func.max(JournalEntry.at))
        .join(JournalEntry, Aporte.id == JournalEntry.aporte_id)
        .where(
            JournalEntry.verb.in_((Verb.ADMITIR, Verb.FUSIONAR)),
            JournalEntry.undone_by_id.is_(None),
            Aporte.state != AporteState.RETIRADO,
        )
        .group_by(Aporte.id)
        .order_by(Aporte.id)
    )
    return {row[0]: row[1] for row in rows}


async def labelled(
    session: AsyncSession,
    decided: Sequence[Judgement],
    looked_at: dict[int, datetime],
    scorecard: Scorecard,
    progress: Callable[[int], None],
) -> list[Labelled]:
    """The pairs with the features that they have now; `progress` is told after each of either."""
    found = []
    for done, each in enumerate(decided, 1):
        one = await session.get_one(Aporte, each.case_id)
        other = await session.get_one(Aporte, each.other_id)
        evidence = await evidence_of(session, told_by(one), told_by(other))
        pair = Pair(evidence.values, each.same)
        found.append(Labelled(each.case_id, each.other_id, pair, is_weak=False))
        progress(done)
    settled = {frozenset((each.case_id, each.other_id)) for each in decided}
    vocabulary = await taxonomy.current(session)
    for done, (case_id, at) in enumerate(looked_at.items(), len(decided) + 1):
        case = await session.get_one(Aporte, case_id)
        found += [
            each
            for each in await _left_alone(session, case, at, scorecard, vocabulary)
            if frozenset((each.case_id, each.other_id)) not in settled
        ]
        progress(done)
    return found


async def _left_alone(
    session: AsyncSession,
    case: Aporte,
    at: datetime,
    scorecard: Scorecard,
    vocabulary: Vocabulary,
) -> list[Labelled]:
    """What was shown beside it when it was triaged, and is in no group with it or another."""
    found = await matching.evidences_of(session, case, vocabulary=vocabulary, scorecard=scorecard)
    own = {candidate.root_id for candidate, _ in found if candidate.id == case.id} | {case.id}
    alone = [(c.id, evidence.values) for c, evidence in found if c.id == c.root_id not in own]
    earlier = set(
        await session.scalars(
            sa.select(Aporte.id).where(
                Aporte.id.in_([id_ for id_, _ in alone]), Aporte.created_at <= at
            )
        )
    )
    shown = [(id_, values) for id_, values in alone if id_ in earlier]
    shown.sort(key=lambda each: (-scorecard.probability(each[1]), each[0]))
    return [
        Labelled(case.id, id_, Pair(values, same=False, cost=_WEAK), is_weak=True)
        for id_, values in shown[:_SHOWN]
    ]


def check_enough(decided: int) -> None:
    """RefusedError says how many decisions are lacking."""
    if decided < NEEDED:
        raise RefusedError(
            f"Decisiones de unir o separar: hay {decided} y hacen falta {NEEDED} para aprender de "
            "ellas. Siga revisando la cola y repita más adelante."
        )


def adjust(pairs: Sequence[Labelled], present: Scorecard) -> Adjusted:
    """Learn from some of the cases and measure on the others. RefusedError for too few."""
    check_enough(sum(not each.is_weak for each in pairs))
    learning, held = split(pairs)
    if not held:
        raise RefusedError(
            "Las decisiones son todas de unos pocos casos: no queda con qué comprobar lo aprendido."
        )
    learnt = fit(
        [each.pair for each in learning], link=present.link, ask=present.ask, prior=present
    )
    unseen = [each.pair for each in held]
    return Adjusted(
        learnt,
        len(learning),
        len(held),
        sum(pair.same for pair in unseen),
        measure(present, unseen),
        measure(learnt, unseen),
        changes(present, learnt),
    )


def split(pairs: Sequence[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """To learn from, and held out: what was decided about one case or its group stays together."""
    group = _groups(each for each in pairs if not each.is_weak)
    of_group: dict[int, list[Labelled]] = defaultdict(list)
    for each in pairs:
        of_group[group.get(each.case_id, each.case_id)].append(each)
    learning: list[Labelled] = []
    held: list[Labelled] = []
    decided = set(group.values())
    for kind in (sorted(decided), sorted(of_group.keys() - decided)):
        random.Random(_SEED).shuffle(kind)
        for place, name in enumerate(kind):
            (held if place < len(kind) // _HELD else learning).extend(of_group[name])
    return learning, held


def _groups(pairs: Iterable[Labelled]) -> dict[int, int]:
    """The least aporte of those that decisions tie together, by each of them."""
    members: dict[int, set[int]] = {}
    for each in pairs:
        tied = members.get(each.case_id, {each.case_id}) | members.get(
            each.other_id, {each.other_id}
        )
        members |= dict.fromkeys(tied, tied)
    return {id_: min(tied) for id_, tied in members.items()}


def measure(scorecard: Scorecard, pairs: Sequence[Pair]) -> Measure:
    """Each pair counts the same."""
    likely = [(scorecard.probability(pair.values), pair.same) for pair in pairs]
    linked = [same for probability, same in likely if probability >= scorecard.link]
    same = sum(same for _, same in likely)
    asked = sum(scorecard.ask <= probability < scorecard.link for probability, _ in likely)
    return Measure(
        precision=sum(linked) / len(linked) if linked else None,
        recall=sum(linked) / same if same else None,
        asked=asked / len(likely),
        brier=sum((probability - is_same) ** 2 for probability, is_same in likely) / len(likely),
    )


def changes(before: Scorecard, after: Scorecard) -> tuple[WeightChange, ...]:
    """The notable ones, the biggest first: one a feature."""
    found = [WeightChange(BASE, 0.0, base_of(before), base_of(after))]
    for name, curve in after.curves.items():
        moved = [
            WeightChange(name, k, _points(before, name, k), _points(after, name, k))
            for k in curve.knots
        ]
        found.append(max(moved, key=_size))
    return tuple(
        sorted((each for each in found if _size(each) >= _NOTABLE), key=_size, reverse=True)
    )


def _size(change: WeightChange) -> float:
    return abs(change.after - change.before)


def _points(scorecard: Scorecard, name: str, value: float) -> float:
    curve = scorecard.curves.get(name)
    return curve.at(value) - curve.at(0.0) if curve else 0.0
