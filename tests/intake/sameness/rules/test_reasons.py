"""The reasons of a match are in the person's own words, rarest first."""

import unicodedata
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from intake.sameness.rules.features import Rarity, compare
from intake.sameness.rules.meaning import SIZE, Meaning
from intake.sameness.rules.reasons import own_words, reasons
from intake.sameness.rules.tellings import key_number
from tests.intake.sameness.rules.sides import a_side

MINE = "Hace un mes no hay agua potable en Taraco. Mis vecinos sufren"
OTHER = "un mes sin agua en el distrito de tarako"
DF = {"agu": 900, "mis": 300, "tarak": 2, "putabl": 400, "sufr": 200, "bisin": 800}


def _reasons(mine: str, other: str, district: str = "") -> str:
    rarity = Rarity(1000, {key_number(stem): df for stem, df in DF.items()})
    return "; ".join(
        reasons(compare(a_side(mine, district), a_side(other, district), rarity), mine)
    )


def test_they_repeat_the_words_as_they_were_written() -> None:
    said = _reasons(MINE, OTHER)
    assert "nombran el mismo lugar: Taraco" in said
    assert "comparten: mes, agua" in said
    assert "no están en el otro: " in said
    assert "potable" in said
    assert "tarak," not in said


def test_one_word_takes_the_singular() -> None:
    assert "no está en el otro: potable" in _reasons("agua potable Taraco", "agua Taraco")


def test_only_words_of_the_first_text_are_repeated() -> None:
    secret = "Taraco: el teniente Ejemplo amenaza por el agua"
    assert "Ejemplo" not in _reasons("no hay agua en Taraco", secret)


def test_the_same_in_other_words_is_said() -> None:
    assert "lo dicen con otras palabras: médico" in _reasons("no hay doctor", "falta médico")


def test_the_district_is_said_only_where_it_is_known() -> None:
    assert "son del mismo distrito" in _reasons("agua", "agua", "210601")
    assert "distrito" not in _reasons("agua", "agua")


def test_a_stem_is_read_back_from_the_word_that_has_it() -> None:
    # «mis» is no key, though it sounds like the stem of «mes».
    assert own_words("mis hijos, un MES entero")["mis"] == "MES"


def test_a_sentence_lends_no_capital_but_a_name_keeps_its_own() -> None:
    spelt = own_words("Puente caído. Taraco sufre, en Taraco nadie cruza")
    assert set(spelt.values()) >= {"puente", "Taraco", "cruza"}
    assert "agua" in own_words("NO HAY AGUA").values()


@given(st.text(max_size=120))
def test_every_word_given_back_stands_in_the_text(text: str) -> None:
    said = unicodedata.normalize("NFC", text).lower()
    assert all(own.lower() in said for own in own_words(text).values())


def test_other_words_for_the_same_are_said_only_where_they_are_other_words() -> None:
    other = Meaning(bytes([1] * SIZE))
    sides = [
        replace(a_side(text), meaning=other)
        for text in ("El caño está seco", "No sale agua del grifo", "El caño está seco ya")
    ]
    said = [reasons(compare(sides[0], each, Rarity(1000, {})), "x") for each in sides[1:]]
    assert "dicen lo mismo con otras palabras" in said[0]
    assert "dicen lo mismo con otras palabras" not in said[1]
    assert "dicen lo mismo con otras palabras" not in reasons(
        compare(a_side("El caño está seco"), sides[1], Rarity(1000, {})), "x"
    )
