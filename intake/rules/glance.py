"""A first look at many candidates of one question: the features of features.py, for less.

Here words are alike only where they are equal, and of what the candidate has alone nothing is known
yet: each such word is taken to be as rare as most are. So only what both share is weighed.
"""

from itertools import pairwise

from intake.rules.features import Rarity, Side, Weighed, values_of
from intake.rules.tellings import key_number, pair_key

UNSEEN = 0.6
"""How rare a word is taken to be until it is looked up (measured)."""


class Glance:
    """What gives the features of `one` beside each candidate, in the order of features.FEATURES."""

    def __init__(self, one: Side, rarity: Rarity) -> None:
        """`rarity` knows the keys of `one`, and gives UNSEEN for every other."""
        self._one = one
        mine = one.telling
        self._weigh = {stem: rarity[stem] for stem in mine.stems}.__getitem__
        self._pairs = {
            pair: rarity.of_count(rarity.df.get(key_number(pair_key(*pair)), 0))
            for pair in mine.pairs
        }
        self._need = sum(map(self._weigh, mine.need))
        self._all = self._need + sum(map(self._weigh, mine.names))

    def at(self, other: Side) -> tuple[float, ...]:
        """The features of the pair."""
        weigh, pairs = self._weigh, self._pairs
        mine, theirs = self._one.telling, other.telling
        shared = mine.stems & theirs.stems
        common = mine.names & theirs.names
        left_names = mine.names - shared
        others_names = theirs.names - shared
        shared_need = theirs.need & shared
        others_need_left = len(theirs.need) - len(shared_need)
        others_need = sum(map(weigh, shared_need)) + UNSEEN * others_need_left
        others_all = (
            others_need + sum(map(weigh, theirs.names & shared)) + UNSEEN * len(others_names)
        )
        named = sum(map(weigh, common))
        needs = sorted(map(weigh, shared - common), reverse=True)
        told = sum(needs)
        return values_of(
            self._one,
            other,
            Weighed(
                name=max(map(weigh, common), default=0.0),
                named=named,
                unnamed=sum(map(weigh, left_names)) + UNSEEN * len(others_names),
                no_name=(
                    max(map(weigh, left_names), default=0.0),
                    UNSEEN if others_names else 0.0,
                ),
                pair=max(
                    map(pairs.__getitem__, pairs.keys() & set(pairwise(theirs.run))), default=0.0
                ),
                needs=needs,
                told=told,
                covered=min(1.0, told / (min(self._need, others_need) or 1.0)),
                coverage=min(1.0, (named + told) / (min(self._all, others_all) or 1.0)),
                need_missing=min(
                    max(map(weigh, mine.need - shared), default=0.0),
                    UNSEEN if others_need_left else 0.0,
                ),
                missing_least=min(
                    max(map(weigh, mine.stems - shared), default=0.0),
                    UNSEEN if len(theirs.stems) > len(shared) else 0.0,
                ),
            ),
        )
