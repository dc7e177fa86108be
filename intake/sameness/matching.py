"""Find aportes that tell the same: candidates from the index, judged by a scorecard.

Everything is in tables, in the caller's transaction, and the same statements run on both engines.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import CLOSED_TO_OTHERS
from intake.reading.rules.tags import Vocabulary
from intake.sameness.postings import ID_BYTES, meant_by, numbers
from intake.sameness.rules.contradictions import contradictions
from intake.sameness.rules.features import Evidence, Rarity, Side, compare, compare_all
from intake.sameness.rules.first_look import FirstLook
from intake.sameness.rules.meaning import Meaning, meaning, meanings, nearest
from intake.sameness.rules.reasons import reasons
from intake.sameness.rules.scorecard import Judgement, Outcome, Scorecard
from intake.sameness.rules.tellings import Telling, key_number, keys_of, read, topic_key
from intake.store import merges
from intake.store.db import Base, Direct, among
from intake.store.models import Aporte
from intake.store.models.posting import StoredMeaning, StoredTelling, Term

# Postings read for one search, rarest keys first: more finds no more (measured).
BUDGET = 2000
# Candidates by what they share, and others of the same district by what they share in it: apart,
# for whoever did not say the district is found by the first alone (measured).
_MOST, _MOST_OF_DISTRICT = 10, 8
# A rare key shared says more than several common ones (measured).
_STEEPNESS = 4
# What a district and a topic in it count for, however common they are there.
_DISTRICT, _TOPIC = 0.1, 0.8
# Others of the district that mean most nearly the same, among the last told there.
_MOST_NEAR, _BLOCK = 10, 2000
# Of them, those that are looked at closely: for misspelt words and for other words (measured).
CLOSELY = 8


@dataclass(frozen=True, slots=True)
class Similar:
    """An aporte that may tell the same; `outcome` is what to do about it."""

    aporte_id: int
    probability: float
    outcome: Outcome
    evidence: Evidence
    text: str
    """What was asked."""
    against: tuple[str, ...] = ()
    """What the two tell against each other."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it may be the same, in words; made when read, because most searches show none."""
        return (*self.against, *reasons(self.evidence, self.text))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open aporte found in the index; `root_id` is what it was merged into, or itself."""

    id: int
    root_id: int
    side: Side


async def find_similar(
    session: AsyncSession,
    text: str,
    ubigeo: str | None,
    kind: str,
    *,
    limit: int = 3,
    vocabulary: Vocabulary | None = None,
    scorecard: Scorecard | None = None,
) -> list[Similar]:
    """The aportes most like a text, best first, one of each group of merged ones.

    What is reserved, or nobody could read yet, is not among them: that is for the staff alone.
    """
    scorecard = scorecard or Scorecard.builtin()
    found = await evidences(session, text, ubigeo, kind, vocabulary=vocabulary, scorecard=scorecard)
    return await _best(session, text, found, limit, scorecard)


async def similar_to(
    session: AsyncSession,
    aporte: Aporte,
    *,
    limit: int,
    vocabulary: Vocabulary,
    scorecard: Scorecard | None = None,
) -> list[Similar]:
    """The same for an aporte that is kept, as the staff may see it: with what is reserved."""
    scorecard = scorecard or Scorecard.builtin()
    found = await evidences_of(session, aporte, vocabulary=vocabulary, scorecard=scorecard)
    return await _best(session, aporte.text, found, limit, scorecard)


async def _best(
    session: AsyncSession,
    text: str,
    found: Sequence[tuple[Candidate, Evidence]],
    limit: int,
    scorecard: Scorecard,
) -> list[Similar]:
    rated = [(scorecard.probability(e.values), c, e) for c, e in found]
    against = await _against(session, text, [(c, e) for p, c, e in rated if p >= scorecard.link])
    rated = [(scorecard.held_back(p) if c.id in against else p, c, e) for p, c, e in rated]
    rated.sort(key=lambda each: (-each[0], each[1].id))
    best: dict[int, Similar] = {}
    for probability, candidate, evidence in rated:
        root_id = candidate.root_id
        if root_id in best:
            continue
        if len(best) == limit:
            break
        outcome = scorecard.outcome(probability)
        told = against.get(candidate.id, ())
        best[root_id] = Similar(root_id, probability, outcome, evidence, text, told)
    return list(best.values())


async def _against(
    session: AsyncSession, text: str, likely: Sequence[tuple[Candidate, Evidence]]
) -> dict[int, tuple[str, ...]]:
    """Of those that would be joined unasked, what speaks against it; of another district, at least.

    Their texts are read for it, and only theirs: the index knows no denials.
    """
    if not likely:
        return {}
    ids = [candidate.id for candidate, _ in likely]
    rows = await (await Direct.of(session)).rows(_SAID, ids=ids)
    said: dict[int, str] = dict(rows)
    found = {}
    for candidate, evidence in likely:
        told = contradictions(text, said.get(candidate.id, ""))
        if told or evidence.value("other_district"):
            found[candidate.id] = told
    return found


async def compare_texts(
    session: AsyncSession,
    one: tuple[str, str | None, str],
    other: tuple[str, str | None, str],
    *,
    vocabulary: Vocabulary | None = None,
    scorecard: Scorecard | None = None,
) -> tuple[Evidence, Judgement]:
    """How alike two (text, ubigeo, kind) are, whether or not they are in the index."""
    meant = meanings([one[0], other[0]])
    sides = [
        replace(_asked(*each, vocabulary or Vocabulary.builtin()), meaning=means)
        for each, means in zip((one, other), meant, strict=True)
    ]
    stems = {key for side in sides for key in _weighed_keys(side)}
    texts = await session.scalar(_TEXTS) or 0
    evidence = compare(
        sides[0], sides[1], Rarity(texts, await _df(await Direct.of(session), stems))
    )
    against = contradictions(one[0], other[0])
    return evidence, (scorecard or Scorecard.builtin()).judge(evidence, one[0], against)


async def evidences(
    session: AsyncSession,
    text: str,
    ubigeo: str | None,
    kind: str,
    *,
    vocabulary: Vocabulary | None = None,
    scorecard: Scorecard | None = None,
    closely: int = CLOSELY,
    for_staff: bool = False,
) -> list[tuple[Candidate, Evidence]]:
    """The likeliest candidates for a text, each with its features; at most `closely`."""
    asked = _asked(text, ubigeo, kind, vocabulary or Vocabulary.builtin())
    asked = replace(asked, meaning=meaning(text))
    scorecard = scorecard or Scorecard.builtin()
    return await _candidates(session, asked, scorecard, closely, for_staff=for_staff)


async def evidences_of(
    session: AsyncSession,
    aporte: Aporte,
    *,
    vocabulary: Vocabulary,
    scorecard: Scorecard | None = None,
) -> list[tuple[Candidate, Evidence]]:
    """The same for an aporte that is kept, for the staff; what it means is known already."""
    asked = _asked(aporte.text, aporte.ubigeo, aporte.kind, vocabulary)
    meant = await meant_by(session, aporte.id, aporte.ubigeo)
    asked = replace(asked, meaning=Meaning(meant) if meant else meaning(aporte.text))
    scorecard = scorecard or Scorecard.builtin()
    return await _candidates(session, asked, scorecard, CLOSELY, for_staff=True)


async def _candidates(
    session: AsyncSession, asked: Side, scorecard: Scorecard, closely: int, *, for_staff: bool
) -> list[tuple[Candidate, Evidence]]:
    keys = numbers(asked.telling, asked.ubigeo, asked.topics)
    if not keys:
        return []
    direct = await Direct.of(session)
    rows = await direct.rows(_TERMS, keys=keys)
    counts = dict(map(itemgetter(0, 1), rows))
    texts = (rows[0][3] if rows else await session.scalar(_TEXTS)) or 0
    rarity = Rarity(texts, counts)
    ids = _candidate_ids(rows, rarity, asked)
    ids += [id_ for id_ in await _near_ids(direct, asked) if id_ not in ids]
    found = await _open(direct, ids, for_staff=for_staff) if ids else []
    if len(found) > closely:
        found = _promising(found, asked, rarity, scorecard)[:closely]
    sides = [candidate.side for candidate in found]
    stems = frozenset[str]().union(*(side.telling.stems for side in sides))
    # What was asked was looked up; `rarity` reads `counts`.
    counts |= await _df(direct, set(map(key_number, stems - asked.telling.stems)))
    return list(zip(found, compare_all(asked, sides, rarity), strict=True))


async def _near_ids(direct: Direct, asked: Side) -> list[int]:
    """The aportes of the district that mean most nearly the same, whatever their words."""
    if not asked.ubigeo or asked.meaning is None:
        return []
    block = await direct.rows(_DISTRICT_BLOCK, ubigeo=asked.ubigeo)
    near = nearest(asked.meaning, [row[1] for row in block], _MOST_NEAR)
    return [block[at][0] for at in near]


def _asked(text: str, ubigeo: str | None, kind: str, vocabulary: Vocabulary) -> Side:
    topics = frozenset(tag.priority for tag in vocabulary.tag(text))
    return Side(read(text), ubigeo or "", str(kind), topics)


def _weighed_keys(side: Side) -> set[int]:
    """The keys whose rarity a comparison asks for."""
    return {key_number(key) for key in keys_of(side.telling, None, ())}


async def _df(direct: Direct, keys: Collection[int]) -> dict[int, int]:
    return dict(await direct.rows(_COUNTS, keys=list(keys))) if keys else {}


def _candidate_ids(rows: Iterable[Sequence[Any]], rarity: Rarity, asked: Side) -> list[int]:
    """The aportes that share the rarest keys; then those of the district that share most of it."""
    scoped = _scoped(asked)
    lists: list[bytes] = []
    weights: list[float] = []
    of_district: list[float | None] = []
    read_so_far = 0
    for key, df, postings, _ in sorted(rows, key=itemgetter(1, 0)):
        if postings is None or (read_so_far + df > BUDGET and read_so_far):
            break
        read_so_far += df
        least = scoped.get(key)
        weight = rarity.of_count(df) ** _STEEPNESS
        if least:
            weight = least if least == _DISTRICT else max(weight, least)
        lists.append(postings)
        weights.append(weight)
        of_district.append(None if least is None else weight)
    if not lists:
        return []
    return _heaviest(lists, weights, of_district)


def _scoped(asked: Side) -> dict[int, float]:
    """The keys of what is asked in its district, each with the least that it weighs."""
    district = asked.ubigeo
    if not district:
        return {}
    scoped = {key_number(f"{district}:{stem}"): 0.0 for stem in asked.telling.stems}
    scoped |= {key_number(topic_key(district, topic)): _TOPIC for topic in asked.topics}
    scoped[key_number(district)] = _DISTRICT
    return scoped


def _heaviest(
    lists: Sequence[bytes], weights: Sequence[float], of_district: Sequence[float | None]
) -> list[int]:
    """The ids in the lists that weigh most, then of the others those that do in the district.

    Of equals the first told.
    """
    import numpy as np  # noqa: PLC0415 it takes a tenth of a second to load

    sizes = [len(each) // ID_BYTES for each in lists]
    ids, at = np.unique(np.frombuffer(b"".join(lists), "<u4"), return_inverse=True)
    # A key of the district counts there alone: the district of an alike one may not be known.
    anywhere = [
        weight if local is None else 0.0 for weight, local in zip(weights, of_district, strict=True)
    ]
    weight = np.bincount(at, np.repeat(anywhere, sizes))
    is_there = np.bincount(at, np.repeat([local is None for local in of_district], sizes)) > 0
    found = np.flatnonzero(is_there)
    best = found[np.argsort(-weight[found], kind="stable")[:_MOST]]
    local = np.bincount(at, np.repeat([each or 0.0 for each in of_district], sizes))
    local[best] = 0
    others = np.argsort(-local, kind="stable")[:_MOST_OF_DISTRICT]
    shortlist: list[int] = ids[np.concatenate((best, others[local[others] > 0]))].tolist()
    return shortlist


async def _open(direct: Direct, ids: Sequence[int], *, for_staff: bool) -> list[Candidate]:
    """Those that are open, at their roots; what was merged into a closed one is closed with it."""
    rows = await direct.rows(_CANDIDATES if for_staff else _KNOWN_CANDIDATES, ids=ids)
    merged = [row[0] for row in rows if row[2]]
    roots = await _roots(direct, merged, for_staff=for_staff) if merged else {}
    place_of = {id_: n for n, id_ in enumerate(ids)}
    found = []
    for row in sorted(rows, key=lambda r: place_of[r[0]]):
        id_, kind, merged_into, line, ubigeo, topics, meant = row
        root = id_ if merged_into is None else roots.get(id_)
        if root is not None:
            means = Meaning(meant) if meant else None
            side = Side(Telling(line), ubigeo, kind, frozenset(topics.split()), means)
            found.append(Candidate(id_, root, side))
    return found


async def _roots(direct: Direct, merged: Sequence[int], *, for_staff: bool) -> dict[int, int]:
    """By id, the one at the top, of those up from which everything may be found."""
    statement = _ROOTS if for_staff else _KNOWN_ROOTS
    return dict(await direct.rows(statement, ids=merged))


def _promising(
    found: list[Candidate], asked: Side, rarity: Rarity, scorecard: Scorecard
) -> list[Candidate]:
    """Those worth a closer look, the best first, by what is equal alone."""
    look = FirstLook(asked, rarity)
    rows = [look.values_of(candidate.side) for candidate in found]
    return [found[n] for n in scorecard.promising(rows)]


# Columns of the tables, not of the classes: the ORM would handle each row.
_TERM, _TELLING, _MEANING, _APORTE = (
    Base.metadata.tables[each.__tablename__]
    for each in (Term, StoredTelling, StoredMeaning, Aporte)
)
_IN_KEYS = among(_TERM.c.key, "keys")
_IN_IDS = among(_APORTE.c.id, "ids")
# Values as they are in the table: an enum would be made one each time.
_IS_OPEN = sa.and_(
    *(_APORTE.c.state != sa.literal(each.value, sa.Text) for each in sorted(CLOSED_TO_OTHERS))
)
# About how many aportes there are: the highest id is known at once, a count is not.
_TEXTS = sa.select(sa.func.max(_APORTE.c.id).label("texts"))
_TERMS = sa.select(_TERM.c.key, _TERM.c.df, _TERM.c.postings, _TEXTS.scalar_subquery()).where(
    _IN_KEYS
)
_COUNTS = sa.select(_TERM.c.key, _TERM.c.df).where(_IN_KEYS)
_CANDIDATES = (
    sa.select(
        _APORTE.c.id,
        _APORTE.c.kind,
        _APORTE.c.merged_into_id,
        _TELLING.c.line,
        _TELLING.c.ubigeo,
        _TELLING.c.topics,
        _MEANING.c.numbers,
    )
    .join(_TELLING, _TELLING.c.aporte_id == _APORTE.c.id)
    .outerjoin(
        _MEANING,
        sa.and_(_MEANING.c.ubigeo == _TELLING.c.ubigeo, _MEANING.c.aporte_id == _APORTE.c.id),
    )
    .where(_IN_IDS, _IS_OPEN)
)
_DISTRICT_BLOCK = (
    sa.select(_MEANING.c.aporte_id, _MEANING.c.numbers)
    .where(_MEANING.c.ubigeo == sa.bindparam("ubigeo"))
    .order_by(_MEANING.c.aporte_id.desc())
    .limit(sa.literal_column(str(_BLOCK)))
)
_SAID = sa.select(_APORTE.c.id, _APORTE.c.text).where(_IN_IDS)
_KNOWN_CANDIDATES = _CANDIDATES.where(Aporte.may_be_known)


def _top(passing: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """(id, root) of those merged into others, where all that is above them may be passed."""
    way = merges.above(_IN_IDS, passing=passing)
    return sa.select(way.c.id, way.c.above_id).where(way.c.next_id.is_(None))


_ROOTS, _KNOWN_ROOTS = _top(_IS_OPEN), _top(_IS_OPEN & Aporte.may_be_known)
