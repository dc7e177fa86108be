"""Two machines that answer each other: after the same text five times, no answer."""

from bot.said import texts
from intake.requests.commands import Command, Result
from tests.bot.talk.conversations.talk import Talk, obliging

AUTOMATIC = "Gracias por su mensaje. Le atenderemos pronto."


def test_the_same_long_text_again_and_again_is_answered_five_times() -> None:
    talk = Talk()
    answers = [talk.says(AUTOMATIC) for _ in range(9)]
    assert all(answers[:5])
    assert texts.SAME_AGAIN in answers[4]
    assert answers[5:] == ["", "", "", ""]


def test_anything_else_is_answered_again() -> None:
    talk = Talk()
    for _ in range(9):
        talk.says(AUTOMATIC)
    assert talk.says("menú")
    assert talk.says(AUTOMATIC)


def test_short_answers_may_come_as_often_as_they_like() -> None:
    talk = Talk()
    assert all(talk.says("1") for _ in range(12))


def test_while_nothing_is_answered_the_domain_is_asked_nothing() -> None:
    asked: list[Command] = []

    def domain(command: Command) -> Result:
        asked.append(command)
        return obliging(command)

    talk = Talk(domain)
    for _ in range(6):
        talk.says("No tenemos agua potable en Taraco")
    before = len(asked)
    for _ in range(5):
        talk.says("No tenemos agua potable en Taraco")
    assert len(asked) == before


def test_the_same_cry_for_help_is_answered_each_time_and_not_for_ever() -> None:
    talk = Talk()
    answers = [talk.says("mi esposo me pega, ayúdenme") for _ in range(60)]
    assert all("100" in answer for answer in answers[:50])
    assert answers[50:] == [""] * 10
