"""Tags come from the vocabulary, on strong words only, and not from what is denied."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.misspelling import misspell
from bench.report import read_jsonl
from bench.tagging import measure
from intake.errors import DataFileError
from intake.reading.rules.tags import BY_SENSE, Tag, Vocabulary, together
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
    """What its words alone say of a text; the sense of the whole is the reader's to say."""
    return [tag.priority for tag in together(tuple(vocabulary.suggested(text)), {})]


def test_the_vocabulary_has_32_priorities_and_three_need_care() -> None:
    assert len(VOCABULARY.priorities) == 32
    assert {p.id for p in VOCABULARY.priorities if p.safety} == {
        "violencia_familiar",
        "trata",
        "integridad",
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


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("nos roban el ganado de noche y la ronda no tiene linternas", "seguridad_justicia"),
        ("el policía más cercano está a tres horas", "seguridad_justicia"),
        ("muchas señoras golpeadas y el CEM lejos", "violencia_familiar"),
        ("a la abuelita su hijo la maltrata y la grita", "violencia_familiar"),
        ("engañan a las chicas con trabajo y las llevan a los bares", "trata"),
        ("se llevaron a mi hija a trabajar en un bar", "trata"),
        ("el alcalde no nos escucha", "participacion"),
        ("nunca rinden cuentas en la asamblea", "participacion"),
        ("piden coima para firmar", "integridad"),
        ("la plata del puente desapareció, se robaron el cemento", "integridad"),
        ("para la juventud no hay nada en este pueblo", "juventud"),
        ("llegaron familias venezolanas y no las quieren matricular", "migracion"),
        ("solo quedamos los viejos, las casas están con candado", "migracion"),
    ],
)
def test_the_parts_of_what_was_one_are_told_apart(text: str, priority: str) -> None:
    assert tags(text)[0] == priority


@pytest.mark.parametrize("text", ["pronabec no llega a los jovenes", "no tienen dónde estudiar"])
def test_where_to_study_is_a_matter_of_schools(text: str) -> None:
    assert tags(text)[0] == "educacion"


@pytest.mark.parametrize(
    "text", ["mi pension 65 no me pagan", "no me pagan pensión 65 desde marzo"]
)
def test_a_payment_that_is_named_is_of_those_who_get_it(text: str) -> None:
    assert tags(text) == ["adulto_mayor"]


@pytest.mark.parametrize(
    "text", ["falta agua para los animales", "no hay agua para el ganado", "mis vacas sin agua"]
)
def test_water_for_animals_is_of_those_who_raise_them(text: str) -> None:
    assert tags(text)[0] == "ganaderia"


@pytest.mark.parametrize(
    "text",
    ["la papa no tiene precio", "no vale la papa", "se heló toda mi papa", "mi papa se heló"],
)
def test_a_potato_is_no_father_though_the_accent_is_left_out(text: str) -> None:
    assert "agro_riego" in tags(text)
    assert "adulto_mayor" not in tags(text)


@pytest.mark.parametrize(
    "text", ["me cela, me revisa el celular", "me rompió el celular porque es celoso"]
)
def test_a_telephone_that_is_watched_or_broken_is_no_matter_of_coverage(text: str) -> None:
    assert tags(text) == ["violencia_familiar"]


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("Contigo no me paga desde mayo", True),
        ("lo afiliaron a contigo y no cobra", True),
        ("quiero hablar contigo", False),
        ("contigo quiero hablar", False),
        ("cuento contigo", False),
    ],
)
def test_contigo_is_the_programme_only_beside_what_a_programme_does(
    text: str, is_named: bool
) -> None:
    named = {each.programme for each in VOCABULARY.programmes(text)}
    assert named == ({"contigo"} if is_named else set())
    assert ("discapacidad" in tags(text)) is is_named


@pytest.mark.parametrize(
    "text", ["eres un ladrón", "bot inútil corrupto", "¿esto es una estafa?", "son unos corruptos"]
)
def test_an_insult_or_a_doubt_is_of_no_reserved_priority(text: str) -> None:
    assert not any(map(VOCABULARY.is_reserved, tags(text)))


