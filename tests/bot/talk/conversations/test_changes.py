"""Changing one's mind, at any step, in words: what was said before stays until it is replaced."""

from collections.abc import Callable

import pytest

from bot.messages import Incoming, Kind
from bot.said import texts
from intake.kinds import AporteKind
from intake.listening.commands import Correct, Submit, Withdraw
from tests.bot.talk.conversations.talk import CODE, Talk
from tests.bot.talk.conversations.told import at_the_summary

STORY = "no tenemos agua potable hace un mes y somos 20 familias"
TARACO = "210607"
WHOM = "A quiénes afecta o quién escribe"


def told(*said: str) -> Talk:
    """Somebody who told the story and answered so far."""
    talk = Talk()
    for text in (STORY, *said):
        talk.says(text)
    return talk


def settled(talk: Talk) -> str:
    """The district it is told of, once what is proposed was confirmed."""
    draft = talk.state.telling
    return draft.ubigeo or (draft.guess[0] if len(draft.guess) == 1 else "")


STEPS: dict[str, Callable[[], Talk]] = {
    "at the place": told,
    "when it is asked which of many": lambda: told("Santa Rosa"),
    "when whom it touches is asked": lambda: told("Ananea", "corregir algo", WHOM),
    "at the summary": lambda: told("Ananea"),
}
AFTER_THE_PLACE = [step for step in STEPS if "touches" in step or "summary" in step]


@pytest.mark.parametrize("step", AFTER_THE_PLACE)
@pytest.mark.parametrize("said", ["no, en Taraco es", "no es en Ananea, es en Taraco"])
def test_the_place_is_changed_in_words_at_any_step(step: str, said: str) -> None:
    talk = STEPS[step]()
    talk.says(said)
    assert settled(talk) == TARACO
    assert STORY in talk.state.telling.text


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("said", ["me equivoqué, son dos meses", "no son 20, son 200 familias"])
def test_a_number_that_was_wrong_stands_beside_what_was_told(step: str, said: str) -> None:
    talk = STEPS[step]()
    talk.says(said)
    assert talk.state.telling.text == f"{STORY}\n{said}"


def test_the_right_number_of_those_whom_it_touches_is_taken() -> None:
    talk = STEPS["at the summary"]()
    talk.says("no son 20, son 200 familias")
    assert talk.state.telling.affected == "200 familias"


def test_whom_it_touches_is_changed_in_words() -> None:
    talk = told("Ananea", "mi familia")
    talk.says("no es mi familia, es toda la comunidad")
    assert talk.state.telling.affected == "toda la comunidad"


def test_a_problem_that_is_an_idea_is_changed_in_words() -> None:
    talk = STEPS["at the summary"]()
    talk.says("no es problema, es una idea")
    assert talk.state.telling.kind is AporteKind.IDEA
    assert talk.state.telling.text == STORY


@pytest.mark.parametrize("said", ["cambia el lugar", "está mal el distrito"])
def test_a_field_that_is_named_is_asked_again(said: str) -> None:
    talk = STEPS["at the summary"]()
    answer = talk.says(said)
    assert texts.WHERE in answer
    assert talk.state.telling.text == STORY


@pytest.mark.parametrize("step", STEPS)
def test_what_was_told_stands_until_it_is_told_anew(step: str) -> None:
    talk = STEPS[step]()
    talk.says("cambia lo que conté")
    assert texts.WHAT_PROBLEM in talk.heard[-1].text
    assert talk.state.telling.text == STORY
    talk.says("no hay luz en la escuela desde enero")
    assert talk.state.telling.text == "no hay luz en la escuela desde enero"


def test_going_back_from_telling_it_anew_leaves_it_as_it_was() -> None:
    talk = STEPS["at the summary"]()
    talk.says("cambia lo que conté")
    assert texts.REGISTER in talk.says("atrás")
    assert talk.state.telling.text == STORY


@pytest.mark.parametrize("step", AFTER_THE_PLACE)
@pytest.mark.parametrize("said", ["mejor no", "mejor ya no lo mandes", "déjalo ahí nomás"])
def test_who_gives_it_up_is_understood_at_once_and_may_take_it_up_again(
    step: str, said: str
) -> None:
    talk = STEPS[step]()
    before = talk.state.telling
    answer = talk.says(said)
    assert texts.CANCELLED in answer
    assert talk.state.draft is None
    talk.taps(texts.TAKE_UP_AGAIN)
    assert talk.state.telling == before


def test_mejor_no_where_the_place_is_asked_may_be_of_the_place_alone() -> None:
    talk = told()
    assert texts.WHETHER_TO_DROP in talk.says("mejor no")
    talk.taps(texts.RATHER_NOT_SAY)
    assert talk.state.telling.no_place
    assert talk.state.telling.text == STORY


@pytest.mark.parametrize("step", STEPS)
def test_to_have_all_of_it_deleted_is_asked_first(step: str) -> None:
    talk = STEPS[step]()
    assert texts.WHETHER_TO_DROP in talk.says("bórralo todo mejor")
    assert talk.state.telling.text == STORY
    assert texts.CANCELLED in talk.says("sí")
    assert talk.state.draft is None


def test_who_did_not_mean_to_give_it_up_goes_on() -> None:
    talk = STEPS["at the summary"]()
    talk.says("bórralo todo mejor")
    assert texts.REGISTER in talk.says("no")
    assert talk.state.telling.pending == ""


