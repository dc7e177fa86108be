"""What somebody says of their own danger is danger, whatever else they say around it."""

from importlib import resources
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from intake.reading.rules.intent import DANGER, IntentKind, read

FILE: dict[str, Any] = yaml.safe_load(
    resources.files("intake.data").joinpath("derivations.yaml").read_text("utf-8")
)
OWN = [
    (IntentKind(way["tipo"]), phrase)
    for way in FILE["derivaciones"]
    for phrase in way.get("primera_persona", ())
]
AROUND = [
    phrase
    for way in FILE["derivaciones"]
    for key in ("salvo", "salvo_urgencia")
    for phrase in way.get(key, ())
] + [
    phrase
    for key in ("propuesta", "consulta", "consulta_segura", "no_es_consulta", "vacias")
    for phrase in FILE["lecturas"][key]
]
GREETINGS = FILE["lecturas"]["saludo"] + FILE["lecturas"]["relleno"]
FILLERS = ["muy", "casi", "otra vez", "siempre", "desde ayer"]


@st.composite
def said(draw: DrawFn, phrase: str) -> str:
    """One of the ways in which a phrase of the file may be said."""
    words: list[str] = []
    for slot in phrase.split():
        if slot == "*":
            words += draw(st.lists(st.sampled_from(FILLERS), max_size=2))
        else:
            choice = draw(st.sampled_from(slot.split("|")))
            words.append(choice.replace("_", " ").replace("~", draw(st.sampled_from(["", "a"]))))
    return " ".join(words)


AROUND_IT: SearchStrategy[str] = st.one_of(
    st.sampled_from(AROUND).flatmap(said), st.sampled_from(GREETINGS).map(str)
)


@st.composite
def wrapped(draw: DrawFn) -> tuple[IntentKind, str]:
    """A sign of one's own danger among the product's own words, before and after."""
    kind, phrase = draw(st.sampled_from(OWN))
    sign = draw(said(phrase))
    before = draw(st.lists(AROUND_IT, max_size=3))
    after = draw(st.lists(AROUND_IT, max_size=3))
    joint = draw(st.sampled_from([" ", ". ", ", ", "\n", "? "]))
    return kind, joint.join([*before, sign, *after])


@given(wrapped())
def test_nothing_that_the_product_knows_cancels_a_sign_of_ones_own_danger(
    told: tuple[IntentKind, str],
) -> None:
    kind, text = told
    intent = read(text)
    assert intent.kind in DANGER, text
    assert kind in intent.danger, text


@pytest.mark.parametrize(
    "text",
    [
        "mi idea es que la policía venga porque mi esposo me pega",
        "propongo que haya más policías porque mi esposo me pega",
        "qué puedo hacer si me pega mi esposo",
        "hola buenas tardes, me pega",
        "una pregunta, ¿a dónde voy si mi marido me quiere matar?",
        "la idea es un taller, yo tengo miedo de mi esposo",
    ],
)
def test_a_proposal_or_a_question_around_it_changes_nothing(text: str) -> None:
    assert read(text).kind is IntentKind.VIOLENCIA


def test_each_kind_of_danger_has_signs_of_its_own() -> None:
    assert {kind for kind, _ in OWN} == DANGER
