"""Learning from texts: the same each time, from hands left out, with nothing of one text alone."""

import io
import json
from itertools import product

import numpy as np
import pytest

from intake.errors import DataFileError
from intake.reading import examples, learning
from intake.reading.examples import Example, shipped_examples
from intake.reading.learning import figures_of, model_of, prepare, sums_of_strangers
from intake.reading.rules.acts import Act, Asked, Danger
from intake.reading.rules.learned import Model

HANDS = ("norte", "centro", "sur", "selva")
WHO = ("mi hermana", "la vecina", "mi ahijada", "una señora")
DANGERS = ("llora encerrada y él no la deja salir", "tiene golpes y él la espera afuera")
NEEDS = ("no tiene agua en su casa desde mayo", "camina dos horas hasta la posta")


def lesson_texts() -> list[Example]:
    """Sixty-four messages: who it is says nothing, what befalls them says all."""
    danger = [
        Example(f"{who} {what}", hand, Act.PELIGRO, danger=Danger.VIOLENCIA, is_reserved=True)
        for hand, who, what in product(HANDS, WHO, DANGERS)
    ]
    needs = [
        Example(f"{who} {what}", hand, Act.APORTE, priorities=("agua_saneamiento",))
        for hand, who, what in product(HANDS, WHO, NEEDS)
    ]
    return [*danger, *needs]


def test_what_was_learned_from_other_hands_is_known_of_a_hand_left_out() -> None:
    lesson = prepare(lesson_texts())
    strangers = sums_of_strangers(lesson)
    figures = figures_of(lesson, strangers, model_of(lesson, strangers, "prueba"))
    assert figures["hands"] == len(HANDS)
    assert figures["danger_recall_now"] == 1
    assert figures["act_accuracy"] == 1


def test_the_same_texts_give_the_same_file_which_reads_as_the_model_did() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    for file in (first, second):
        lesson = prepare(lesson_texts())
        model_of(lesson, sums_of_strangers(lesson), "prueba").write(file)
    assert first.getvalue() == second.getvalue()
    first.seek(0)
    model = Model.read(first)
    danger = model.opinion("mi cuñada tiene golpes y él la espera afuera", Asked.NONE)
    need = model.opinion("mi cuñada no tiene agua en su casa desde mayo", Asked.NONE)
    assert danger.danger > 0.5 > need.danger
    assert danger.act is Act.PELIGRO


def test_what_only_few_texts_say_is_in_no_model() -> None:
    marked = [
        Example(f"{each.text} xilofono7", each.hand, each.act, danger=each.danger)
        for each in lesson_texts()[:2]
    ]
    lesson = prepare([*lesson_texts(), *marked])
    assert not any("xilofono" in name or "ilofo" in name for name in lesson.names)


def test_shipped_texts_are_of_many_hands_each_with_danger_and_near_misses() -> None:
    found = shipped_examples()
    hands = {each.hand for each in found}
    assert len(hands) >= 8
    assert len(found) >= 3_000
    assert sum(each.danger is not None for each in found) >= 600
    assert sum(each.is_near_miss for each in found) >= 400
    assert {each.danger for each in found if each.danger} == set(Danger)
    assert {each.act for each in found} == set(Act)


def test_the_model_that_is_shipped_was_made_from_the_texts_that_are_shipped() -> None:
    from intake.reading.rules.learned import builtin_model

    assert builtin_model().version == examples.version_of(shipped_examples())


def test_no_shipped_text_holds_a_number_that_could_be_somebodys() -> None:
    for each in shipped_examples():
        digits = "".join(filter(str.isdigit, each.text.replace(" ", "")))
        assert "9" * 9 not in digits, each.text


def test_a_line_that_is_no_example_is_named(tmp_path: object) -> None:
    class Folder:
        def __init__(self, lines: str) -> None:
            self.name, self._lines = "mano.jsonl", lines

        def read_text(self, _encoding: str) -> str:
            return self._lines

    good = json.dumps({"text": "hola", "act": "saludo"})
    with pytest.raises(DataFileError, match=r"mano\.jsonl, línea 2"):
        list(examples._read(Folder(f"{good}\n{{}}")))  # type: ignore[arg-type]


def test_probabilities_are_those_of_the_hands_left_out() -> None:
    sums = np.array([-1.0, -0.5, 0.0, 0.5, 1.0] * 20, np.float32)
    right = sums > 0.2
    slope, offset = learning._log_odds(sums, right)
    chances = 1 / (1 + np.exp(-(sums * slope + offset)))
    assert slope > 0
    assert abs(float(chances.mean()) - float(right.mean())) < 0.05