def test_a_theme_is_found_as_the_priority_it_was_and_never_suggested() -> None:
    theme = VOCABULARY.find("violencia_justicia")

    assert theme is not None
    assert (theme.plain, theme.safety) == ("Seguridad y justicia", True)
    assert VOCABULARY.covers("violencia_justicia") == (
        "violencia_justicia",
        "violencia_familiar",
        "trata",
        "seguridad_justicia",
    )
    assert VOCABULARY.covers("salud") == ("salud",)
    assert VOCABULARY.is_reserved("violencia_justicia")
    assert not VOCABULARY.is_reserved("seguridad_justicia")
    assert not VOCABULARY.is_reserved("no_hay")


def test_the_best_part_of_a_theme_is_the_plain_one_or_none() -> None:
    best = VOCABULARY.best_part("violencia_justicia", "nos roban las vacas de noche")
    assert best is not None
    assert best.priority == "seguridad_justicia"
    assert VOCABULARY.best_part("violencia_justicia", "no hay agua") is None
    assert VOCABULARY.best_part("integridad_participacion", "nos roban las vacas de noche") is None


def test_a_file_from_before_keeps_what_was_learnt_of_the_parts() -> None:
    """Its one priority hears the single words of all three that it is today."""
    former = Vocabulary(
        read_vocabulary(
            "priorities:\n- {id: violencia_justicia, name: V, group: g, description: d, "
            "safety: true, keywords: [feminicidio]}\n"
        )
    )

    assert tags("los cuatreros andan con armas", former) == ["violencia_justicia"]
    assert former.is_reserved("violencia_justicia")


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


@pytest.mark.parametrize(
    ("misspelt", "top1", "precision"), [(False, 0.9, 0.82), (True, 0.82, 0.76)]
)
def test_invented_messages_are_understood_no_worse_than_before(
    misspelt: bool, top1: float, precision: float
) -> None:
    cases = read_jsonl(MESSAGES)
    if misspelt:
        cases = [{**case, "text": misspell(case["text"], n)} for n, case in enumerate(cases)]

    report = measure(cases)

    assert report["top1"] >= top1
    assert report["precision"] >= precision
    assert report["turned_away"] <= 0.04
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


def test_what_words_and_sense_agree_on_comes_first_and_says_its_words() -> None:
    by_words = (Tag("agua", 1.5, ("pozo",)), Tag("salud", 1.2, ("diarrea",)))

    both = together(by_words, {"salud": 0.7, "agua": 0.2, "energia": 0.01})

    assert [tag.priority for tag in both] == ["salud", "agua"]
    assert both[0].words == ("diarrea",)


def test_what_only_the_sense_says_says_so() -> None:
    (tag,) = together((), {"trata": 0.8, "salud": 0.05})

    assert (tag.priority, tag.words) == ("trata", (BY_SENSE,))


def test_nothing_is_put_where_neither_says_enough() -> None:
    assert together((), {"trata": 0.05, "salud": 0.02}) == ()
    assert together((), {}) == ()


def test_a_sure_word_is_not_put_off_by_a_reader_that_does_not_know() -> None:
    (tag,) = together((Tag("agua", 5.0, ("agua potable",)),), {"agua": 0.03, "salud": 0.03})

    assert tag.words == ("agua potable",)


@given(st.text(max_size=200))
def test_without_a_reader_the_words_stand_alone(text: str) -> None:
    suggested = tuple(VOCABULARY.suggested(text))
    assert together(suggested, {}) == suggested[: len(together(suggested, {}))]


def test_a_priority_that_the_reader_never_learned_is_judged_by_its_words() -> None:
    tag = Tag("banda_del_pueblo", 3.0, ("tarola",))
    assert together([tag], {"salud": 0.01, "educacion": 0.02}) == (tag,)


@given(
    st.dictionaries(st.sampled_from([p.id for p in VOCABULARY.priorities]), st.floats(0, 1)),
    st.sampled_from(["no hay agua potable", "se cayó el puente", "roban de noche", "nada"]),
)
def test_together_are_at_most_three_in_order_and_each_with_a_reason(
    probabilities: dict[str, float], text: str
) -> None:
    found = together(tuple(VOCABULARY.suggested(text)), probabilities)

    assert len(found) <= 3
    assert all(tag.words for tag in found)
    assert len({tag.priority for tag in found}) == len(found)
    assert [tag.score for tag in found] == sorted((tag.score for tag in found), reverse=True)