def test_something_else_that_is_told_ends_what_may_be_taken_up() -> None:
    talk = STEPS["at the summary"]()
    talk.says("mejor no")
    talk.says("se cayó el puente y los niños no pasan a la escuela")
    talk.says("cancelar")
    talk.says("retomar")
    assert "puente" in talk.state.telling.text


def test_what_cannot_be_attributed_is_asked_and_kept_meanwhile() -> None:
    talk = STEPS["at the summary"]()
    said = "no era así pues"
    answer = talk.says(said)
    assert said in answer
    talk.taps(texts.ADD_TO_STORY)
    assert talk.state.telling.text == f"{STORY}\n{said}"


def test_an_answer_to_what_is_corrected_may_come_in_words() -> None:
    talk = STEPS["at the summary"]()
    talk.says("corregir algo")
    talk.says("es en Taraco")
    assert settled(talk) == TARACO
    assert not talk.state.telling.correcting


def test_three_changes_of_mind_are_all_registered() -> None:
    talk = STEPS["at the summary"]()
    for said in ("no, en Taraco es", "me equivoqué, son dos meses", "mejor no", "retomar"):
        talk.says(said)
    talk.says("no son 20, son 200 familias")
    talk.taps(texts.YES_REGISTER)
    (submitted,) = talk.asked_for(Submit)
    assert submitted.ubigeo == TARACO
    assert submitted.affected == "200 familias"
    assert submitted.text.splitlines() == [
        STORY,
        "me equivoqué, son dos meses",
        "no son 20, son 200 familias",
    ]


@pytest.mark.parametrize("step", STEPS)
def test_more_of_the_story_joins_it_at_any_step(step: str) -> None:
    talk = STEPS[step]()
    more = "la bomba se malogró y la municipalidad no manda a nadie a arreglarla"
    talk.says(more)
    assert talk.state.telling.text == f"{STORY}\n{more}"
    assert talk.state.telling.affected != more


@pytest.mark.parametrize("step", STEPS)
def test_a_question_at_a_step_is_no_answer_to_it(step: str) -> None:
    talk = STEPS[step]()
    before = talk.state.telling
    talk.says("¿esto cuánto cuesta, es gratis?")
    assert talk.state.telling == before


def test_a_short_fact_at_the_summary_is_not_dropped() -> None:
    talk = at_the_summary()
    talk.says("son dos meses")
    assert talk.state.telling.text.endswith("\nson dos meses")


def test_words_beside_a_question_of_new_or_the_same_wait_with_the_first() -> None:
    talk = told()
    state = talk.state.with_draft(aside="se cayó el puente del colegio ayer en la noche")
    talk.state = state
    talk.says("y los niños no pueden pasar")
    assert talk.state.telling.aside.endswith("y los niños no pueden pasar")


def test_a_caption_that_answers_nothing_joins_the_story() -> None:
    talk = Talk(attachment=3)
    talk.says(STORY)
    talk.sends(
        Incoming("p", "", "1", Kind.PHOTO, text="aquí se ve el tanque seco y rajado", file_ref="f")
    )
    assert talk.state.telling.text == f"{STORY}\naquí se ve el tanque seco y rajado"


def registered() -> Talk:
    """Somebody who has the receipt before them."""
    talk = told("Ananea")
    talk.says("sí")
    assert talk.asked_for(Submit)
    talk.commands.clear()
    return talk


def test_a_correction_right_after_the_receipt_is_asked_back_and_saved() -> None:
    talk = registered()
    answer = talk.says("me equivoqué, el lugar es Ayaviri Melgar")
    assert texts.SAVE_CHANGES in answer
    assert not talk.asked_for(Correct)
    talk.says("sí")
    (correction,) = talk.asked_for(Correct)
    assert correction.code == CODE
    assert correction.ubigeo == "210801"


def test_what_corrects_right_after_the_receipt_changes_what_was_registered() -> None:
    talk = registered()
    talk.says("no, en Ayaviri Melgar es")
    if talk.state.draft is None:
        talk.taps(texts.ADD_IT)
    assert talk.state.telling.editing == CODE
    assert settled(talk) == "210801"


def test_mejor_no_right_after_the_receipt_is_asked_before_it_is_withdrawn() -> None:
    talk = registered()
    talk.says("mejor no")
    assert texts.YES_WITHDRAW in talk.choices
    assert not talk.asked_for(Withdraw)


@pytest.mark.parametrize("said", ["gracias", "ok", "sí"])
def test_a_word_of_thanks_after_the_receipt_corrects_nothing(said: str) -> None:
    talk = registered()
    talk.says(said)
    assert talk.state.draft is None
    assert not talk.asked_for(Correct)


def test_another_story_after_the_receipt_is_told_as_such() -> None:
    talk = registered()
    other = "se cayó el puente de madera y los niños no pueden pasar a la escuela"
    if talk.says(other) and talk.state.draft is None:
        talk.taps(texts.IT_IS_SOMETHING_ELSE)
    assert talk.state.telling.text == other
    assert not talk.state.telling.editing


def test_what_only_might_be_a_place_is_kept_with_the_story_too() -> None:
    talk = told()
    said = "el camino está cortado por el huaico"
    talk.says(said)
    talk.says("no")
    assert said in talk.state.telling.text
