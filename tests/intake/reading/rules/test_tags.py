"""Tags come from the vocabulary, on strong words only, and not from what is denied."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.misspelling import misspell
from bench.report import read_jsonl
from bench.tagging import measure
from intake.errors import DataFileError
from intake.reading.rules.tags import Vocabulary
from intake.reading.rules.vocabulary import read_vocabulary

VOCABULARY = Vocabulary.builtin()
SMALL = """
priorities:
- {id: agua, name: Agua, group: g, description: d,
   keywords: [agua potable, pozo], weak: [agua], exclude: [riego]}
- {id: riego, name: Riego, group: g, description: d,
   keywords: [agua de riego, canal, acequias], weak: [agua, tierra]}
- {id: violencia, name: V, group: g, description: d, safety: true, keywords: [violencia]}
programs:
- {id: juntos, name: Juntos, aliases: [programa juntos], priorities: [agua]}
"""


def small() -> Vocabulary:
    return Vocabulary(read_vocabulary(SMALL))


def tags(text: str, vocabulary: Vocabulary = VOCABULARY) -> list[str]:
    return [tag.priority for tag in vocabulary.tag(text)]


def test_the_vocabulary_has_27_priorities_and_two_need_care() -> None:
    assert len(VOCABULARY.priorities) == 27
    assert {p.id for p in VOCABULARY.priorities if p.safety} == {
        "violencia_justicia",
        "integridad_participacion",
    }


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("Los niños de mi anexo tienen anemia", "nutricion_anemia"),
        ("No hay señal de celular en la comunidad", "telecom"),
        ("se cayó el puente colgante con la crecida", "vial_transporte"),
        ("no ay lus en el caserío", "energia"),
        ("la desnutrision es alta", "nutricion_anemia"),
        ("queremos un canal de riego para la chacra", "agro_riego"),
    ],
)
def test_a_need_is_tagged_though_misspelt(text: str, priority: str) -> None:
    assert tags(text)[0] == priority


def test_groups_have_names_for_people() -> None:
    assert VOCABULARY.group_name("ninez_adolescencia") == "Niñez y adolescencia"
    assert all("_" not in VOCABULARY.group_name(p.group) for p in VOCABULARY.priorities)
    assert small().group_name("otro_grupo") == "Otro grupo"


def test_weak_words_are_never_enough() -> None:
    assert tags("el agua, el agua y la tierra", small()) == []
    assert tags("agua agua agua agua agua", small()) == []


def test_the_longer_phrase_takes_its_words() -> None:
    assert tags("falta agua de riego", small()) == ["riego"]
    assert tags("falta agua potable", small()) == ["agua"]


def test_an_excluding_word_counts_against() -> None:
    assert tags("pozo para riego", small()) == []


@pytest.mark.parametrize(
    "text", ["no es por falta de pozo, queremos canal", "ya tenemos pozo pero no canal"]
)
def test_what_is_denied_is_not_tagged(text: str) -> None:
    assert tags(text, small()) == ["riego"]


def test_a_tag_says_the_words_that_caused_it() -> None:
    (tag,) = small().tag("Se rompió la ACEQUIA del pueblo")
    assert tag.words == ("acequia",)


def test_father_is_no_potato() -> None:
    assert "agro_riego" not in tags("mi papá está enfermo")
    assert "agro_riego" in tags("la helada quemó la papa")


def test_a_programme_is_a_mention_and_not_a_need() -> None:
    (mention,) = VOCABULARY.programmes("ya no llega la comida de caliwarma ni qali warma")
    assert mention.programme == "pae"
    assert small().programmes("trabajamos juntos") == ()


@given(st.text(max_size=200))
def test_tags_are_of_the_vocabulary_at_most_three_and_in_order(text: str) -> None:
    found = VOCABULARY.tag(text)
    assert len(found) <= 3
    assert all(VOCABULARY.find(tag.priority) and tag.words for tag in found)
    assert [t.score for t in found] == sorted((t.score for t in found), reverse=True)


@given(st.lists(st.sampled_from(["agua", "tierra", "tierras", "aguas", "de", "la"]), max_size=12))
def test_no_number_of_weak_words_makes_a_tag(said: list[str]) -> None:
    assert tags(" ".join(said), small()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "priorities"),
        ("a: [", "YAML"),
        ("priorities: [{id: x}]", "name"),
        (SMALL.replace("acequias", "pozo"), "dos prioridades"),
        (SMALL.replace("id: riego", "id: agua"), "dos veces"),
        (f"{SMALL}groups: {{otro: Otro}}", "El grupo «g»"),
        (f"{SMALL}groups: [g]", "groups"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(DataFileError, match=said):
        read_vocabulary(text)


def test_words_apart_are_a_phrase_only_in_one_clause() -> None:
    vocabulary = Vocabulary(read_vocabulary(SMALL.replace("acequias", "agua + turno|sorteo")))

    assert tags("el agua nos toca por turno", vocabulary) == ["riego"]
    assert tags("hay sorteo del agua", vocabulary) == ["riego"]
    assert tags("falta agua, esperamos turno", vocabulary) == []


def test_a_soft_word_is_enough_and_yields_to_what_is_said_more() -> None:
    vocabulary = Vocabulary(
        read_vocabulary(SMALL.replace("weak: [agua, tierra]", "soft: [escuela], weak: [agua]"))
    )

    assert tags("algo pasa con la escuela", vocabulary) == ["riego"]
    assert tags("hay violencia y robos cerca de la escuela", vocabulary) == ["violencia"]


@pytest.mark.parametrize(
    "text",
    [
        "vivo en la calle Los Pozos",
        "soy del anexo Pozo Hondo y saludo a todos",
        "le escribo del Centro Poblado de El Pozo",
    ],
)
def test_a_name_of_a_place_is_no_need(text: str) -> None:
    assert tags(text, small()) == []


def test_an_ordinary_word_is_not_the_misspelling_of_another() -> None:
    vocabulary = Vocabulary(read_vocabulary(SMALL.replace("pozo", "partida")))

    assert tags("queremos la partida", vocabulary) == ["agua"]
    assert tags("el partido de futbol", vocabulary) == []


MESSAGES = Path(__file__).parents[3] / "data" / "messages.jsonl"


@pytest.mark.parametrize(("misspelt", "top1", "precision"), [(False, 0.9, 0.87), (True, 0.82, 0.8)])
def test_invented_messages_are_understood_no_worse_than_before(
    misspelt: bool, top1: float, precision: float
) -> None:
    cases = read_jsonl(MESSAGES)
    if misspelt:
        cases = [{**case, "text": misspell(case["text"], n)} for n, case in enumerate(cases)]

    report = measure(cases)

    assert report["top1"] >= top1
    assert report["precision"] >= precision
    assert report["turned_away"] <= 0.03
    assert report["out_of_scope"] >= (0.6 if misspelt else 0.9)


def test_each_priority_has_a_line_of_its_own_for_people() -> None:
    """All that neighbours read of what another told: plain words, none of the Lab's."""
    lines = [each.plain for each in VOCABULARY.priorities]

    assert all(4 <= len(line) <= 60 for line in lines)
    assert len(set(lines)) == len(lines)
    assert not [
        line
        for line in lines
        if "," in line or "inclusión" in line or "focaliz" in line or "(" in line
    ]
