"""What would change from one priorities file to another: priorities, and their words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from intake.reading.rules.vocabulary import Phrase, VocabularyData


@dataclass(frozen=True, slots=True)
class WordChanges:
    """Words that one priority gains and loses, by the list they stand in."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaxonomyChanges:
    """The difference of two files. Words only of the priorities that both have."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[str, ...]
    words: Mapping[str, WordChanges]
    parted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Priorities that came apart, each with its parts; neither count as added or removed."""

    @property
    def is_empty(self) -> bool:
        """Whether both say the same of every priority; programmes may differ."""
        return not (self.added or self.removed or self.renamed or self.words or self.parted)


def compare(old: VocabularyData, new: VocabularyData) -> TaxonomyChanges:
    """What changed from `old` to `new`, in the order of the files."""
    before, after = ({p.id: p for p in data.priorities} for data in (old, new))
    both = [name for name in after if name in before]
    parted = {theme.id: theme.parts for theme in new.themes if theme.id in before}
    parts = set(chain.from_iterable(parted.values()))
    return TaxonomyChanges(
        added=tuple(name for name in after if name not in before and name not in parts),
        removed=tuple(name for name in before if name not in after and name not in parted),
        renamed=tuple(name for name in both if before[name] != after[name]),
        words=_word_changes(_words(old), _words(new), both),
        parted=parted,
    )


_LISTS = {"strong": "", "soft": " (cede)", "weak": " (débil)", "exclude": " (excluye)"}


def _words(data: VocabularyData) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for phrase in data.phrases:
        found.setdefault(phrase.of, set()).add(_written(phrase) + _LISTS[phrase.weight])
    return found


def _written(phrase: Phrase) -> str:
    return (" + " if phrase.apart else " ").join(phrase.words)


def _word_changes(
    had: Mapping[str, set[str]], has: Mapping[str, set[str]], names: Iterable[str]
) -> dict[str, WordChanges]:
    """Of each priority of which a word came or went, which."""
    changes = {}
    for name in names:
        before, after = had.get(name, set()), has.get(name, set())
        if before != after:
            added, removed = sorted(after - before), sorted(before - after)
            changes[name] = WordChanges(tuple(added), tuple(removed))
    return changes
