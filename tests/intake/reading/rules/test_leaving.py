"""Who wants no more messages is understood; whoever tells something never is taken for it."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.reading.rules.leaving import Leaving, leaving
from intake.words.text import normalise

LEAVES = """quiero darme de baja|ya no quiero recibir mensajes|quítenme de la lista|stop por favor
|dejen de escribirme|cancelar suscripción|no me manden más|baja pe|baja por favor|STOP|BAJA!!
|kiero darme de vaja|ya no kiero resibir mensages|quitenme d la lista pe|déjenme en paz
|hola buenas tardes quiero darme de baja por favor|no quiero mas avisos de concursos
|cómo hago para darme de baja?|no me interesan sus mensajes|no quiero que me manden mensajes
|ya no me escriban, quítenme de la lista|quiero dejar de recibir noticias|no quiero recibir nada
|xfavor ya no me manden msjs|quisiera cancelar la suscripción|deje de mandarme mensajes"""
TELLS = """dejaron de escribirnos de la municipalidad|quiero dar de baja mi recibo de luz
|ya no quiero que la mina bote relave|me dieron de baja de juntos|no recibo mensajes
|no me mandan mensajes|no puedo recibir mensajes|por qué no me escriben|ya no quiero|cancelar
|la presión del agua baja en la tarde|me quitaron de la lista del programa|no|nada|salir
|quiero dar de baja mi luz
|dejen de botar basura al río|que dejen de pegarme|quiero recibir noticias|sí quiero mensajes
|no más abusos a la gente|no me manden a otra posta|quiero borrar mis mensajes|basta"""
STAYS = """no quiero darme de baja|no me den de baja|no dejen de escribirme|no me quiten de la lista
|no quiero dejar de recibir noticias|nunca dejen de mandarme avisos"""
ASKS = """dejen de molestarme|quiero darme de baja del programa juntos
|ya no quiero recibir mensajes del banco"""


def each(sentences: str) -> list[str]:
    return [sentence.strip() for sentence in sentences.split("|")]


@pytest.mark.parametrize("text", each(LEAVES))
def test_ordinary_sentences_leave(text: str) -> None:
    assert leaving(text) is Leaving.YES


@pytest.mark.parametrize("text", each(TELLS))
def test_a_story_is_never_taken_for_leaving(text: str) -> None:
    assert leaving(text) is Leaving.NO


@pytest.mark.parametrize("text", each(STAYS))
def test_who_does_not_want_to_leave_stays(text: str) -> None:
    assert leaving(text) is Leaving.NO


@pytest.mark.parametrize("text", each(ASKS))
def test_what_may_be_of_something_else_is_asked(text: str) -> None:
    assert leaving(text) is Leaving.ASK


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    leaving(text)


COURTESY = st.sampled_from(["", "hola", "por favor", "buenas tardes", "pe", "gracias", "señorita"])
CORES = st.sampled_from(each(LEAVES))


@given(COURTESY, CORES, COURTESY, st.booleans())
def test_courtesy_case_and_accents_change_nothing(
    before: str, core: str, after: str, plain: bool
) -> None:
    said = f"{before} {core} {after}"
    assert leaving(normalise(said) if plain else said.upper()) is Leaving.YES


@given(
    CORES,
    st.lists(
        st.sampled_from(["agua", "mina", "colegio", "posta", "alcalde", "luz", "recibo", "relave"]),
        min_size=4,
        max_size=8,
    ),
    st.booleans(),
)
def test_with_four_words_of_a_story_it_is_a_story(core: str, story: list[str], first: bool) -> None:
    parts = [" ".join(story), core] if first else [core, " ".join(story)]
    assert leaving(" ".join(parts)) is Leaving.NO


@pytest.mark.parametrize(
    ("verb", "what"),
    [
        *product(
            ("dejaron de", "quitaron", "cancelaron", "mandaron", "mandan", "sacaron"),
            ("mensajes", "la lista", "noticias", "escribirme"),
        )
    ],
)
def test_what_others_did_is_told_and_not_asked(verb: str, what: str) -> None:
    assert leaving(f"me {verb} {what}") is Leaving.NO
