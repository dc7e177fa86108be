"""A text read for comparing: what names a place is told from what tells a need."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.sameness.rules.tellings import Telling, key_number, keys_of, read, topic_key
from intake.words.keys import stems_of


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("En el caserío Nueva Esperanza no hay agua", "nueva esperanza"),
        ("soy de huayllapampa bajo distrito de ocros falta medico", "huayllapampa bajo ocros"),
        (
            "no hay luz en la comunidad campesina de Taraco, provincia de Huancané",
            "taraco huancane",
        ),
        ("EN SECTTOR ALTO PUCARUMI LOS NIÑOS CAMINAN", "alto pucarumi"),
        ("San Pedro de Cachora: en San Pedro de Cachora", "san pedro cachora"),
        ("cp Santa Rosa la posta está cerrada", "santa rosa"),
    ],
)
def test_the_name_of_a_place_is_known_by_what_stands_before_it(text: str, named: str) -> None:
    assert read(text).names == set(stems_of(named))


@pytest.mark.parametrize(
    "text",
    [
        "En la posta no hay médico",
        "en peligro estamos por el río",
        "la comunidad sufre mucho por la helada",
        "en invierno se va la luz",
        "queda a 3 horas de la provincia",
    ],
)
def test_what_is_no_name_tells_the_need(text: str) -> None:
    telling = read(text)
    assert telling.names == frozenset()
    assert telling.need == telling.stems


def test_other_words_tell_the_same_idea() -> None:
    ideas = read("no hay doctor en el centro de salud").ideas.keys()
    assert ideas == read("la posta está sin médico").ideas.keys()


def test_a_known_district_adds_its_own_keys() -> None:
    telling = read("No hay agua")
    without = set(keys_of(telling, None, ["agua_saneamiento"]))
    within = set(keys_of(telling, "210601", ["agua_saneamiento"]))
    assert within - without == {
        "210601",
        topic_key("210601", "agua_saneamiento"),
        *(f"210601:{stem}" for stem in telling.stems),
    }


def test_a_long_text_is_read_up_to_a_limit() -> None:
    assert len(read("canal roto " * 2000).run) <= 200
    assert max(map(len, read("canal" * 1000).run)) <= 40


@given(st.text(max_size=300))
def test_a_telling_is_kept_as_a_line(text: str) -> None:
    telling = read(text)
    again = Telling(telling.line)
    assert again == telling
    assert hash(again) == hash(telling)
    assert (again.run, again.names, again.ideas) == (telling.run, telling.names, telling.ideas)
    assert telling != telling.run


@given(st.text(max_size=300), st.none() | st.just("210601"))
def test_no_two_keys_of_a_text_share_a_number(text: str, ubigeo: str | None) -> None:
    keys = set(keys_of(read(text), ubigeo, ["energia"]))
    numbers = {key_number(key) for key in keys}
    assert len(numbers) == len(keys)
    assert all(0 <= number < 2**56 for number in numbers)
