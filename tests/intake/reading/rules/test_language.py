"""Quechua and Aymara are noticed; the Spanish of the Andes is not taken for them.

The few sentences here are ours, of words and endings that any grammar of each language gives.
"""

import csv
import subprocess
import sys
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.reading.rules.language import Language, hear, readable
from intake.words.text import words

QUECHUA = [
    "mana yakuyuq kayku",
    "manam yaku kanchu kay llaqtapi",
    "manan unu kanchu llaqtaykupi",
    "wawakuna unqusqa kachkanku",
    "kay ayllupi mana hampina wasi kanchu",
    "MANAM YAKU KANCHU",
    "Ñuqaykuqa carreterata munayku, ñanniykuqa mana allinchu",
]
AYMARA = [
    "janiw umax utjkiti",
    "jiwasan markasanx janiw uma utjkiti",
    "nanakax janiw thakhinipkti",
    "wawanakax usutapxiwa",
]
SPANISH = [
    "No hay agua en la comunidad de Ccotohuincho",
    "soy yachachiq de Haku Wiñay en Huancarani y falta material",
    "la wawa wasi de Chinchaypujio está cerrada",
    "Qali Warma no entrega desayuno en la IE 56123",
    "se secó la qocha y ya no hay ni para la chacra",
    "nesecitamos bakunas pa los niños, aka no ay posta",
    "kiero k agan la carretra xk no se puede pasar",
    "NO AY AGUA EN CCATCCA YA NO AGUANTAMOS",
    "el ayllu Qatqa Pampa no tiene luz ni señal",
    "minka y ayni en la chacra, ya no hay jóvenes",
    "la asociación Sumaq Warmi pide telares",
    "la comunidad de ccollana huayllapampa ccochapata necesita riego",
    "kamayoq y yapuchiri piden semilla de kiwicha y tarwi",
    "alli",
    "",
    "👍",
    "Please help us with the water of our village",
]
MIXED = [
    (
        "Buenos días. Manam yaku kanchu llaqtaykupi. No tenemos agua potable en la comunidad",
        "No tenemos agua potable en la comunidad",
    ),
    (
        "No hay posta en mi comunidad, wawakuna unqusqa kachkanku",
        "No hay posta en mi comunidad",
    ),
    (
        "janiw umax utjkiti, no hay agua en nuestra comunidad desde mayo",
        "no hay agua en nuestra comunidad desde mayo",
    ),
]


@pytest.mark.parametrize("text", QUECHUA + AYMARA)
def test_quechua_and_aymara_need_an_interpreter(text: str) -> None:
    heard = hear(text)

    assert heard.language is Language.ANDEAN
    assert heard.needs_interpreter
    assert heard.spanish == ""


@pytest.mark.parametrize("text", SPANISH)
def test_spanish_of_the_andes_is_spanish(text: str) -> None:
    heard = hear(text)

    assert heard.language is Language.SPANISH
    assert not heard.needs_interpreter
    assert heard.spanish == text


@pytest.mark.parametrize(("text", "spanish"), MIXED)
def test_of_a_mixed_message_the_clear_spanish_is_read(text: str, spanish: str) -> None:
    heard = hear(text)

    assert heard.language is Language.MIXED
    assert heard.needs_interpreter
    assert spanish in heard.spanish
    assert "kanchu" not in heard.spanish
    assert "kachkanku" not in heard.spanish
    assert "utjkiti" not in heard.spanish


@pytest.mark.parametrize("text", ["allillanchu", "Allillanchu taytay", "kamisaraki"])
def test_a_greeting_alone_needs_no_interpreter(text: str) -> None:
    heard = hear(text)

    assert heard.only_greets
    assert not heard.needs_interpreter


def test_a_greeting_before_spanish_is_spanish() -> None:
    assert hear("Allillanchu, no hay agua en la comunidad").language is Language.SPANISH


def test_one_word_that_is_certain_is_enough() -> None:
    assert hear("manam").language is Language.ANDEAN


def test_names_of_districts_are_hardly_ever_taken_for_a_language() -> None:
    file = resources.files("intake.data").joinpath("districts.csv")
    names = [row["distrito"] for row in csv.DictReader(file.read_text("utf-8").splitlines())]

    for sentence in ("{}", "soy de {}", "{}, no hay agua en todo el distrito"):
        wrong = [n for n in names if hear(sentence.format(n)).language is not Language.SPANISH]
        assert len(wrong) <= 0.005 * len(names), wrong


def test_what_a_case_says_of_itself_decides_what_is_read() -> None:
    text, spanish = MIXED[1]

    assert readable(text, needs_interpreter=False) == text
    assert readable(text, needs_interpreter=True) == spanish


@given(st.text(max_size=400))
def test_any_text_is_heard(text: str) -> None:
    heard = hear(text)

    assert (heard.language is Language.SPANISH) == (heard.spanish == text) or not text


@given(st.lists(st.sampled_from(QUECHUA + AYMARA + SPANISH), max_size=5))
def test_what_is_read_as_spanish_is_part_of_what_was_said(parts: list[str]) -> None:
    text = ". ".join(parts)

    assert set(words(hear(text).spanish)) <= set(words(text))


@given(
    st.sampled_from(SPANISH),
    st.sampled_from([each for each in QUECHUA + AYMARA if len(each.split()) > 2]),
    st.booleans(),
)
def test_three_words_of_either_are_noticed_beside_spanish(
    spanish: str, andean: str, first: bool
) -> None:
    text = f"{andean}. {spanish}" if first else f"{spanish}. {andean}"

    assert hear(text).needs_interpreter


def test_the_model_is_not_loaded_before_it_is_needed() -> None:
    """The terminal imports the domain and must start at once."""
    code = (
        "import sys, admin_cli.app, intake.reading.rules.language as language\n"
        "language.hear('No hay agua en la comunidad')\n"
        "sys.exit('numpy' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
