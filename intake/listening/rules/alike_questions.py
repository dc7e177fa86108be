"""Questions that ask the same, in whatever words: brought together, so that one answer serves."""

from collections.abc import Sequence

from intake.sameness.rules.meaning import likeness, meanings
from intake.words.text import normalise

_SAME = 0.45
"""How near in meaning two must be (0 to 1). Too low, and questions that need another answer hide
under one; too high, and the list shows the same question many times. Of the ways of asking in the
answers file, one in 200 that ask different things are as near as this."""


def together(texts: Sequence[str]) -> list[list[int]]:
    """The places of the texts that ask the same, the largest group first, then the earliest.

    Each goes with the first of a group, or begins one: nothing chains far from where it began.
    What cannot be read (another tongue) is with what is written the same alone.
    """
    groups: list[list[int]] = []
    found = meanings(texts)
    plain = [normalise(text) for text in texts]
    for place, meaning in enumerate(found):
        for group in groups:
            first = found[group[0]]
            is_same = plain[place] == plain[group[0]]
            if is_same or (meaning and first and likeness(meaning, first) >= _SAME):
                group.append(place)
                break
        else:
            groups.append([place])
    return sorted(groups, key=lambda group: (-len(group), group[0]))
