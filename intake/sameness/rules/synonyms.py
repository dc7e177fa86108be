"""Words that tell the same though they do not sound alike: posta and centro de salud."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise

from intake.datafiles import parse_yaml, shipped_text
from intake.errors import DataFileError
from intake.words.keys import stems_of


class Synonyms:
    """The ideas of synonyms.yaml, by the stems (or pairs of stems) that stand for them."""

    def __init__(self, ideas: Mapping[str, str]) -> None:
        self._ideas = ideas
        self.stems = frozenset(stem for key in ideas for stem in key.split())
        self._openers = frozenset(key.split()[0] for key in ideas if " " in key)

    @classmethod
    def builtin(cls) -> "Synonyms":
        """The synonyms that come with the product."""
        return _builtin()

    def ideas_in(self, run: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The ideas told by stems in the order of a text, with the first stems that tell each."""
        found: dict[str, tuple[str, ...]] = {}
        for stem in run:
            if idea := self._ideas.get(stem):
                found.setdefault(idea, (stem,))
        for pair in pairwise(run):
            if pair[0] in self._openers and (idea := self._ideas.get(" ".join(pair))):
                found.setdefault(idea, pair)
        return found


def parse_synonyms(text: str) -> Synonyms:
    """Read and check a synonyms file: each word in one idea, of one word or two."""
    found: dict[str, str] = {}
    heard_twice: set[str] = set()
    for idea in _ideas(text):
        for said in idea:
            stems = stems_of(said)
            if not 1 <= len(stems) <= 2:
                raise DataFileError(
                    f"En synonyms.yaml, «{said}» debe tener una o dos palabras que digan algo."
                )
            key = " ".join(stems)
            # Two words that sound alike (poste, posta) in two ideas: neither can be told by it.
            if found.setdefault(key, idea[0]) != idea[0]:
                heard_twice.add(key)
    return Synonyms({key: idea for key, idea in found.items() if key not in heard_twice})


def _ideas(text: str) -> Iterable[list[str]]:
    try:
        ideas = [[str(said) for said in idea] for idea in parse_yaml(text)["ideas"]]
    except (KeyError, TypeError) as problem:
        raise DataFileError("A synonyms.yaml le falta la lista «ideas».") from problem
    written: set[str] = set()
    for idea in ideas:
        twice = written.intersection(idea)
        if twice or len(set(idea)) < 2 or len(set(idea)) < len(idea):
            raise DataFileError(
                f"En synonyms.yaml, «{', '.join(sorted(twice) or idea)}» está en dos ideas, "
                "o solo en la suya."
            )
        written.update(idea)
    return ideas


@cache
def _builtin() -> Synonyms:
    return parse_synonyms(shipped_text("synonyms.yaml"))
