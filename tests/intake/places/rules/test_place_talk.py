"""What is no place is not bent into one, and what is near a place by sound asks."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.places.rules.place_spans import exact_spans, read_words
from intake.places.rules.place_talk import Bearing, heard
from intake.places.rules.place_words import ordinary_words
from intake.places.rules.places import Certainty, District, Gazetteer, PlaceMatch
from intake.words.text import normalise

GAZETTEER = Gazetteer.builtin()
NAMES = GAZETTEER.names
IN_NAMES = {
    word
    for district in GAZETTEER.districts
    for name in (district.name, district.province, district.department, district.capital or "")
    for word in normalise(name).split()
}
PLAIN = sorted(ordinary_words() - IN_NAMES - {"llave"})  # an alias: Ilave is so misspelt


def bearing(text: str) -> Bearing:
    words = read_words(text)
    return heard(words, NAMES, exact_spans(words, NAMES)).bearing


def first(match: PlaceMatch) -> str:
    return match.candidates[0].label if match.candidates else ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("espere", Bearing.TALK),
        ("¿eres una máquina?", Bearing.TALK),
        ("me está siguiendo un hombre", Bearing.TALK),
        ("no sé leer señorita", Bearing.TALK),
        ("pitumraca", Bearing.NAME),
        ("soy de ccapacmarca, arriba del río", Bearing.NAME),
        ("¿Sarhua?", Bearing.NAME),
        ("¿cuenta también Sarhua?", Bearing.TELLING),
        ("mi vecina Yesenia no tiene agua y nadie la atiende", Bearing.TELLING),
    ],
)
def test_a_text_says_how_far_it_may_be_a_place(text: str, expected: Bearing) -> None:
    assert bearing(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "espere",
        "salir",
        "para qué quieren saber dónde vivo",
        "¿eres una máquina?",
        "máquina cojuda no entiendes nada",
        "me está siguiendo un hombre",
        "está pateando la puerta con la escopeta",
        "agua ya está en la cocina",
        "buenas nochess, hay alguien?",
        "q te importa metiche",
        "antes de decir el nombre del distrito, ¿esta información va a contraloría?",
        "no ponga mi distrito porfis, él revisa mi celular",
        "la helada mato mi papa entera",
        "hombres con fusil preguntan por mi hermano el teniente",
        "comunidad de Jasana",
        "soy de bolivia",
        "STOP",
        "ya pasó",
    ],
)
def test_what_is_said_instead_of_a_place_offers_none(text: str) -> None:
    assert GAZETTEER.search(text).candidates == ()


@given(
    st.lists(st.sampled_from(PLAIN), min_size=1, max_size=14),
    st.sampled_from(["{}", "en {}", "¿{}?", "{}, por favor", "{} pues", "no, {}"]),
)
@settings(deadline=None)
def test_ordinary_words_are_never_bent_into_a_district(said: list[str], frame: str) -> None:
    assert GAZETTEER.search(frame.format(" ".join(said))).candidates == ()


@given(st.lists(st.sampled_from(sorted(ordinary_words())), min_size=5, max_size=30))
@settings(deadline=None)
def test_a_story_in_ordinary_words_never_settles_a_misspelt_district(said: list[str]) -> None:
    text = " ".join(said)
    for match in (GAZETTEER.search(text), GAZETTEER.search_in_sentence(text)):
        if match.certainty is Certainty.SURE:
            assert match.matched in text


@given(
    st.sampled_from(GAZETTEER.districts),
    st.sampled_from([str, str.upper, str.lower, normalise]),
    st.sampled_from(["{}", "soy de {}", "distrito de {}", "en {} pues", "{}, por favor"]),
)
@settings(deadline=None)
def test_its_own_name_always_finds_a_district(
    district: District, case: Callable[[str], str], frame: str
) -> None:
    match = GAZETTEER.search(frame.format(case(district.name)))

    assert match.candidates
    assert district in match.candidates or len(match.candidates) == 10


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("EN HUANTA PUES DONDE MAS", "Huanta, Huanta, Ayacucho"),
        ("Purús, donde no llega carretera ni lancha", "Purús, Purús, Ucayali"),
        ("Asia, trabajo en casa de playa", "Asia, Cañete, Lima"),
        ("de Puerto Inca, mi hermano entró al monte", "Puerto Inca, Puerto Inca, Huánuco"),
        ("Olmos nomás", "Olmos, Lambayeque, Lambayeque"),
        ("ponga Zepita, no Pomata", "Zepita, Chucuito, Puno"),
        ("Luya. No Lamud. Luya.", "Luya, Luya, Amazonas"),
        ("d san miguel, el distrito nuevo d juliaca", "San Miguel, San Román, Puno"),
        ("Santa Ana, Echarate, La Convención", "Echarate, La Convención, Cusco"),
        ("santa rrosa melgar", "Santa Rosa, Melgar, Puno"),
        ("Yarinacocha, Pucallpa", "Yarinacocha, Coronel Portillo, Ucayali"),
        ("etne, chiclayo", "Etén, Chiclayo, Lambayeque"),
    ],
)
def test_a_place_among_other_words_is_found(text: str, label: str) -> None:
    assert first(GAZETTEER.search(text)) == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("a 3 horas de Andahuaylas", "Andahuaylas, Andahuaylas, Apurímac"),
        ("a tres horas caminando de Haquira", "Haquira, Cotabambas, Apurímac"),
        ("camino a Haquira", "Haquira, Cotabambas, Apurímac"),
        ("cerca a Ocoña", "Ocoña, Camaná, Arequipa"),
        ("anexo Incawasi de Lircay", "Lircay, Angaraes, Huancavelica"),
        ("comunidad de Jasana en Huancané", "Huancané, Huancané, Puno"),
        ("caserío El Faique de Olmos, pero apúrense con eso", "Olmos, Lambayeque, Lambayeque"),
    ],
)
def test_a_relative_place_proposes_its_district_and_settles_none(text: str, label: str) -> None:
    match = GAZETTEER.search(text)

    assert [district.label for district in match.proposed] == [label]
    assert match.certainty is Certainty.LIKELY


def test_the_place_itself_goes_before_the_one_that_it_is_near() -> None:
    match = GAZETTEER.search("moro ancash, a una hora y piquito de chimbote")

    assert first(match) == "Moro, Santa, Áncash"


@pytest.mark.parametrize("text", ["Paita y Colán", "Yunguyo y Copani"])
def test_two_districts_are_not_one_and_its_province(text: str) -> None:
    assert GAZETTEER.search(text).certainty is not Certainty.SURE


@pytest.mark.parametrize("text", ["ccarhuapata", "soy de toarta", "jallallaca"])
def test_what_is_near_by_sound_alone_asks_with_three_at_most(text: str) -> None:
    match = GAZETTEER.search(text)

    assert match.certainty in {Certainty.LIKELY, Certainty.AMBIGUOUS}
    assert 1 <= len(match.proposed) <= 3


def test_all_who_bear_a_misspelt_name_are_offered() -> None:
    match = GAZETTEER.search("santa rrosa")

    assert len(match.candidates) == 10
    assert {district.name for district in match.candidates} == {"Santa Rosa"}


def test_of_several_that_fit_those_near_home_come_first() -> None:
    away, at_home = GAZETTEER.search("Santa Rosa"), GAZETTEER.search("Santa Rosa", home="210801")

    assert set(away.candidates) == set(at_home.candidates)
    assert first(at_home) == "Santa Rosa, Melgar, Puno"
    assert at_home.certainty is away.certainty


@pytest.mark.parametrize(
    ("text", "home"), [("provincia de Huancané", "210607"), ("Lima", "150143")]
)
def test_home_comes_first_of_its_province_however_many_there_are(text: str, home: str) -> None:
    assert GAZETTEER.search(text, home=home).candidates[0].ubigeo == home


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("comunidad de Jasana", True),
        ("pasando el cementerio, arriba", True),
        ("xyzwq zzkk", True),
        ("espere", False),
        ("¿eres una máquina?", False),
        ("¿cuenta la comunidad?", False),
    ],
)
def test_whether_words_tell_a_place_that_no_list_has(text: str, *, expected: bool) -> None:
    assert GAZETTEER.may_tell_where(text) is expected
