"""A district's summary: counts, priorities and shared necesidades; nobody's words."""

from dataclasses import replace

from bot.said import wording
from intake.necesidades.commands import Summarise
from tests.bot.talk.conversations.talk import A_SUMMARY, Talk


def test_whoever_never_said_where_is_asked_for_the_district() -> None:
    talk = Talk()
    talk.says("resumen de mi distrito")
    assert "¿De qué distrito" in talk.heard[-1].text
    talk.says("Taraco, Huancané")
    assert talk.asked_for(Summarise)[-1] == Summarise("210607")
    assert "12 personas" in talk.said


def test_a_name_of_several_districts_is_chosen_by_tapping() -> None:
    talk = Talk()
    talk.says("resumen")
    talk.says("Santa Rosa")
    assert len(talk.choices) > 1
    talk.says("1")
    assert len(talk.asked_for(Summarise)) == 2


def test_the_summary_is_short_and_says_what_is_shared() -> None:
    text = wording.district_summary(A_SUMMARY, "Taraco, Huancané, Puno")
    assert "También la tienen 5 distritos más." in text
    assert "4 esperan todavía una respuesta." in text
    assert len(text) < 900


def test_few_people_are_not_counted_out() -> None:
    text = wording.district_summary(replace(A_SUMMARY, people=2, aportes=2), "Taraco")
    assert "menos de 3 personas" in text
    assert "Lo que más cuentan" not in text


def test_a_silent_district_is_invited() -> None:
    empty = replace(A_SUMMARY, people=0, aportes=0, waiting=0, topics=(), needs=())
    assert "todavía no nos ha escrito nadie" in wording.district_summary(empty, "Taraco")
