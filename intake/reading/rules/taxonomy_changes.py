"""What would change from one priorities file to another: priorities, and their words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
    had, has = _words(old), _words(new)
    words = {
        name: WordChanges(
            tuple(sorted(has.get(name, set()) - had.get(name, set()))),
            tuple(sorted(had.get(name, set()) - has.get(name, set()))),
        )
        for name in both
    }
    parted = {theme.id: theme.parts for theme in new.themes if theme.id in before}
    parts = {part for each in parted.values() for part in each}
    return TaxonomyChanges(
        added=tuple(name for name in after if name not in before and name not in parts),
        removed=tuple(name for name in before if name not in after and name not in parted),
        renamed=tuple(name for name in both if before[name] != after[name]),
        words={name: each for name, each in words.items() if each.added or each.removed},
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
