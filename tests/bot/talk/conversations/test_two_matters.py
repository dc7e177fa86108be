"""Two matters in one message: told as one or as two, as the person likes, and nothing is lost."""

import pytest

from bot.said import texts
from intake.listening.commands import Submit
from tests.bot.talk.conversations.talk import Talk

FIRST, SECOND = "no hay agua", "además la posta no tiene médico"
BOTH = f"{FIRST} y {SECOND}"


def asked() -> Talk:
    talk = Talk()
    answer = talk.says(BOTH)
    assert FIRST in answer
    assert SECOND in answer
    assert talk.choices == [texts.AS_ONE, texts.AS_TWO]
    return talk


def test_two_are_registered_one_after_the_other_of_one_place() -> None:
    talk = asked()
    talk.taps(texts.AS_TWO)
    talk.says("Taraco, Huancané")
    answer = talk.says("sí")
    assert "código" in answer
    assert SECOND in answer
    assert texts.ACCEPT_BY_TAPPING not in answer, "they gave their permission a moment ago"
    talk.says("sí")
    submitted = talk.asked_for(Submit)
    assert [each.text for each in submitted] == [FIRST, SECOND]
    assert [each.ubigeo for each in submitted] == ["210607", "210607"]
    assert talk.state.draft is None
    assert talk.state.later is None


@pytest.mark.parametrize("answer", ["1", "juntas"])
def test_as_one_it_stays_as_it_was_told(answer: str) -> None:
    talk = asked()
    talk.says(answer)
    assert talk.state.telling.text == BOTH
    assert talk.state.telling.matters == ()


def test_dos_is_two() -> None:
    talk = asked()
    talk.says("dos")
    assert talk.state.telling.text == FIRST
    assert talk.state.later is not None


def test_who_gives_up_the_first_takes_up_both() -> None:
    talk = asked()
    talk.taps(texts.AS_TWO)
    talk.says("cancelar")
    assert talk.state.later is None
    talk.taps(texts.TAKE_UP_AGAIN)
    assert talk.state.telling.text == f"{FIRST}\n{SECOND}"


def test_more_words_join_the_whole() -> None:
    talk = asked()
    more = "somos doce familias que vivimos arriba en el cerro desde hace años"
    talk.says(more)
    assert talk.state.telling.text == f"{BOTH}\n{more}"


def test_what_is_corrected_of_something_registered_is_never_parted() -> None:
    talk = Talk()
    talk.says("mis aportes")
    talk.taps("Ver 7R4-C6H")
    talk.taps(texts.CORRECT)
    talk.taps("Lo que conté")
    talk.says(BOTH)
    assert talk.state.telling.text == BOTH
    assert talk.state.telling.matters == ()
