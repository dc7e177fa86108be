"""Every sign reserves, by itself and beside anything; an ordinary telling has none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.reading.rules import reserve
from intake.reading.rules.intent import DERIVED, IntentKind, derivation, read
from intake.reading.rules.reserve import signs
from intake.reading.rules.vocabulary import read_vocabulary
from intake.words import identifiers

ORDINARY = (
    "No tenemos agua potable en la comunidad hace un mes",
    "El puente peatonal se cayó con la lluvia y los niños no cruzan a la escuela",
    "La posta no tiene medicinas y la enfermera viene una vez por semana",
    "Propongo un reservorio para guardar el agua de lluvia y regar las chacras",
    "Las alpacas se mueren por la helada y no hay pasto",
    "No hay señal de celular para las clases de los alumnos",
    "El alcalde prometió arreglar la trocha y todavía no empieza la obra",
    "Los adultos mayores caminan cuatro horas para cobrar Pensión 65",
)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Mi esposo me pega cuando toma", "se lee como violencia"),
        ("Nos amenazan si reclamamos por el agua", reserve.THREAT),
        ("Dicen que van a asesinar al dirigente", reserve.THREAT),
        ("Nos cobran cupos los extorsionadores", reserve.THREAT),
        ("El director abusó de una alumna", reserve.ACCUSED),
        ("El profesor toca a las niñas y nadie lo denuncia, es un violador", reserve.ACCUSED),
        ("Ayer vi que Zenobio Pumacayo robaba del almacén", reserve.ACCUSED),
        ("Una niña de mi salón está embarazada", reserve.INTIMATE),
        ("Soy gay y me discriminan en la posta", reserve.INTIMATE),
        ("En la posta cuentan a todos que tengo VIH", reserve.INTIMATE),
        ("A mi hermana la tienen encerrada", reserve.HARMED),
        ("Mi vecino ya no quiere vivir", reserve.HARMED),
        ("Mi hija tiene anemia y no le dan hierro en la posta", reserve.FAMILY),
        ("No hay agua, llámenme al 987 654 321", identifiers.PHONE),
        ("No hay agua. Mi DNI es 12345678", identifiers.DNI),
        ("Cobren su bono en bono-agrario.com", identifiers.LINK),
    ],
)
def test_each_sign_is_found_and_said(text: str, sign: str) -> None:
    assert sign in signs((text,))


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_telling_has_no_sign(text: str) -> None:
    assert signs((text, "Taraco", "mi comunidad o barrio")) == ()


def test_misspelling_hides_nothing() -> None:
    assert reserve.THREAT in signs(("nos amenasan con pistolas si reclamamos",))
    assert reserve.INTIMATE in signs(("el lo biolo a mi primito", "la avusaron"))


def test_whatever_kind_has_another_way_is_reserved_but_a_complaint_of_a_service() -> None:
    """A kind that is added to DERIVED needs nothing here."""
    for kind in DERIVED:
        way = derivation(kind)
        assert way is not None
        assert way.phrases
        assert (kind in reserve.OPEN) is (kind is IntentKind.RECLAMO)


def test_what_is_read_as_one_of_those_kinds_is_reserved() -> None:
    for text in ("La posta se está quemando, llamen a los bomberos", "Mi marido me golpea"):
        assert read(text).kind in set(DERIVED) - reserve.OPEN
        assert signs((text,))


def test_a_topic_of_safety_reserves_by_itself() -> None:
    safety = [each.name for each in read_vocabulary().priorities if each.safety]

    assert safety
    assert signs(("Texto sin nada",), safety) == tuple(f"toca el tema «{name}»" for name in safety)


@given(st.sampled_from(ORDINARY), st.text(max_size=200), st.booleans())
def test_a_sign_is_not_hidden_by_what_stands_beside_it(
    ordinary: str, beside: str, is_first: bool
) -> None:
    parts = [ordinary, "mi dni 12345678, nos amenazan", beside]
    told = "\n".join(reversed(parts) if is_first else parts)

    assert signs((told,))


@given(st.lists(st.text(max_size=100), max_size=4), st.text(max_size=100))
def test_more_words_never_open_what_was_reserved(texts: list[str], more: str) -> None:
    before = set(signs(texts))

    assert before <= set(signs([*texts, more]))
