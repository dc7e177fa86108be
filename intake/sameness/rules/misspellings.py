"""Words of two texts that are one word, misspelt in one of them."""

from collections.abc import Iterable, Mapping, Sequence, Set

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST, _LONG = 4, 8
# Words of each side that are looked at.
_MOST = 64
_NONE: Mapping[str, str] = {}


def misspelt(left: Sequence[tuple[Set[str], Set[str]]]) -> list[Mapping[str, str]]:
    """The stems of each pair of sides that are one letter apart (two in long ones).

    `left`: what each lacks of the other. All pairs are measured together, because one text is
    compared with several, and a call costs more than the measuring.
    """
    looked_at = [(_long(mine), _long(theirs)) for mine, theirs in left]
    own = list(dict.fromkeys(stem for mine, _ in looked_at for stem in mine))
    others = list(dict.fromkeys(stem for _, theirs in looked_at for stem in theirs))
    near = sorted(_near(own, others)) if own and others else []
    if not near:
        return [_NONE] * len(left)
    return [_paired(near, set(mine), set(theirs)) for mine, theirs in looked_at]


def _long(stems: Set[str]) -> list[str]:
    # Number 70543 is not 70544 misspelt.
    long = [stem for stem in stems if len(stem) >= _SHORTEST and not stem.isdigit()]
    return long if len(long) <= _MOST else sorted(long)[:_MOST]


def _near(own: Sequence[str], others: Sequence[str]) -> Iterable[tuple[int, str, str]]:
    # Worker threads cost more than so few words.
    apart = process.cdist(own, others, scorer=OSA.distance, score_cutoff=2, workers=1)
    for row, column in zip(*(apart <= 2).nonzero(), strict=True):
        one, other, distance = own[row], others[column], int(apart[row, column])
        if distance == 1 or (distance and min(len(one), len(other)) >= _LONG):
            yield distance, one, other


def _paired(
    near: Iterable[tuple[int, str, str]], mine: Set[str], theirs: Set[str]
) -> Mapping[str, str]:
    """Each stem with one other, the nearest first."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, one, other in near:
        if one in mine and other in theirs and one not in found and other not in taken:
            found[one] = other
            taken.add(other)
    return found
