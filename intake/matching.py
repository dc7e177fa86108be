"""Find aportes that tell the same: candidates from the index, judged by a scorecard.

Everything is in tables, in the caller's transaction, and the same statements run on both engines.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.db import Base
from intake.kinds import AporteState
from intake.models import Aporte, Posting, Term
from intake.rules import scorecard as cards
from intake.rules.keys import keys_of
from intake.rules.scorecard import Evidence, Judgement, Outcome, Scorecard, Side
from intake.rules.tags import Vocabulary

# Counting stops here: no key this common is ever read, and its row is not fought over any more.
DF_CAP = 10_000
# Postings read for one search, rarest keys first: more finds no more (measured).
BUDGET = 1500
_CANDIDATES = 24
# What shares under this part of the weight that the best shares is not it (measured).
_LEAST_OF_BEST = 0.25
_CLOSED = (AporteState.RETIRADO, AporteState.DESCARTADO)


@dataclass(frozen=True, slots=True)
class Similar:
    """An aporte that may tell the same; `outcome` is what to do about it."""

    aporte_id: int
    probability: float
    outcome: Outcome
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open aporte that shares rare keys with a text; `root_id` is where it was merged into."""

    id: int
    text: str
    ubigeo: str | None
    kind: str
    root_id: int
    priorities: frozenset[str]


async def index(session: AsyncSession, aporte_id: int, text: str, ubigeo: str | None) -> None:
    """Make a new aporte findable. For a changed one, `unindex` it first."""
    keys = keys_of(text, ubigeo).all
    if not keys:
        return
    full = set(await session.scalars(_FULL_TERMS, {"keys": keys, "cap": DF_CAP}))
    counted = [{"key": key} for key in keys if key not in full]
    if counted:
        # Sorted: two transactions that count the same keys lock them in the same order.
        await session.execute(_COUNT_TERM, counted)
    await session.execute(_ADD_POSTINGS, {"keys": keys, "aporte_id": aporte_id})


async def unindex(session: AsyncSession, aporte_id: int) -> None:
    """Forget an aporte; one that was not indexed is no error."""
    ids = list(await session.scalars(_TERMS_OF, {"aporte_id": aporte_id}))
    if ids:
        # A full count is no longer exact, so it is left alone.
        await session.execute(_UNCOUNT_TERM, [{"id": id_, "cap": DF_CAP} for id_ in sorted(ids)])
        await session.execute(_DROP_POSTINGS, {"aporte_id": aporte_id})


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
    """The aportes most like a text, best first, one of each group of merged ones."""
    vocabulary = vocabulary or Vocabulary.builtin()
    scorecard = scorecard or Scorecard.builtin()
    found = await evidences(session, text, ubigeo, kind, vocabulary=vocabulary)
    found.sort(key=lambda pair: (-scorecard.probability(pair[1]), pair[0].id))
    best: dict[int, Evidence] = {}
    for candidate, evidence in found:
        best.setdefault(candidate.root_id, evidence)
    judged = ((root_id, scorecard.judge(best[root_id])) for root_id in list(best)[:limit])
    return [Similar(id_, j.probability, j.outcome, j.reasons) for id_, j in judged]


async def compare(
    session: AsyncSession,
    text: str,
    ubigeo: str | None,
    kind: str,
    other_text: str,
    other_ubigeo: str | None,
    other_kind: str,
    *,
    vocabulary: Vocabulary | None = None,
) -> Judgement:
    """How alike two texts are, whether or not they are in the index."""
    vocabulary = vocabulary or Vocabulary.builtin()
    one = _side(text, ubigeo, kind, vocabulary)
    other = _side(other_text, other_ubigeo, other_kind, vocabulary)
    df = await _df(session, one.stems | one.pairs | other.stems)
    evidence = cards.compare(one, other, df, await _texts(session))
    return Scorecard.builtin().judge(evidence)


async def evidences(
    session: AsyncSession, text: str, ubigeo: str | None, kind: str, *, vocabulary: Vocabulary
) -> list[tuple[Candidate, Evidence]]:
    """The candidates for a text, each with its features."""
    mine = _side(text, ubigeo, kind, vocabulary)
    terms = (await session.execute(_TERMS, {"keys": mine.keys.all})).all()
    if not terms:
        return []
    texts = terms[0][3] or 0
    candidates = await _candidates(session, [(id_, df) for id_, _, df, _ in terms], texts)
    if not candidates:
        return []
    theirs = [(c, cards.side(c.text, c.ubigeo, c.kind, c.priorities)) for c in candidates]
    df = {key: count for _, key, count, _ in terms}
    new = frozenset[str]().union(*(other.stems for _, other in theirs)) - df.keys()
    df |= await _df(session, new)
    return [(candidate, cards.compare(mine, other, df, texts)) for candidate, other in theirs]


def _side(text: str, ubigeo: str | None, kind: str, vocabulary: Vocabulary) -> Side:
    priorities = frozenset(tag.priority for tag in vocabulary.tag(text))
    return cards.side(text, ubigeo, str(kind), priorities)


async def _texts(session: AsyncSession) -> int:
    return await session.scalar(_TEXTS) or 0


async def _df(session: AsyncSession, keys: Collection[str]) -> dict[str, int]:
    if not keys:
        return {}
    rows = await session.execute(_DF, {"keys": list(keys)})
    return {row[0]: row[1] for row in rows}


