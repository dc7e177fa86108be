"""Questions find their answer by what they mean, on phrasings that the file does not have."""

from pathlib import Path

from bench.answers import measure
from bench.report import read_jsonl
from bot.said.finding import MOST, finder_of, unkept
from bot.said.guide import load_guide
from intake.datafiles import read_yaml

HERE = Path(__file__).parent
OTHER_HANDS = HERE / "preguntas_de_otras_manos.jsonl"


def test_nearly_every_answer_is_among_those_found_for_phrasings_that_it_does_not_have() -> None:
    guide = load_guide()
    finder = finder_of(guide)
    aside = read_yaml((HERE / "preguntas_aparte.yaml").read_text("utf-8"), "preguntas_aparte.yaml")
    assert set(aside) == {each.id for each in guide.answers}

    first = near = total = 0
    for name, questions in aside.items():
        for question in questions:
            scores = finder.scores(question)
            order = [guide.answers[place].id for place in scores.argsort()[::-1][:MOST]]
            first, near, total = first + (order[0] == name), near + (name in order), total + 1
    assert first / total >= 0.75
    assert near / total >= 0.93


def test_other_hands_are_seldom_given_a_wrong_answer_and_mostly_offered_the_right_one() -> None:
    cases = [row for row in read_jsonl(OTHER_HANDS) if row["half"] == "measured"]
    found = measure(cases)
    known, unknown = found["answered_by_the_guide"], found["by_nobody"]

    total = sum(known.values())
    assert (known["right"] + known["choice"]) / total >= 0.8
    assert known.get("wrong", 0) / total <= 0.04
    assert unknown.get("wrong", 0) / sum(unknown.values()) <= 0.06


def test_the_kept_directions_are_those_of_the_phrasings_that_are_shipped() -> None:
    assert not unkept(load_guide()), "corra python -m tools.build_answers"
