"""Which tongue a message is in, by words that were published in it."""

import pytest

from intake.kinds import Tongue
from intake.reading.rules.language import hear

ASHANINKA = (
    # The titles of a booklet of the Congress (2007), and of the school's manual of spelling (2013),
    # without their capitals: those would be names.
    "obaemantakotiro nampitsi apotojetanchari ekantakota otampatiketi inampi",
    "akenkitsashiriakotero okantakota añane",
    "kametsa asaiki",
)
SHIPIBO = ("Jakon yantán", "Jakon yamekiri", "jakon yamekiri, jakon yantán")
"""Greetings, as travellers are taught them (marvelousperu.com, 2025)."""
AWAJUN = ("pujumatá wayami", "Wíshakam anéajame")
"""A farewell (misionperudiocesanos.blogspot.com, 2014), and «I love you too»."""


@pytest.mark.parametrize(
    ("text", "tongue"),
    [
        *((text, Tongue.ASHANINKA) for text in ASHANINKA),
        *((text, Tongue.SHIPIBO) for text in SHIPIBO),
        *((text, Tongue.AWAJUN) for text in AWAJUN),
    ],
)
def test_an_amazonian_tongue_is_known_or_at_least_that_it_is_one(text: str, tongue: Tongue) -> None:
    heard = hear(text)
    assert heard.needs_interpreter
    assert heard.tongue in {tongue, Tongue.AMAZONICA}
    assert heard.spanish == ""


def test_most_are_told_apart() -> None:
    exact = [hear(text).tongue for text in (*ASHANINKA, *SHIPIBO)]
    assert exact.count(Tongue.ASHANINKA) == len(ASHANINKA)
    assert exact.count(Tongue.SHIPIBO) == len(SHIPIBO)


@pytest.mark.parametrize(
    ("text", "tongue"),
    [
        ("Manam yaku kanchu kay llaqtapi, wawakuna unqusqa kachkanku", Tongue.QUECHUA),
        ("Janiw umax utjkiti, wawanakax usutapxiwa", Tongue.AIMARA),
    ],
)
def test_the_andean_ones_are_told_apart(text: str, tongue: Tongue) -> None:
    assert hear(text).tongue is tongue


@pytest.mark.parametrize(
    "text",
    [
        "No tenemos agua en Taraco",
        "ajajajaj jejeje jajaja",
        "kiero saver kuando biene el agua xfa",
        "la trocha de Shintuya a Salvación",
        "masato, juane y ají charapita",
        "Comunidad nativa Puerto Ocopa",
        "hola",
        "Tsirotari",
    ],
)
def test_spanish_and_names_are_no_other_tongue(text: str) -> None:
    assert hear(text).tongue is None


def test_a_greeting_in_spanish_around_a_few_words_stays_spanish() -> None:
    assert hear("Jakon yamekiri, hermanos del ministerio, les escribo por el agua").tongue is None


def test_who_can_read_what_is_known_by_its_region_alone() -> None:
    assert Tongue.AMAZONICA.may_be == {Tongue.AWAJUN, Tongue.ASHANINKA, Tongue.SHIPIBO}
    assert Tongue.QUECHUA.may_be == {Tongue.QUECHUA}