async def _candidates(
    session: AsyncSession, terms: list[tuple[int, int]], texts: int
) -> list[Candidate]:
    """The open aportes that share the rarest keys, the most shared weight first."""
    chosen: list[tuple[int, float]] = []
    read = 0
    for id_, df in sorted(terms, key=lambda term: (term[1], term[0])):
        if read + df > BUDGET and chosen:
            break
        read += df
        chosen.append((id_, cards.rarity(df, texts)))
    size = next((size for size in _SIZES if size >= len(chosen)), _SIZES[-1])
    chosen = chosen[:size] + [(-1, 0.0)] * (size - len(chosen))
    query, names = _candidates_query(size)
    values = dict(zip(names, (value for pair in chosen for value in pair), strict=True))
    rows = (await session.execute(query, {**values, "most": _CANDIDATES})).all()
    # Sorted by weight, all the rows of one aporte together: one for each of its priorities.
    found: dict[int, Candidate] = {}
    for id_, text, ubigeo, kind, root_id, weight, priority in rows:
        if weight < _LEAST_OF_BEST * rows[0][5]:
            break
        before = found[id_].priorities if id_ in found else frozenset[str]()
        topics = before | {priority} if priority else before
        found[id_] = Candidate(id_, text, ubigeo, kind, root_id, topics)
    return await _at_their_roots(session, list(found.values()))


async def _at_their_roots(session: AsyncSession, found: list[Candidate]) -> list[Candidate]:
    """Follow mergers to the end; what was merged into a closed aporte is closed with it."""
    above = {c.root_id for c in found if c.root_id != c.id}
    if not above:
        return found
    parents: dict[int, int | None] = {}
    while above:
        rows = await session.execute(_PARENTS, {"ids": list(above)})
        parents |= {row.id: row.merged_into_id for row in rows}
        above = {parent for parent in parents.values() if parent} - parents.keys() - above
    return [
        replace(c, root_id=root)
        for c in found
        if (root := c.id if c.root_id == c.id else _root(c.root_id, parents)) is not None
    ]


def _root(aporte_id: int, parents: dict[int, int | None]) -> int | None:
    while aporte_id in parents:
        parent = parents[aporte_id]
        if parent is None:
            return aporte_id
        aporte_id = parent
    return None


# A few lengths instead of any: the engines keep a prepared statement for each.
_SIZES = (8, 16, 32, 64, 128, 256)


@cache
def _candidates_query(size: int) -> tuple[sa.TextClause, tuple[str, ...]]:
    """The statement, and the names of its parameters: a term and its weight, in turns."""
    rows = ", ".join(f"(CAST(:t{n} AS BIGINT), CAST(:w{n} AS FLOAT))" for n in range(size))
    closed = ", ".join(f"'{state.value}'" for state in _CLOSED)
    query = sa.text(
        f"WITH rare (term_id, weight) AS (VALUES {rows}), "  # noqa: S608 only constants are put in
        "best AS (SELECT posting.aporte_id AS id, sum(rare.weight) AS weight FROM rare "
        "JOIN posting ON posting.term_id = rare.term_id "
        "GROUP BY posting.aporte_id ORDER BY 2 DESC, 1 LIMIT :most) "
        "SELECT a.id, a.text, a.ubigeo, a.kind, coalesce(a.merged_into_id, a.id), best.weight, "
        "tag.priority FROM best JOIN aportes AS a ON a.id = best.id "
        "LEFT JOIN aporte_tags AS tag ON tag.aporte_id = a.id AND tag.accepted "
        f"WHERE a.state NOT IN ({closed}) ORDER BY best.weight DESC, a.id"
    )
    return query, tuple(f"{kind}{n}" for n in range(size) for kind in "tw")


# Columns of the tables, not of the classes: the ORM would handle each row.
_TERM, _POSTING, _APORTE = (
    Base.metadata.tables[each.__tablename__] for each in (Term, Posting, Aporte)
)
_KEYS: sa.BindParameter[list[str]] = sa.bindparam("keys", expanding=True)
_APORTE_ID = sa.bindparam("aporte_id", type_=sa.BigInteger)
_IN_KEYS = _TERM.c.key.in_(_KEYS)
# About how many aportes there are: the highest id is known at once, a count is not.
_TEXTS = sa.select(sa.func.max(_APORTE.c.id).label("texts"))
_TERMS = sa.select(_TERM.c.id, _TERM.c.key, _TERM.c.df, _TEXTS.scalar_subquery()).where(_IN_KEYS)
_DF = sa.select(_TERM.c.key, _TERM.c.df).where(_IN_KEYS)
_PARENTS = sa.select(_APORTE.c.id, _APORTE.c.merged_into_id).where(
    _APORTE.c.id.in_(sa.bindparam("ids", expanding=True)), _APORTE.c.state.not_in(_CLOSED)
)
_FULL_TERMS = sa.select(_TERM.c.key).where(_IN_KEYS, _TERM.c.df >= sa.bindparam("cap"))
_TERMS_OF = sa.select(_POSTING.c.term_id).where(_POSTING.c.aporte_id == _APORTE_ID)
_COUNT_TERM = sa.text(
    "INSERT INTO term (key, df) VALUES (:key, 1) ON CONFLICT (key) DO UPDATE SET df = term.df + 1"
)
_UNCOUNT_TERM = sa.text("UPDATE term SET df = df - 1 WHERE id = :id AND df > 0 AND df < :cap")
_ADD_POSTINGS = sa.insert(_POSTING).from_select(
    ["term_id", "aporte_id"], sa.select(_TERM.c.id, _APORTE_ID).where(_IN_KEYS)
)
_DROP_POSTINGS = sa.delete(_POSTING).where(_POSTING.c.aporte_id == _APORTE_ID)
