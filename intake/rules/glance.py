"""A first look at many candidates of one question: the features of features.py, for less.

Here words are alike only where they are equal, and of what the candidate has alone nothing is known
yet: each such word is taken to be as rare as most are. So only what both share is weighed.
"""

from collections.abc import Callable
from itertools import pairwise

from intake.rules.features import MOST_NEED, Rarity, Side
from intake.rules.tellings import key_number, pair_key

UNSEEN = 0.6
"""How rare a word is taken to be until it is looked up (measured)."""


def glancing(one: Side, rarity: Rarity) -> Callable[[Side], tuple[float, ...]]:
    """What gives the features of `one` and a candidate, in the order of features.FEATURES.

    `rarity` knows the keys of `one`, and gives UNSEEN for every other.
    """
    mine = one.telling
    rare = {stem: rarity[stem] for stem in mine.stems}
    weigh = rare.__getitem__
    pairs = {
        pair: rarity.of_count(rarity.df.get(key_number(pair_key(*pair)), 0)) for pair in mine.pairs
    }
    need, names = sum(map(weigh, mine.need)), sum(map(weigh, mine.names))

    def glance(other: Side) -> tuple[float, ...]:
        theirs = other.telling
        shared = mine.stems & theirs.stems
        common = mine.names & theirs.names
        left = mine.stems - shared
        left_names = mine.names - shared
        others_left = len(theirs.stems) - len(shared)
        others_names = theirs.names - shared
        named = sum(map(weigh, common))
        unnamed = sum(map(weigh, left_names)) + UNSEEN * len(others_names)
        no_name = max(map(weigh, left_names), default=0.0), UNSEEN if others_names else 0.0
        needs = sorted(map(weigh, shared - common), reverse=True)
        told = sum(needs)
        theirs_need = theirs.need
        shared_need = theirs_need & shared
        others_need_left = len(theirs_need) - len(shared_need)
        others_need = sum(map(weigh, shared_need)) + UNSEEN * others_need_left
        others_named = sum(map(weigh, theirs.names & shared)) + UNSEEN * len(others_names)
        covered = min(1.0, told / (min(need, others_need) or 1.0))
        missing_least = min(max(map(weigh, left), default=0.0), UNSEEN if others_left else 0.0)
        name = max(map(weigh, common), default=0.0)
        pair = max(map(pairs.__getitem__, pairs.keys() & set(pairwise(theirs.run))), default=0.0)
        is_placed = bool(one.ubigeo and other.ubigeo)
        here = 1.0 if is_placed and one.ubigeo == other.ubigeo else 0.0
        is_tagged = bool(one.topics and other.topics)
        topic = 1.0 if is_tagged and not one.topics.isdisjoint(other.topics) else 0.0
        sizes = len(mine.stems), len(theirs.stems)
        return (
            named / (named + unnamed) if named + unnamed else -1.0,
            max(no_name),
            pair,
            covered,
            needs[0] if needs else 0.0,
            needs[1] if len(needs) > 1 else 0.0,
            min(
                max(map(weigh, mine.need - shared), default=0.0),
                UNSEEN if others_need_left else 0.0,
            ),
            min(MOST_NEED, told),
            missing_least,
            min(1.0, (named + told) / (min(need + names, others_need + others_named) or 1.0)),
            min(sizes) / max(*sizes, 1),
            here,
            1.0 if is_placed and not here else 0.0,
            topic,
            1.0 if is_tagged and not topic else 0.0,
            1.0 if one.kind == other.kind else 0.0,
            name * covered,
            name * topic,
            here * topic,
            here * covered,
            here * name,
            min(no_name) * covered,
            pair * missing_least,
            0.0 if is_placed else missing_least,
        )

    return glance
