"""One reading of each message: the rules are the floor, the model finds what no rule names."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.reading.rules import intent
from intake.reading.rules.acts import Act, Asked, Bounds, Danger, Level
from intake.reading.rules.intent import IntentKind
from intake.reading.rules.reader import Reader, builtin_reader
from intake.reading.rules.reserve import SLIGHT, signs

DEAF = Bounds(danger_now=1.1, danger_maybe=1.1, reserve=1.1, not_aporte=1.1)
"""With these bounds the model is never sure of anything: only the rules speak."""


def deaf() -> Reader:
    return replace(builtin_reader(), bounds=DEAF)


@pytest.mark.parametrize(
    "text",
    [
        "mi marido me pega todas las noches",
        "me quiero morir",
        "no puedo respirar",
        "me están siguiendo desde el paradero",
    ],
)
def test_what_somebody_says_of_themselves_is_danger_now_whatever_the_model_makes_of_it(
    text: str,
) -> None:
    assert intent.read(text).is_own
    assert deaf().read(text).level is Level.NOW
    assert deaf().read(f"{text}. propongo que hagan un taller").level is Level.NOW


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("mi padrastro entra a mi cuarto cuando mi mamá se va a la chacra", Danger.VIOLENCIA),
        ("ya dejé mis cosas ordenadas, cuiden a mis hijitos, perdónenme", Danger.SUICIDIO),
        ("dicen que si no pagamos el cupo nos queman la tienda", Danger.AMENAZA),
    ],
)
def test_danger_that_no_phrase_names_is_heard(text: str, danger: Danger) -> None:
    assert not intent.read(text).danger
    reading = builtin_reader().read(text)
    assert reading.level is not Level.NONE
    assert danger in reading.dangers


@pytest.mark.parametrize("asked", [*Asked])
def test_danger_is_heard_whatever_was_asked(asked: Asked) -> None:
    reading = builtin_reader().read("mi esposo me pega y no sé a dónde ir", asked)
    assert reading.level is Level.NOW
    assert reading.act is Act.PELIGRO
    assert reading.ways[0] is IntentKind.VIOLENCIA


def test_nothing_answers_where_nothing_was_asked() -> None:
    for text in ("sí", "Taraco, Huancané", "a mi familia", "tres"):
        assert builtin_reader().read(text).act is not Act.RESPUESTA


def test_a_question_about_the_machine_is_a_question_also_where_a_place_is_asked() -> None:
    for asked in (Asked.NONE, Asked.PLACE):
        assert builtin_reader().read("¿eres una máquina o una persona?", asked).act in {
            Act.PREGUNTA,
            Act.PERSONA,
        }


@pytest.mark.parametrize(
    ("text", "act"),
    [
        (
            "La posta no tiene medicinas. Mi nombre es Juan Quispe, llámenme al 900000123",
            Act.APORTE,
        ),
        ("quiero hablar con una persona, llámenme al 900000123", Act.PERSONA),
    ],
)
def test_who_leaves_a_telephone_beside_what_they_tell_is_heard(text: str, act: Act) -> None:
    assert builtin_reader().read(text).act is act


def test_the_words_that_moved_a_decision_are_words_of_the_message() -> None:
    text = "mi padrastro me toca cuando duermo"
    why = builtin_reader().model.why(text, Asked.NONE, "peligro")
    assert why
    assert set(why) <= set(text.split())
    assert "padrastro" in why


def test_quechua_is_not_judged_by_a_model_of_spanish() -> None:
    reading = builtin_reader().read("manan yaku kanchu wasiykupi, llaqtanchispi mana imapas kanchu")
    assert reading.needs_interpreter
    assert reading.opinion is None
    assert reading.act is Act.APORTE


WORDS = st.lists(
    st.sampled_from(
        [
            "mi",
            "tu",
            "esposo",
            "hija",
            "me",
            "pega",
            "quiero",
            "agua",
            "posta",
            "morir",
            "alcalde",
            "roba",
            "plata",
            "no",
            "hay",
            "camino",
            "ayer",
            "hoy",
            "ven",
            "a",
            "la",
            "casa",
            "niño",
            "DNI",
            "10000001",
            "grita",
            "sangre",
            "vaca",
            "murió",
            "gracias",
            "hola",
        ]
    ),
    max_size=14,
).map(" ".join)


@given(WORDS, st.sampled_from([*Asked]))
def test_the_model_adds_danger_and_never_takes_it_away(text: str, asked: Asked) -> None:
    floor, whole = deaf().read(text, asked), builtin_reader().read(text, asked)
    assert whole.level >= floor.level
    assert set(floor.dangers) <= set(whole.dangers)
    assert (whole.level is Level.NONE) == (not whole.dangers)


@given(WORDS)
def test_the_model_reserves_more_and_denies_only_slight_signs(text: str) -> None:
    reasons = builtin_reader().reasons_to_reserve((text,))
    assert {sign for sign in signs((text,)) if sign not in SLIGHT} <= set(reasons)


@given(st.text(max_size=300), st.sampled_from([*Asked]))
def test_any_text_has_a_reading_and_the_same_one_again(text: str, asked: Asked) -> None:
    first = builtin_reader().read(text, asked)
    assert first == builtin_reader().read(text, asked)
    if first.opinion is not None:
        assert abs(sum(first.opinion.acts.values()) - 1) < 1e-6
        assert 0 <= first.opinion.danger <= 1
