"""Which tongue of Peru some words are in, by the threes of letters that it is known by.

The lists come from one text, the same in every tongue (`data/tongue_trigrams.yaml`). That is
little, so it is asked only about words that are not known to be Spanish, and answers by how much of
them one list covers and the others do not. Two ways of spelling are read: that of today's
schools, and the older one with c, qu and hu, in which the lists are.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from intake.datafiles import parse_yaml, shipped_text
from intake.kinds import Tongue
from intake.words.text import normalise

AMAZONIAN = (Tongue.AWAJUN, Tongue.ASHANINKA, Tongue.SHIPIBO)
_ANDEAN = (Tongue.QUECHUA, Tongue.AIMARA)
_SPANISH = "castellano"
_COVERED = 0.5
"""How much of the words an Amazonian list must cover. Of 9,896 messages of our own hands, one in
Spanish is taken for one of those tongues at this and the next two bounds."""
_OVER_SPANISH = 0.4
"""How much more of them than the Spanish list: misspelt Spanish is covered by both."""
_APART = 0.1
"""By how much one list must cover more than another of its region, to be named alone."""
_FEWEST, _FEWEST_LETTERS = 2, 9
"""Different words, and their letters: less says nothing."""
_LAUGHTER = re.compile(r"j?(?:[aei]*j+[aei]+)+j?")


def amazonian(words: Sequence[str]) -> Tongue | None:
    """Which of the Amazonian tongues they are in; None if in none that is known."""
    plain = (normalise(word) for word in words)
    said = list(dict.fromkeys(word for word in plain if not _LAUGHTER.fullmatch(word)))
    if len(said) < _FEWEST or sum(map(len, said)) < _FEWEST_LETTERS:
        return None
    covered = _coverage(said)
    best = max(covered[each] for each in AMAZONIAN)
    if best < _COVERED or best - covered[_SPANISH] < _OVER_SPANISH:
        return None
    if best <= max(covered[each] for each in _ANDEAN):
        return None
    return _clearest(covered, AMAZONIAN) or Tongue.AMAZONICA


def andean(words: Sequence[str]) -> Tongue:
    """Which of the two Andean tongues they are in, where they are surely in one."""
    covered = _coverage([normalise(word) for word in words])
    return _clearest(covered, _ANDEAN) or Tongue.ANDINA


def _clearest(covered: Mapping[str, float], among: Sequence[Tongue]) -> Tongue | None:
    first, second, *_ = sorted(among, key=lambda each: -covered[each])
    return first if covered[first] - covered[second] >= _APART else None


def _coverage(words: Sequence[str]) -> dict[str, float]:
    """How much of the words each list covers, in the way of spelling that it covers best."""
    texts = {" ".join(words), " ".join(_older(word) for word in words)}
    return {name: max(_share(text, known) for text in texts) for name, known in _lists().items()}


def _older(word: str) -> str:
    word = re.sub(r"k(?=[ei])", "qu", word).replace("k", "c")
    return re.sub(r"w(?=[aeio])", "hu", word)


def _share(text: str, known: frozenset[str]) -> float:
    text = f" {text} "
    threes = [text[at : at + 3] for at in range(len(text) - 2)]
    return sum(three in known for three in threes) / len(threes)


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    """By the value of each tongue, and Spanish; without accents, as messages are read."""
    lists: Mapping[str, str] = parse_yaml(shipped_text("tongue_trigrams.yaml"))
    return {name: frozenset(_plain(line).split("|")) for name, line in lists.items()}


def _plain(line: str) -> str:
    return line.translate(_ACCENTS)


_ACCENTS = str.maketrans("áéíóúäëïöüñ", "aeiouaeioun")
