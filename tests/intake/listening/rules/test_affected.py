"""Whom a story touches is read in its own words, or left unsaid."""

import pytest

from intake.listening.rules.affected import affected_in, as_whom, is_whom


@pytest.mark.parametrize(
    ("told", "whom"),
    [
        ("Vendieron el mismo lote a 4 familias y a las 4 nos cobran", "4 familias"),
        ("60 adultos mayores inscritos, 7 sillas", "60 adultos mayores"),
        ("Cinco niños de mi aula siguen sin DNI", "cinco niños de mi aula"),
        ("acá no hay quien vea a las wawas", "las wawas"),
        ("Los jóvenes de aquí no quieren postular", "los jóvenes de aquí"),
        ("A mi hijo no le dan el certificado", "mi hijo"),
        ("la tarjeta de mi mamá ya no sirve", "mi mamá"),
        ("en verano todo el caserío se queda sin agua", "todo el caserío"),
        ("no hay rampa para los niños con discapacidad", "los niños con discapacidad"),
        ("la posta no atiende a mi abuela; somos 30 familias", "30 familias"),
    ],
)
def test_people_who_lack_something_or_are_counted_are_those_it_touches(
    told: str, whom: str
) -> None:
    assert affected_in(told) == whom


@pytest.mark.parametrize(
    "told",
    [
        "No tenemos agua hace un mes en Taraco",
        "a la segunda el zorro, mi esposo lo esperó con la linterna",
        "el alcalde no nos escucha",
        "la granizada mató 30 ovejas",
        "los ancianos comentan que antes había camarón",
        "el puente se cayó",
        "",
    ],
)
def test_who_only_appears_is_not(told: str) -> None:
    assert affected_in(told) == ""


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("a mi familia", "mi familia"),
        ("Al pueblo", "el pueblo"),
        ("a todos", "todos"),
        ("somos unas 40 familias más o menos", "somos unas 40 familias más o menos"),
        ("los niños de la escuela", "los niños de la escuela"),
    ],
)
def test_an_answer_is_shown_without_its_preposition(said: str, shown: str) -> None:
    assert is_whom(said)
    assert as_whom(said) == shown


@pytest.mark.parametrize(
    "said", ["mis hijos no van al colegio", "Taraco", "gracias", "no", "", "mejor no", "es urgente"]
)
def test_what_tells_more_or_something_else_is_no_answer_to_it(said: str) -> None:
    assert not is_whom(said)
