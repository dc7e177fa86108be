"""The reasons of a match are in the person's own words, rarest first."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from intake.rules.reasons import own_words, reasons
from intake.rules.scorecard import Scorecard, compare, side

MINE = "Hace un mes no hay agua potable en Taraco. Mis vecinos sufren"
OTHER = "un mes sin agua en el pueblo de tarako"
DF = {"agu": 900, "mis": 300, "tarak": 2, "putabl": 400, "sufr": 200, "bisin": 800}


def _reasons(mine: str, other: str) -> str:
    one, two = side(mine, "210607", "problema"), side(other, "210607", "problema")
    return "; ".join(Scorecard.builtin().judge(compare(one, two, DF, 1000)).reasons)


def test_they_repeat_the_words_as_they_were_written() -> None:
    said = _reasons(MINE, OTHER)
    assert "comparten: Taraco, mes, agua" in said
    assert "no están en el otro: " in said
    assert "potable" in said
    assert "tarak," not in said


def test_one_word_takes_the_singular() -> None:
    assert "no está en el otro: potable" in _reasons("agua potable Taraco", "agua Taraco")


def test_only_words_of_the_first_text_are_repeated() -> None:
    secret = "Taraco: el teniente Ejemplo amenaza por el agua"
    assert "Ejemplo" not in _reasons("no hay agua en Taraco", secret)


def test_a_stem_is_read_back_from_the_word_that_has_it() -> None:
    # «mis» is no key, though it sounds like the stem of «mes».
    assert own_words("mis hijos, un MES entero")["mis"] == "MES"


def test_a_sentence_lends_no_capital_but_a_name_keeps_its_own() -> None:
    spelt = own_words("Puente caído. Taraco sufre, en Taraco nadie cruza")
    assert set(spelt.values()) >= {"puente", "Taraco", "cruza"}
    assert "agua" in own_words("NO HAY AGUA").values()


def test_a_feature_without_words_is_said_in_general() -> None:
    part = {"shared_rarest": 9.0, "missing_most": 1.0}
    weak = dict.fromkeys(
        ("coverage", "shared_pair", "similarity", "contained", "same_district"), 0.1
    ) | dict.fromkeys(("other_district", "same_priority", "other_priority"), 0.0)
    assert reasons(part | weak, "agua", ["luz"], []) == (
        "comparten palabras poco comunes",
        "el otro dice algo más",
    )


@given(st.text(max_size=120))
def test_every_word_given_back_stands_in_the_text(text: str) -> None:
    said = unicodedata.normalize("NFC", text).lower()
    assert all(own.lower() in said for own in own_words(text).values())
