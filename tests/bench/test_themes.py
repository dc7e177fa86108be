"""Tags are counted by the ids that the labels had when they were written."""

from bench.tagging import measure
from bench.themes import known_to, themes_of

FORMER = known_to([{"priorities": ["violencia_justicia", "salud"]}, {"text": "hola"}])
TODAY = known_to([{"priorities": ["participacion"]}, {"priorities": ["salud"]}])


def test_labels_of_before_know_themes_and_those_of_today_their_parts() -> None:
    assert {"violencia_justicia", "integridad_participacion", "salud"} <= FORMER
    assert not FORMER & {"trata", "participacion", "juventud", "migracion"}
    assert {"trata", "juventud", "salud"} <= TODAY
    assert not TODAY & {"violencia_justicia"}


def test_two_parts_of_a_theme_count_once_and_in_their_order() -> None:
    counted = themes_of(["trata", "salud", "seguridad_justicia"], FORMER)

    assert (counted.tags, counted.left_out) == (("violencia_justicia", "salud"), 0)


def test_what_the_labels_know_nothing_of_is_left_out_and_said() -> None:
    counted = themes_of(["juventud", "educacion", "no_hay"], FORMER)

    assert (counted.tags, counted.left_out) == (("educacion",), 2)
    assert themes_of(["juventud"], TODAY).tags == ("juventud",)


def test_the_measure_counts_a_part_as_its_theme_and_says_what_it_left_out() -> None:
    cases = [
        {"text": "nos roban el ganado de noche", "priorities": ["violencia_justicia"]},
        {"text": "para la juventud no hay nada", "priorities": ["educacion"]},
    ]

    report = measure(cases)

    assert report["top1"] == 0.5
    assert report["tags_left_out"] == 1
