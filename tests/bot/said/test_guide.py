"""The file of answers: all of it can be said, and what is wrong in it is said in plain Spanish."""

from typing import Any

import pytest

from bot.said.guide import LONGEST_ANSWER, OFFERS, guide_from, load_guide
from bot.talk.listener import BOT
from intake.errors import DataFileError


def an_entry(**changes: Any) -> dict[str, Any]:
    """An entry as it should be, but for what is changed."""
    entry = {"id": "uno", "pregunta": "Uno", "formas": list("abcdef"), "respuesta": "Sí."}
    return {name: value for name, value in (entry | changes).items() if value is not None}


def a_file(*entries: dict[str, Any]) -> dict[str, Any]:
    """A file of answers with one official line."""
    line = {"nombre": "Línea", "numero": 101, "fuente": "https://x.pe", "fecha": "2026-02-16"}
    return {"lineas": {"midis": line}, "preguntas": list(entries)}


def test_the_guide_answers_many_questions_each_on_one_small_screen() -> None:
    answers = load_guide().answers

    assert len(answers) >= 60
    assert len({each.question for each in answers}) == len(answers)
    assert all(len(each.said) <= LONGEST_ANSWER for each in answers)
    assert all(len(each.question) <= 60 for each in answers)


def test_every_offer_is_something_the_bot_does() -> None:
    assert set(OFFERS) <= BOT.knows.verbs.keys()


def test_an_official_line_is_said_with_its_number() -> None:
    (answer,) = guide_from(a_file(an_entry(linea="midis"))).answers

    assert answer.said == "Sí. Línea: 101."


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (an_entry(respuesta=None), "a la entrada 1 le falta o le sobra 'respuesta'"),
        (an_entry(formas=["a"]), "hacen falta al menos 5 formas"),
        (an_entry(formas="como es"), "en una lista"),
        (an_entry(linea="otra"), "no hay una línea «otra» arriba"),
        (an_entry(ofrece=["dinero"]), "no se puede ofrecer «dinero»"),
        (an_entry(lleva="todo"), "«lleva» solo puede ser"),
        (an_entry(respuesta="a" * 321), "tiene 321"),
        (an_entry(palabras=["a"]), "no se conoce «palabras»"),
    ],
)
def test_what_is_wrong_in_an_entry_is_said(entry: dict[str, Any], said: str) -> None:
    with pytest.raises(DataFileError, match=r"respuestas\.yaml") as problem:
        guide_from(a_file(entry))

    assert said in str(problem.value)


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        ([], "arriba van «lineas»"),
        (a_file(), "hace falta al menos una pregunta"),
        (a_file(an_entry(), an_entry()), "hay dos entradas «uno»"),
    ],
)
def test_what_is_wrong_in_the_file_is_said(whole: Any, said: str) -> None:
    with pytest.raises(DataFileError) as problem:
        guide_from(whole)

    assert said in str(problem.value)
