"""The simulated teller hears as a person does, and its dialogues are judged by what came of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench import dialogue
from bench.chatroom import Dialogue
from bench.fitting import Fitting, entries_in
from bench.teller import MOST, Facts, Piece, Said, Teller, Topic, in_pieces, lives_in, topic_of
from bot.said.guide import load_guide
from intake.kinds import Actor
from intake.places.rules.places import Gazetteer
from intake.store.outgoing import Choice, Outgoing
from tests.bench.cases import write

GAZETTEER = Gazetteer.builtin()
TARACO = GAZETTEER.find("210607")
STORY = "El botadero está junto a la escuela y los niños se enferman"


def heard(text: str, *labels: str) -> list[Outgoing]:
    return [Outgoing(text, tuple(Choice(label, f"v{at}") for at, label in enumerate(labels)))]


def a_teller(seed: int = 0, **more: Any) -> Teller:
    """One who keeps to the matter."""
    teller = Teller(Facts("x-1", STORY, TARACO, **more), seed)
    teller.digression = None
    return teller


@pytest.mark.parametrize(
    ("topic", "text", "labels"),
    [
        (Topic.PLACE, "¿En qué lugar pasa? Escribe tu distrito.", ["Prefiero no decirlo"]),
        (Topic.PLACE, "¿Es en Juli, Chucuito, Puno?", ["Sí, es ahí", "No, es otro lugar"]),
        (Topic.WHOM, "¿A quiénes afecta? Elige.", ["A mi familia", "A todo el distrito"]),
        (Topic.CONFIRM, "Esto anoté: … ¿Lo registramos así?", ["Sí, registrar", "Corregir algo"]),
        (Topic.SAME, "¿Es lo mismo?", ["Sí, me uno: Agua", "No, lo mío es distinto"]),
        (Topic.HELP, "Llama al 105.", ["Quiero que quede registrado", "No, gracias"]),
        (Topic.CORRECT, "¿Qué quieres corregir?", ["Lo que conté", "El lugar"]),
        (
            Topic.KIND,
            "¿Quieres contarnos un problema, o preguntarnos algo?",
            ["Contar", "Preguntar"],
        ),
        (Topic.STORY, "Cuéntame el problema con tus palabras.", []),
        (Topic.NOTHING, "Gracias a ti.", []),
    ],
)
def test_what_is_asked_is_taken_as_a_person_takes_it(
    topic: Topic, text: str, labels: list[str]
) -> None:
    assert topic_of(heard(text, *labels)) is topic


def test_it_says_the_same_for_the_same_seed_and_not_for_another() -> None:
    asked = heard("¿En qué lugar pasa?", "Prefiero no decirlo")
    said = [a_teller(seed).answers(asked) for seed in range(12)]

    assert said == [a_teller(seed).answers(asked) for seed in range(12)]
    assert len({each[0].text for each in said}) > 3


def test_it_takes_its_own_place_and_refuses_another() -> None:
    its_own = heard("¿Es en Taraco, Huancané, Puno?", "Sí, es ahí", "No, es otro lugar")
    another = heard("¿Es en Juli, Chucuito, Puno?", "Sí, es ahí", "No, es otro lugar")

    for seed in range(12):
        (yes,) = a_teller(seed).answers(its_own)
        assert yes.text.lower().startswith(("s", "1"))
        (no,) = a_teller(seed).answers(another)
        assert no.text == "No, es otro lugar" or "araco" in no.text.lower()


def test_a_place_that_is_shown_and_is_wrong_is_corrected_before_the_yes() -> None:
    wrong = heard("Lugar: Juli, Chucuito, Puno\n¿Lo registramos así?", "Sí, registrar", "Corregir")
    right = heard(
        "Lugar: Taraco, Huancané, Puno\n¿Lo registramos así?", "Sí, registrar", "Corregir"
    )
    teller = a_teller()

    first, second, third = (teller.answers(wrong)[0] for _ in range(3))
    assert first.holds is second.holds is Piece.PLACE
    assert third.text == "Corregir"
    assert teller.answers(right)[0].holds is Piece.NOTHING


def test_who_is_asked_without_end_gives_up() -> None:
    teller = a_teller()
    asked = heard("¿En qué lugar pasa?")
    while teller.answers(asked):
        assert len(teller.said) <= MOST
    assert len(teller.said) == MOST


def test_an_office_says_that_it_is_one() -> None:
    asked = heard("¿A quiénes afecta?", "A mi familia", "Escribo por la municipalidad")

    for seed in range(6):
        (said,) = a_teller(seed, actor=Actor.MUNICIPALIDAD).answers(asked)
        assert "municipalidad" in said.text.lower()


def test_pieces_hold_the_whole_story() -> None:
    pieces = in_pieces("No hay agua. La bomba se malogró, y nadie viene; somos 40 familias")

    assert 2 <= len(pieces) <= 3
    assert "bomba" in " ".join(pieces)
    assert in_pieces("no hay agua") == ["no hay agua"]


def test_some_would_rather_not_say_where_they_live() -> None:
    homes = [lives_in(f"c{number}", 0, GAZETTEER.districts) for number in range(200)]

    assert 5 < homes.count(None) < 40


def test_the_table_names_entries_that_there_are() -> None:
    known = {answer.id for answer in load_guide().answers}

    assert {entry for topic in Fitting.builtin().topics for entry in topic.entries} <= known


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("oiga y esto lo lee el alcalde?", "alcalde"),
        ("CUANTO CUESTA ESCRIBIR", "gratis"),
        ("¿Hasta cuándo es el concurso de innovación?", "concurso_fecha"),
        ("mi mamá ya cumplió 65, cómo entra a pensión 65", "pension65"),
        ("usted es robot o señorita", "maquina"),
    ],
)
def test_a_question_is_of_its_topic(question: str, topic: str) -> None:
    assert topic in Fitting.builtin().topics_of(question)


def test_what_nobody_asks_of_the_lab_is_not_judged() -> None:
    assert Fitting.builtin().entries_for("¿a qué hora sale el tren a Huancavelica?") is None


def test_an_entry_is_known_in_what_was_told() -> None:
    answer = load_guide().answers[0]

    assert entries_in(f"Hola.\n{answer.text.replace(' ', '  ')}\n¿Algo más?") == {answer.id}
    assert entries_in("Hola") == set()


def a_case(number: int, text: str, intent: str, place: str = "") -> dict[str, object]:
    return {"id": f"A-{number}", "text": text, "intent": intent, "actor": "", "place": place}


def test_dialogues_are_held_to_their_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = [
        a_case(1, "En Taraco no hay agua hace un mes", "aporte", "Taraco, Huancané, Puno"),
        a_case(2, STORY, "aporte", "Juli, Chucuito, Puno"),
        a_case(3, "¿qué es ayni lab?", "consulta"),
        a_case(4, "gracias", "gracias"),
        a_case(5, "mi esposo me pega", "peligro"),
    ]
    file = write(tmp_path / "casos.jsonl", cases)

    assert dialogue.main(["--cases", file, "--by-author", "--detail", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)

    assert report["n"] == 4, "who is in danger is no telling and no question"
    assert report["tellings"] == 2
    assert report["finished"] == 1, report["detail"]
    assert 2 <= report["turns"]["median"] <= report["turns"]["p90"] <= MOST
    assert report["messages"]["median"] >= 2
    assert (report["questions"], report["not_judged"]) == (1, 0)
    assert report["questions_answered"] == 1
    assert report["form_on_question"] == 0
    assert report["by_author"]["A"]["n"] == 4


def test_what_was_said_for_nothing_is_counted() -> None:
    teller = a_teller()
    teller.said = [
        Said(STORY, holds=Piece.STORY),
        Said("sí"),
        Said("gratis?", holds=Piece.QUESTION),
    ]
    held = Dialogue({"id": "x-1", "text": STORY, "intent": "aporte"}, teller)

    assert dialogue.lost_words(held, kept="") == [STORY, "gratis?"]
    assert dialogue.lost_words(
        held, kept="el botadero esta junto a la escuela y los ninos se enferman"
    ) == ["gratis?"]
    assert dialogue.why_unfinished(held).startswith("sin registrar")
