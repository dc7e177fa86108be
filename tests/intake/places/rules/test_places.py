"""Places are read as people say them, and never settled on a guess."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.errors import NotFoundError
from intake.places.rules.gazetteer import LONGEST_NAME, Name, Names
from intake.places.rules.place_evidence import answer_spans, sentence_spans
from intake.places.rules.place_spans import read_words
from intake.places.rules.place_words import spelt_out
from intake.places.rules.places import Certainty, District, Gazetteer, PopulatedCentre
from intake.words.text import normalise

GAZETTEER = Gazetteer.builtin()
SAYINGS = [
    *(d.name for d in GAZETTEER.districts[::7]),
    "en",
    "de",
    ",",
    "provincia",
    "comunidad de",
]


def test_the_table_has_every_district_once() -> None:
    assert len(GAZETTEER.districts) == 1891
    assert len({d.ubigeo for d in GAZETTEER.districts}) == 1891
    assert len({(d.province, d.name) for d in GAZETTEER.districts}) == 1891
    assert GAZETTEER.find("090708") is None
    assert GAZETTEER.get("090709").name == "Huaribamba"
    assert GAZETTEER.get("061306").province == "Santa Cruz"
    assert GAZETTEER.get("210211").label.endswith("Azángaro, Puno")


def test_an_unknown_code_is_an_error_that_says_so() -> None:
    with pytest.raises(NotFoundError, match="999999"):
        GAZETTEER.get("999999")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Taraco, Huancané, Puno", "Taraco, Huancané, Puno"),
        ("soy de taraco huancane", "Taraco, Huancané, Puno"),
        ("Santa Rosa, Melgar", "Santa Rosa, Melgar, Puno"),
        ("San Miguel La Mar Ayacucho", "San Miguel, La Mar, Ayacucho"),
        ("distrito de Yunguyo", "Yunguyo, Yunguyo, Puno"),
        ("Juliaca", "Juliaca, San Román, Puno"),
    ],
)
def test_what_determines_one_district_is_sure(text: str, label: str) -> None:
    match = GAZETTEER.search(text)
    assert match.certainty is Certainty.SURE
    assert match.candidates[0].label == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("llave", "Ilave, El Collao, Puno"),
        ("guancane", "Huancané, Huancané, Puno"),
        ("Acora", "Acora, Puno, Puno"),  # Acoria is one letter away
        ("pitumarka canchis", "Pitumarca, Canchis, Cusco"),
        ("puerto maldonado", "Tambopata, Tambopata, Madre de Dios"),
    ],
)
def test_a_guess_is_offered_and_not_settled(text: str, label: str) -> None:
    match = GAZETTEER.search(text)
    assert match.certainty is Certainty.LIKELY
    assert match.candidates[0].label == label


def test_a_shared_name_offers_all_who_bear_it() -> None:
    match = GAZETTEER.search("Santa Rosa")
    assert match.certainty is Certainty.AMBIGUOUS
    assert len(match.candidates) == 10
    assert {d.name for d in match.candidates} == {"Santa Rosa"}


def test_a_province_alone_offers_its_districts_the_capital_first() -> None:
    match = GAZETTEER.search("provincia de Huancané")
    assert (match.certainty, match.level) == (Certainty.AMBIGUOUS, "province")
    assert match.candidates[0].ubigeo == "210601"
    assert {d.province for d in match.candidates} == {"Huancané"}


@pytest.mark.parametrize("text", ["", "   ", "¿?", "😀", "no sé", "de la comunidad"])
def test_no_place_is_none(text: str) -> None:
    assert GAZETTEER.search(text).certainty is Certainty.NONE


@pytest.mark.parametrize(
    "text",
    [
        "sí, dejar un aporte",
        "lo mío es distinto",
        "gracias",
        "muchas gracias",
        "ya",
        "ok",
        "por la municipalidad",
        "aquí nomás",
        "no tengo señal",
        "no entiendo",
        "correcto",
        "quiero sumarme",
        "te mando mi ubicación",
        "a todos los niños",
        "sí, acepto",
        "mis aportes",
    ],
)
def test_what_is_said_of_something_else_offers_no_district(text: str) -> None:
    assert GAZETTEER.search(text).candidates == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [("para, Sandia", "Phara"), ("soy de llave", "Ilave"), ("pumakocha", "Pomacocha")],
)
def test_a_common_word_is_a_place_where_something_vouches_for_it(text: str, name: str) -> None:
    assert GAZETTEER.search(text).candidates[0].name == name


def test_the_place_they_live_in_goes_before_the_one_they_work_in() -> None:
    assert (
        GAZETTEER.search("trabajo en Lima pero soy de Espinar, Espinar").candidates[0].name
        == "Espinar"
    )


def test_a_community_does_not_drag_to_the_district_of_its_name() -> None:
    match = GAZETTEER.search("comunidad de Chorrillos, Acomayo, Acomayo")
    assert match.candidates[0].label == "Acomayo, Acomayo, Cusco"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("No tenemos agua hace un mes en Taraco", "Taraco"),
        ("vivo en el distrito de Mala y no hay luz", "Mala"),
        ("Saludos desde San Pedro de Coris, Churcampa, acá no hay médico", "San Pedro de Coris"),
    ],
)
def test_a_cue_makes_a_place_of_a_word_in_a_sentence(text: str, name: str) -> None:
    assert GAZETTEER.search_in_sentence(text).candidates[0].name == name


@pytest.mark.parametrize(
    "text",
    [
        "queremos agua y luz para la nueva escuela",
        "la mina ensucia el agua de la santa tierra",
        "mi mamá canta en la mala suerte",
        "el puente está malo y el moro no pasa",
        "la carretera a Puno está malograda",
    ],
)
def test_ordinary_words_in_a_sentence_are_no_places(text: str) -> None:
    assert GAZETTEER.search_in_sentence(text).certainty is Certainty.NONE


@pytest.mark.parametrize("text", ["En Ocongate Bajo nadie recoge la basura"])
def test_a_smaller_place_of_the_same_name_is_only_likely(text: str) -> None:
    assert GAZETTEER.search_in_sentence(text).certainty is Certainty.LIKELY


@given(st.text(max_size=120))
def test_search_takes_any_text_and_offers_only_what_exists(text: str) -> None:
    for match in (GAZETTEER.search(text), GAZETTEER.search_in_sentence(text)):
        assert len(match.candidates) <= 10
        assert all(GAZETTEER.find(d.ubigeo) is d for d in match.candidates)
        assert (match.certainty is Certainty.NONE) == (not match.candidates)


@given(st.sampled_from(GAZETTEER.districts))
def test_a_district_with_its_province_and_department_is_found(district: District) -> None:
    match = GAZETTEER.search(f"distrito de {district.label}")
    assert district in match.candidates[:2]


def test_nearest_by_district_coordinates() -> None:
    taraco = GAZETTEER.get("210607")
    near = GAZETTEER.nearest(-15.4999, -70.1328)
    assert near
    assert near[0].department == taraco.department


@pytest.mark.parametrize(
    ("lat", "lon"), [(40.4, -3.7), (-33.4, -70.6), (float("nan"), 0.0), (float("inf"), -70.0)]
)
def test_nothing_is_near_outside_peru(lat: float, lon: float) -> None:
    assert GAZETTEER.nearest(lat, lon) == ()


def test_the_nearest_centres_vote() -> None:
    centres = [
        PopulatedCentre("A", "210101", -15.80, -70.00),
        PopulatedCentre("B", "210102", -15.81, -70.01),
        PopulatedCentre("C", "210102", -15.82, -70.02),
        PopulatedCentre("D", "210102", -15.83, -70.02),
    ]
    gazetteer = Gazetteer(GAZETTEER.districts, centres)
    assert [d.ubigeo for d in gazetteer.nearest(-15.80, -70.00)] == ["210101", "210102"]
    assert gazetteer.nearest(-15.83, -70.02)[0].ubigeo == "210102"


def test_a_populated_centre_names_its_district() -> None:
    centres = [PopulatedCentre("Huayllapampa Chica", "210607", -15.3, -70.0)]
    gazetteer = Gazetteer(GAZETTEER.districts, centres)
    match = gazetteer.search("comunidad Huayllapampa Chica")
    assert match.candidates[0].ubigeo == "210607"
    assert match.certainty is Certainty.LIKELY


class _Counted(Names):
    """Counts the names looked up by likeness, which is what costs."""

    looked_up = 0

    def like(self, phrase: str) -> list[Name]:
        self.looked_up += 1
        return super().like(phrase)

    def alike(
        self, phrase: str, regions: Sequence[str], *, shortest: int, least: int
    ) -> list[Name]:
        self.looked_up += 1
        return super().alike(phrase, regions, shortest=shortest, least=least)


COUNTED = _Counted(GAZETTEER.districts)
MOST_WORDS = 120


@given(st.text(max_size=5000) | st.lists(st.sampled_from(SAYINGS), max_size=400).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_the_work_on_a_text_is_bounded(text: str) -> None:
    words = read_words(text)
    COUNTED.looked_up = 0
    spans = answer_spans(words, COUNTED) + sentence_spans(words, COUNTED)
    assert len(words.words) <= MOST_WORDS
    assert COUNTED.looked_up <= 2 * MOST_WORDS * LONGEST_NAME + 2
    assert all(0 <= s.start < s.end <= len(words.words) for s in spans)


@given(st.text(max_size=5000))
@settings(max_examples=60, deadline=None)
def test_text_spelt_out_is_spelt_out_once(text: str) -> None:
    once = spelt_out(text)
    assert normalise(spelt_out(once)) == normalise(once)


@given(
    st.sampled_from(GAZETTEER.districts),
    st.permutations(range(3)),
    st.sampled_from([str, str.upper, str.lower, normalise]),
    st.sampled_from([", ", " - ", "; ", "\n"]),
)
def test_a_whole_address_always_settles(
    district: District, order: list[int], case: Callable[[str], str], separator: str
) -> None:
    names = (district.name, district.province, district.department)
    match = GAZETTEER.search(separator.join(case(names[n]) for n in order))
    assert match.candidates[0] is district
    assert match.certainty is Certainty.SURE


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Sta. Rosa, Prov. Melgar", "Santa Rosa, Melgar, Puno"),
        ("dist. s. antonio prov. mcal. nieto", "San Antonio, Mariscal Nieto, Moquegua"),
        ("Chepén - Pueblo Nvo", "Pueblo Nuevo, Chepén, La Libertad"),
        ("#SantaRosaMelgar", "Santa Rosa, Melgar, Puno"),
        ("#Taraco #Huancané", "Taraco, Huancané, Puno"),
        ("MUNICIPALIDAD DISTRITAL DE TARACO – HUANCANÉ", "Taraco, Huancané, Puno"),
        ("C.P.M. Ccotos, distrito de Capachica, Puno", "Capachica, Puno, Puno"),
        ("mi distrito se llama Chota", "Chota, Chota, Cajamarca"),
        ("del pueblo de Puquio", "Puquio, Lucanas, Ayacucho"),
        ("ricardo palma - mache - otuzco", "Mache, Otuzco, La Libertad"),
        ("comunidad Los Pinos de Lajas, Chota", "Lajas, Chota, Cajamarca"),
        ("sapillca", "Sapillica, Ayabaca, Piura"),
        ("distrito de cuzco, provincia cusco", "Cusco, Cusco, Cusco"),
        ("buenos airis prov picota dep san martin", "Buenos Aires, Picota, San Martín"),
        ("Municipalidad Provincial de Santa", "Chimbote, Santa, Áncash"),
    ],
)
def test_short_joined_official_and_misspelt_names_are_read(text: str, label: str) -> None:
    assert GAZETTEER.search(text).candidates[0].label == label


@pytest.mark.parametrize(
    "text", ["anexo puente perene chanchamayo", "nueva lima lima", "municipalidad provincial santa"]
)
def test_part_of_another_name_is_not_settled(text: str) -> None:
    assert GAZETTEER.search(text).certainty is not Certainty.SURE


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("mi mamá vive en Olleros, Huaraz y no cobra la pensión", "Olleros, Huaraz, Áncash"),
        ("somos de Lucma, provincia Mariscal Luzuriaga, queremos vender", "Lucma"),
        ("soy del caserío Las Palmas en Lajas, Chota, y no hay agua", "Lajas, Chota, Cajamarca"),
    ],
)
def test_a_region_beside_a_name_settles_it_in_a_sentence(text: str, label: str) -> None:
    match = GAZETTEER.search_in_sentence(text)
    assert match.candidates[0].label.startswith(label)
    assert match.certainty is Certainty.SURE


def test_each_district_offered_says_why() -> None:
    match, why = GAZETTEER.search("taraco huancane"), GAZETTEER.explain("taraco huancane")
    assert {d.ubigeo for d in match.candidates} <= why.keys()
    assert why["210607"] == "«taraco» es su nombre; «huancane» es su provincia"
    assert why["210602"] == "«huancane» es una provincia, sin decir el distrito"


@pytest.mark.parametrize(
    ("text", "ubigeo", "said"),
    [
        ("puerto maldonado", "170101", "es su capital u otro nombre suyo"),
        ("guancane", "210601", "suena como su nombre"),
        ("pitumraca", "080605", "se parece a su nombre"),
        ("gregorio albarracín", "230110", "es parte de su nombre"),
        ("trabajo en Espinar", "080801", "parece otro lugar"),
        ("a 3 horas de Espinar", "080801", "está cerca o de camino"),
        ("comunidad de Chorrillos", "150108", "lo dice de una comunidad"),
        ("Huayllapampa Chica", "210607", "es un centro poblado de este distrito"),
    ],
)
def test_a_reason_says_how_the_name_was_read(text: str, ubigeo: str, said: str) -> None:
    centres = [PopulatedCentre("HUAYLLAPAMPA CHICA", "210607", -15.3, -70.0)]
    assert said in Gazetteer(GAZETTEER.districts, centres).explain(text)[ubigeo]
