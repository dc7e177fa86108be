"""The steps of an application, one after the other."""

from hypothesis import given
from hypothesis import strategies as st

from intake.concursos.rules.application import STEPS, next_step, soles


@given(st.permutations(STEPS))
def test_the_next_step_is_the_first_without_an_answer(order: list[str]) -> None:
    answers: dict[str, str] = {}
    for step in order:
        missing = next_step(answers)
        assert missing is not None
        assert all(each in answers for each in STEPS[: STEPS.index(missing)])
        answers[step] = "x"
    assert next_step(answers) is None


def test_soles_are_said_with_blanks() -> None:
    assert soles(1_250_000) == "S/ 1 250 000"
