"""Risks come out of figures by rules that the Lab may change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import DataFileError
from intake.figures.rules.risks import RiskKind, derive, read_risks

_RULES = """
riesgos:
  - id: viejos
    tipo: punto_critico
    cifra: dias
    desde: 45
    frase: "Espera hace {cifra} de {total}."
  - {id: nadie, tipo: riesgo, cifra: sesiones, hasta: 0, frase: "No hubo."}
"""


def test_a_rule_holds_from_its_threshold_on_and_says_its_figures() -> None:
    rules = read_risks(_RULES)

    assert derive(rules, {"dias": 44, "sesiones": 1, "total": 9}) == []
    (risk,) = derive(rules, {"dias": 45, "sesiones": 1, "total": 9})
    assert (risk.sentence, risk.kind, risk.threshold) == (
        "Espera hace 45 de 9.",
        RiskKind.PUNTO_CRITICO,
        "desde 45",
    )


def test_a_rule_may_hold_up_to_its_threshold_and_not_where_the_figure_is_unknown() -> None:
    rules = read_risks(_RULES)

    assert [risk.id for risk in derive(rules, {"dias": 0, "sesiones": 0})] == ["nadie"]
    assert derive(rules, {"dias": 0, "sesiones": None}) == []


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_worse_figure_never_takes_a_risk_away(one: int, other: int) -> None:
    rules = read_risks(_RULES)
    low, high = sorted((one, other))

    found = [
        {risk.id for risk in derive(rules, {"dias": days, "sesiones": 1, "total": 0})}
        for days in (low, high)
    ]

    assert found[0] <= found[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("riesgos: 3", "una lista"),
        ("riesgos: [", "línea"),
        ("riesgos: [{id: a, tipo: otro, cifra: dias, desde: 1, frase: x}]", "«a»: debe tener"),
        ("riesgos: [{id: a, tipo: riesgo, cifra: dias, frase: x}]", "«desde» o «hasta»"),
        ("riesgos: [{id: a, tipo: riesgo, cifra: d, desde: 1, frase: x}]", "no hay una cifra «d»"),
        ("riesgos: [{id: a, tipo: riesgo, cifra: dias, desde: 1, frase: '{x}'}]", "va una cifra"),
        ("riesgos: [3]", "«1»: debe tener"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(text: str, said: str) -> None:
    with pytest.raises(DataFileError, match=said):
        read_risks(text, frozenset({"dias"}))
