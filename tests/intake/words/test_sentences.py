"""What the chat says beside a rule is data: the program and the file name the same sentences."""

import ast
import string
from collections import defaultdict
from pathlib import Path

import pytest

import intake
from intake.words.sentences import call_news, refusal, sentences

PARTS = {"negativas": refusal, "concursos": call_news}


def _asked_for(function: str) -> dict[str, set[frozenset[str]]]:
    """The names in every call of the function, each with the fields that are given."""
    found: dict[str, set[frozenset[str]]] = defaultdict(set)
    for path in Path(intake.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == function:
                given = frozenset(each.arg for each in node.keywords if each.arg)
                for name in ast.walk(node.args[0]):
                    if isinstance(name, ast.Constant) and isinstance(name.value, str):
                        found[name.value].add(given)
    return found


def _fields_of(sentence: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


@pytest.mark.parametrize("part", PARTS)
def test_the_program_and_the_file_name_the_same_sentences(part: str) -> None:
    assert set(_asked_for(PARTS[part].__name__)) == set(sentences(part))


@pytest.mark.parametrize("part", PARTS)
def test_every_call_gives_exactly_the_fields_of_its_sentence(part: str) -> None:
    for name, calls in _asked_for(PARTS[part].__name__).items():
        assert calls == {_fields_of(sentences(part)[name])}, name


@pytest.mark.parametrize("part", PARTS)
def test_a_sentence_is_whole_and_speaks_to_one_person(part: str) -> None:
    for name, sentence in sentences(part).items():
        assert sentence[0].isupper(), name
        assert sentence.endswith((".", "}")), name
        assert "usted" not in sentence.lower(), name


def test_fields_are_filled_in() -> None:
    assert refusal("pasa_de_meses", tope=12) == (
        "El proyecto puede durar hasta 12 meses. Escribe un número menor."
    )
    assert call_news("cancelado", concurso="Agua", motivo="No hubo fondos.") == (
        "El concurso «Agua» fue cancelado. No hubo fondos. Gracias por tu trabajo."
    )
