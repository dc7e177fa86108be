"""The features of many candidates by what is equal alone: near enough to choose whom to look at.

What is asked stays the same for all, and of a candidate's other words nothing is known yet: so
counting them does.
"""

from itertools import pairwise

from intake.sameness.rules.features import Rarity, Side, Sums, row
from intake.sameness.rules.tellings import key_number, pair_key

# How rare a word is taken to be until it is looked up.
_UNSEEN = 0.6


class FirstLook:
    """The side that asks, ready to be compared with many."""

    def __init__(self, asked: Side, rarity: Rarity) -> None:
        telling = asked.telling
        self._asked = asked
        self._stems, self._names, self._need = telling.stems, telling.names, telling.need
        self._rarity = {
            stem: rarity[stem] if key_number(stem) in rarity.df else _UNSEEN
            for stem in telling.stems
        }
        self._pairs = telling.pairs
        self._rarity_of_pair = {pair: rarity[pair_key(*pair)] for pair in telling.pairs}
        self._of_need = sum(map(self._rarity.__getitem__, telling.need))
        self._of_all = sum(self._rarity.values())

    def values_of(self, other: Side) -> tuple[float, ...]:
        """The features of the pair, in the order of FEATURES."""
        telling, rare = other.telling, self._rarity.__getitem__
        shared, names = self._stems & telling.stems, self._names & telling.names
        needs = sorted(map(rare, shared - names), reverse=True)
        no_names = [*map(rare, self._names - telling.stems)]
        no_need = [*map(rare, self._need - telling.stems)]
        shared_names = shared & telling.names
        their_no_names = len(telling.names) - len(shared_names)
        their_no_need = len(telling.need) - len(shared) + len(shared_names)
        of_shared_need = sum(map(rare, shared - shared_names))
        of_shared_names = sum(map(rare, shared_names))
        of_their_need = of_shared_need + _UNSEEN * their_no_need
        pairs = self._pairs.intersection(pairwise(telling.run))
        sums = Sums(
            [*map(rare, names)],
            needs,
            (max(no_names, default=0.0), _UNSEEN if their_no_names else 0.0),
            sum(no_names) + _UNSEEN * their_no_names,
            (max(no_need, default=0.0), _UNSEEN if their_no_need else 0.0),
            (self._of_need, of_their_need),
            (self._of_all, of_their_need + of_shared_names + _UNSEEN * their_no_names),
            max(map(self._rarity_of_pair.__getitem__, pairs), default=0.0),
        )
        return row(self._asked, other, sums)
