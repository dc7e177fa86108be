"""What one priorities file has that another has not."""

from intake.reading.rules.taxonomy_changes import WordChanges, compare
from intake.reading.rules.vocabulary import read_vocabulary

OLD = """
priorities:
- {id: agua, name: Agua, group: g, description: d, keywords: [pozo, agua + sucia], weak: [caño]}
- {id: luz, name: Luz, group: g, description: d, keywords: [luz]}
"""
NEW = """
priorities:
- {id: agua, name: Agua y baños, group: g, description: d, keywords: [pozo, caño]}
- {id: vias, name: Vías, group: g, description: d, keywords: [puente]}
"""


def test_two_files_are_compared_by_priority_and_word() -> None:
    changes = compare(read_vocabulary(OLD), read_vocabulary(NEW))

    assert (changes.added, changes.removed, changes.renamed) == (("vias",), ("luz",), ("agua",))
    assert changes.words == {"agua": WordChanges(("cano",), ("agua + sucia", "cano (débil)"))}
    assert not changes.is_empty


def test_a_file_does_not_differ_from_itself() -> None:
    assert compare(read_vocabulary(), read_vocabulary()).is_empty


def test_what_comes_apart_is_neither_removed_nor_are_its_parts_new() -> None:
    parted = """
themes: {agua: {name: Agua}}
priorities:
- {id: riego, theme: agua, name: Riego, group: g, description: d, keywords: [canal]}
- {id: beber, theme: agua, name: Beber, group: g, description: d, keywords: [pozo]}
- {id: luz, name: Luz, group: g, description: d, keywords: [luz]}
- {id: gas, name: Gas, group: g, description: d, keywords: [gas]}
"""
    changes = compare(read_vocabulary(OLD), read_vocabulary(parted))

    assert changes.parted == {"agua": ("riego", "beber")}
    assert (changes.added, changes.removed) == (("gas",), ())
    assert not changes.is_empty
    assert compare(read_vocabulary(parted), read_vocabulary(parted)).is_empty
