"""Whoever edits the priorities is told all that is wrong, with the line."""

import pytest

from intake.datafiles import parse_yaml
from intake.errors import DataFileError
from intake.reading.rules.vocabulary import builtin_text, read_vocabulary
from intake.reading.rules.vocabulary_check import problems

FILE = """\
version: 1
groups: {g: Grupo}
neutral: [por este medio]
programs:
- {id: pvl, name: Vaso de leche, aliases: [vaso de leche], priorities: [agua]}
priorities:
- id: agua
  name: Agua
  group: g
  description: d
  keywords: [agua potable, agua + turbia|sucia]
  soft: [pozo]
  weak: [agua]
  exclude: [riego]
- {id: luz, name: Luz, group: g, description: d, safety: true, keywords: [luz]}
"""


def test_a_right_file_is_read() -> None:
    data = read_vocabulary(FILE)

    assert [each.id for each in data.priorities] == ["agua", "luz"]
    assert {p.words for p in data.phrases if p.apart} == {("agua", "turbia"), ("agua", "sucia")}


def test_the_built_in_file_is_right() -> None:
    assert problems(parse_yaml(builtin_text()), builtin_text()) == []


def test_the_same_text_is_read_once() -> None:
    assert read_vocabulary(FILE) is read_vocabulary("".join(FILE))
    assert read_vocabulary(builtin_text()) is read_vocabulary()
    assert read_vocabulary(FILE.replace("safety: true", "safety: false")) != read_vocabulary(FILE)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("version: 1", "vercion: 1", "Línea 1: .*«vercion»"),
        ("  weak:", "  debil:", "Línea 13: .*«debil»"),
        ("name: Vaso", "nombre: Vaso", "Línea 5: .*«nombre»"),
        ("- {id: luz", "- {id: agua", "Línea 15: .*dos veces"),
        ("- {id: luz", "- {id: La Luz", "Línea 15: .*minúsculas"),
        ("- {id: luz", "- {id: 7", "Línea 15: .*texto"),
        ("safety: true", "safety: quizás", "Línea 15: .*true o false"),
        ("keywords: [luz]", "keywords: [luz, '']", "Línea 15: .*vacía"),
        ("keywords: [luz]", "keywords: [luz, '¡!']", "Línea 15: .*vacía"),
        ("keywords: [luz]", "keywords: luz", "Línea 15: .*lista"),
        ("keywords: [luz]", "keywords: [{luz: si}]", "Línea 15: .*ni una frase"),
        ("keywords: [luz]", "keywords: [luz, pozo + ]", "Línea 15: .*vacía"),
        ("keywords: [luz]", f"keywords: [{'luz ' * 30}]", "Línea 15: .*80 letras"),
        ("keywords: [luz]", "keywords: [agua potable]", "Línea 15: .*dos prioridades"),
        ("exclude: [riego]", "exclude: [Agua  Potable]", "Línea 14: .*fuerte y que excluye"),
        ("soft: [pozo]", "soft: [agua]", "Línea 13: .*que cede y débil"),
        ("priorities: [agua]", "priorities: [gas]", "Línea 5: .*«gas»"),
        ("groups: {g: Grupo}", "groups: {h: Grupo}", "Línea 9: .*«g»"),
        ("neutral: [por", "neutral: ['', por", "Línea 3: .*vacía"),
        ("version: 1", "themes: [a]", "Línea 1: .*«themes»"),
        ("version: 1", "themes: {a: b}", "Línea 1: .*bloque"),
        ("version: 1", "themes: {a: {plain: A}}", "Línea 1: .*«name»"),
        ("version: 1", "themes: {a: {name: A, nombre: A}}", "Línea 1: .*«nombre»"),
        ("version: 1", "themes: {agua: {name: A}}", "Línea 1: .*tema y una prioridad"),
        ("version: 1", "themes: {a: {name: A}}", "Línea 1: .*dos o más"),
        ("safety: true", "theme: a", "Línea 15: .*no está en «themes»"),
        ("aliases: [vaso de leche]", "aliases: []", "Línea 5: .*aliases"),
        ("version: 1", "version: [", "YAML"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, said: str) -> None:
    assert old in FILE
    with pytest.raises(DataFileError, match=said):
        read_vocabulary(FILE.replace(old, new, 1))


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    wrong = FILE.replace("  weak:", "  debil:").replace("keywords: [luz]", "keywords: ['']")

    with pytest.raises(DataFileError) as problem:
        read_vocabulary(wrong)

    lines = str(problem.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["Línea 13", "Línea 15"]
