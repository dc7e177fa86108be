"""After an answer: one tap says whether it helped; something new is told once."""

from intake.listening.commands import GiveOpinion, Refused, Reopen
from intake.requests.commands import Command, Result
from tests.bot.talk.conversations.talk import CODE, Talk, obliging


def test_one_tap_says_that_it_helped() -> None:
    talk = Talk()
    talk.presses(f"sirvio-si:{CODE}")
    assert talk.asked_for(GiveOpinion) == [GiveOpinion(CODE, helped=True)]
    assert "Gracias" in talk.heard[-1].text


def test_whoever_has_no_buttons_writes_it() -> None:
    talk = Talk()
    talk.says("no me sirvió")
    assert talk.asked_for(GiveOpinion) == [GiveOpinion("", helped=False)]
    assert "Tengo algo nuevo" in talk.choices


def test_what_is_new_is_asked_for_and_handed_over() -> None:
    talk = Talk()
    talk.presses(f"reabrir:{CODE}")
    assert "nuevo" in talk.heard[-1].text
    talk.says("Ya vino la empresa y midió la obra")
    assert talk.asked_for(Reopen) == [Reopen(CODE, "Ya vino la empresa y midió la obra", ())]
    assert "volvió al equipo" in talk.heard[-1].text


def test_it_can_be_left_for_another_time() -> None:
    talk = Talk()
    talk.presses(f"reabrir:{CODE}")
    talk.says("ahora no")
    talk.says("hola")
    assert talk.asked_for(Reopen) == []


def test_a_refusal_is_said_in_its_words() -> None:
    def stern(command: Command) -> Result:
        return Refused("Ya se reabrió.") if isinstance(command, Reopen) else obliging(command)

    talk = Talk(stern)
    talk.presses(f"reabrir:{CODE}")
    talk.says("pasó algo más")
    assert "Ya se reabrió." in talk.heard[-1].text
