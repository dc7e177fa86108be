"""Arriving by a poster, and passing it on."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.messages import Incoming, Kind
from bot.said import texts
from bot.said.welcome import INVITE
from bot.talk.conversations import invitar
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Turn, say
from intake.kinds import SourceKind
from intake.listening.commands import Found, LookUp
from intake.outreach.commands import Arrive, Arrived, ArrivedBy
from intake.requests.commands import Command, Result
from intake.words.doors import NEIGHBOUR
from tests.bot.talk.conversations.talk import CODE, Talk, obliging, world
from tests.conftest import NOW
from tests.factories import doors


def start(payload: str) -> Incoming:
    return Incoming("prueba", "", "1", Kind.START, text=payload)


def knowing(by: ArrivedBy | None) -> object:
    """A domain where no code is of an aporte."""

    def answer(command: Command) -> Result:
        match command:
            case LookUp():
                return Found(None)
            case Arrive():
                return Arrived(by)
        return obliging(command)

    return answer


def a_talk(by: ArrivedBy | None) -> Talk:
    return Talk(knowing(by))  # type: ignore[arg-type]  # a function of the right shape


TARACO = ArrivedBy(SourceKind.MUNICIPALIDAD, "Municipalidad de Taraco", "210607", None, "")


def test_the_link_of_a_poster_greets_with_its_district() -> None:
    talk = a_talk(TARACO)
    said = talk.sends(start("K7F-3M6"))

    assert "desde Taraco, Huancané, Puno" in said
    assert texts.GREETING in said, "who is new is told what this is"
    assert talk.asked_for(Arrive) == [Arrive("K7F3M6")]
    assert talk.choices[0] == texts.MENU[0][0]


def test_a_source_with_an_open_call_offers_it_first() -> None:
    talk = a_talk(replace(TARACO, concurso_id=4, concurso="Agua viva"))
    said = talk.sends(start("K7F3M6"))

    assert "«Agua viva»" in said
    assert talk.heard[-1].choices[0].value == "concurso:4"


def test_who_has_no_camera_types_the_code_and_is_greeted_the_same() -> None:
    talk = a_talk(TARACO)
    said = talk.says("k7f 3m6")

    assert "desde Taraco" in said
    assert talk.asked_for(Arrive) == [Arrive("K7F3M6", typed=True)]


def test_a_code_of_nothing_is_said_so_where_it_was_typed_and_passed_over_in_a_link() -> None:
    assert texts.UNKNOWN_CODE in a_talk(None).says("K7F-3M6")
    assert a_talk(None).sends(start("K7F-3M6")) == texts.GREETING


def test_another_payload_of_a_link_is_no_code() -> None:
    talk = a_talk(TARACO)
    assert talk.sends(start("radio-onda-azul")) == texts.GREETING
    assert talk.commands == []


def test_arriving_in_the_middle_of_a_draft_loses_nothing() -> None:
    talk = a_talk(TARACO)
    talk.says("no tenemos agua hace un mes en la comunidad")
    said = talk.sends(start("K7F3M6"))

    assert "desde Taraco" in said
    assert talk.state.draft is not None


@pytest.mark.parametrize(
    ("kind", "words"), [(SourceKind.RADIO, "la radio"), (SourceKind.VECINO, "pasaron la voz")]
)
def test_without_a_district_what_brought_them_is_named(kind: SourceKind, words: str) -> None:
    assert words in a_talk(ArrivedBy(kind, "Radio", None, None, "")).sends(start("K7F3M6"))


def test_after_the_receipt_a_neighbour_can_be_invited() -> None:
    talk = Talk()
    talk.presses("contar")
    talk.says("se cayó el puente y los niños no pueden ir a la escuela")
    talk.says("taraco")
    talk.says("sí")
    assert INVITE[0] in talk.choices
    assert "PAR-TE9" in talk.says("invitar"), "without a link there is the code"
    assert INVITE[0] in talk.says("ayuda") or INVITE[0] in talk.choices


def test_one_tap_opens_the_sheet_that_shares_the_link() -> None:
    ways = doors(telegram_name="AyniEscuchaBot", public_url="https://escucha.example.pe")
    facts = Facts(replace(world(), doors=ways), NOW)

    turn = invitar.finish(say(State(), "Listo.", ("Mis mensajes", "mios"), INVITE), facts)

    mine, share = turn.replies[0].choices
    assert mine.url == ""
    address = urlsplit(share.url)
    assert (address.netloc, address.path) == ("t.me", "/share/url")
    given = parse_qs(address.query)
    assert given["url"] == [f"https://t.me/AyniEscuchaBot?start={NEIGHBOUR}"]
    assert "AYNI Lab Social" in given["text"][0]
    assert turn.state.offered[1] == INVITE, "typed by its number, it is said in words"


def test_where_there_is_no_door_nothing_is_linked() -> None:
    turn = Turn(State(), say(State(), "Listo.", INVITE).replies)
    assert invitar.finish(turn, Facts(world(), NOW)) == turn


def test_the_invitation_in_words_holds_both_links() -> None:
    said = doors(
        telegram_name="AyniEscuchaBot", public_url="https://escucha.example.pe"
    ).invitation()
    assert f"https://t.me/AyniEscuchaBot?start={NEIGHBOUR}" in said
    assert f"https://escucha.example.pe/?de={NEIGHBOUR}" in said


def test_an_aportes_code_is_still_looked_up() -> None:
    talk = Talk()
    talk.says(CODE)
    assert talk.asked_for(LookUp) == [LookUp(CODE)]
    assert talk.asked_for(Arrive) == []
