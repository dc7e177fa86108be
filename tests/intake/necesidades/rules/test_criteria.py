"""The criteria file: its scales, and what is wrong with a wrong one, in words."""

from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import DataFileError
from intake.necesidades.rules.criteria import (
    Measure,
    Scale,
    builtin_criteria,
    builtin_text,
    read_criteria,
)


def written(change: Any) -> str:
    data = yaml.safe_load(builtin_text())
    change(data)
    return yaml.safe_dump(data, allow_unicode=True)


def test_the_built_in_criteria_are_those_the_lab_asked_for() -> None:
    criteria = builtin_criteria()

    assert sum(criteria.weights.values()) == 100
    assert {each.scale.measure for each in criteria.criteria if each.scale} == set(Measure)
    assert [each.id for each in criteria.by_people] == [
        "alineamiento",
        "urgencia",
        "viabilidad",
        "evidencia",
    ]
    assert all("Manual" in each.source for each in criteria.criteria)


def test_ten_times_the_people_is_always_about_the_same_step() -> None:
    scale = Scale(Measure.PERSONAS, 0, 1000)

    values = [scale.value(people) for people in (0, 9, 99, 999, 5000)]

    assert values[0] == 0
    assert values[-1] == 5
    assert all(1.6 < below - above < 1.7 for above, below in pairwise(values[:4]))


def test_poverty_is_on_a_straight_scale() -> None:
    assert Scale(Measure.POBREZA, 0, 60).value(30) == 2.5


@given(
    st.sampled_from(Measure),
    st.floats(0, 1e7),
    st.floats(0, 1e7),
    st.floats(0, 99),
    st.floats(1, 1e6),
)
def test_a_scale_never_leaves_its_ends_and_more_is_never_worth_less(
    measure: Measure, one: float, other: float, lowest: float, width: float
) -> None:
    scale = Scale(measure, lowest, lowest + width)
    less, more = sorted((one, other))

    assert 0 <= scale.value(less) <= scale.value(more) <= 5


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.pop("criterios"), "le falta «criterios»"),
        (lambda d: d.update(criterios=[]), "le falta «criterios»"),
        (lambda d: d.update(pesos=1), "no se conoce «pesos»"),
        (lambda d: d.update(criterios=d["criterios"] * 3), "a lo más pueden ser 20"),
        (lambda d: d["criterios"][0].update(peso=30), "suman 110 y deben sumar 100"),
        (lambda d: d["criterios"][0].update(peso="veinte"), "debe ser un número"),
        (lambda d: d["criterios"][0].update(peso=True), "debe ser un número"),
        (lambda d: d["criterios"][0].update(peso=float("nan")), "debe ser un número"),
        (lambda d: d["criterios"][0].update(peso=0), "mayor que 0"),
        (lambda d: d["criterios"][0].update(id="Demanda social"), "en minúsculas"),
        (lambda d: d["criterios"][0].update(id="pobreza"), "«pobreza» está dos veces"),
        (lambda d: d["criterios"][0].pop("nombre"), "le falta «nombre»"),
        (lambda d: d["criterios"][0].pop("fuente"), "le falta «fuente»"),
        (lambda d: d["criterios"][0].update(pezo=1), "no se conoce «pezo»"),
        (lambda d: d["criterios"][0].update(automatico="votos"), "personas, pobreza, poblacion"),
        (lambda d: d["criterios"][0].update(automatico=[1]), "personas, pobreza, poblacion"),
        (lambda d: d["criterios"][0].update(hasta=0), "mayor que «desde»"),
        (lambda d: d["criterios"][0].pop("automatico"), "uno de los dos"),
        (lambda d: d["criterios"][0].update(notas={}), "uno de los dos"),
        (lambda d: d["criterios"][3].update(desde=1), "van solo con «automatico»"),
        (lambda d: d["criterios"][3].update(notas={0: "Nada", 5: "Todo"}), "qué significan 0, 3"),
        (lambda d: d["criterios"][3]["notas"].update({3: " "}), "está vacía"),
        (lambda d: d["criterios"].append("costo"), "debe tener campos"),
    ],
)
def test_a_wrong_file_is_told_in_words(change: Any, said: str) -> None:
    with pytest.raises(DataFileError, match=said):
        read_criteria(written(change))


def test_what_is_not_yaml_is_told_too() -> None:
    with pytest.raises(DataFileError, match="no es YAML válido"):
        read_criteria("criterios: [")
