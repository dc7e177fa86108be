"""Messages for another channel are told so; what is an aporte is never turned away."""

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import DataFileError
from intake.rules.intent import DERIVED, IntentKind, derivation, parse_readings, read

FILE = resources.files("intake.data").joinpath("derivations.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hola", "saludo"),
        ("Buenos días, señorita", "saludo"),
        ("ayuda", "saludo"),
        ("hola, mi nombre es Rosa y quiero contar un problema", "saludo"),
        ("¿Qué es Ayni Lab?", "consulta"),
        ("cuándo paga juntos", "consulta"),
        ("qué requisitos piden para participar", "consulta"),
        ("ok gracias", "nada"),
        ("", "nada"),
        ("😀😀", "nada"),
        ("grrrrr", "nada"),
        ("Préstamos al instante sin aval, haz clic aquí", "spam"),
        ("mi esposo me golpea cuando toma", "violencia"),
        ("a mi vecina le pega su marido", "violencia"),
        ("auxilio, hay heridos en la carretera, volcó un carro", "emergencia"),
        ("mi hijito no respira, qué hago", "emergencia"),
        ("kiero denunsiar al alcalde", "denuncia"),
        ("el tesorero se robó la plata del comité", "denuncia"),
        ("la enfermera me trató mal ayer", "reclamo"),
        ("quiero presentar una queja", "reclamo"),
    ],
)
def test_what_is_not_an_aporte(text: str, kind: str) -> None:
    assert read(text).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "La posta no atiende los fines de semana",
        "Pusimos la denuncia por el robo de ganado y la policía no viene",
        "Hay mucha violencia familiar en mi comunidad, necesitamos charlas",
        "Cuando hay una emergencia no tenemos ambulancia",
        "El año pasado murió un niño porque no había ambulancia",
        "No hay agua, ¿cómo hacemos?",
        "¿Por qué no llega el internet a mi pueblo? no tenemos señal",
        "Nos atienden mal porque no hablamos castellano",
        "buenas tardes, no tenemos luz",
        "por mi edad ya me toca la pensión y no figuro en la lista",
        "me llamo Juan y no hay puente",
        "agua",
    ],
)
def test_an_aporte_is_not_turned_away(text: str) -> None:
    assert read(text).kind is IntentKind.APORTE


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ("Propongo que las mamás cocinen por turnos", True),
        ("Tengo una idea para la basura", True),
        ("sería bueno tener un mercado", True),
        ("No hay médico en la posta", False),
    ],
)
def test_an_idea_reads_as_a_proposal(text: str, proposal: bool) -> None:
    assert read(text).proposal is proposal


def test_the_words_that_caused_it_are_the_persons_own() -> None:
    assert read("Señor, KIERO denunciar a mi alcalde").words == ("kiero", "denunciar")


@given(st.text(max_size=300))
def test_reading_takes_any_text(text: str) -> None:
    assert read(text).kind in IntentKind


def test_each_derivation_has_a_text_and_numbers_with_a_source() -> None:
    for kind in DERIVED:
        way = derivation(kind)
        assert way is not None
        assert way.text
        assert all(channel.contact and channel.source for channel in way.channels)
    violence = derivation(IntentKind.VIOLENCIA)
    assert violence is not None
    assert {"100", "105"} <= {channel.contact for channel in violence.channels}
    assert derivation(IntentKind.APORTE) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("tipo: violencia", "tipo: otra", "otra"),
        ("  texto: >-", "  texto2: >-", "texto"),
        ("status: verificado", "status: quizás", "status"),
        ("fecha: 2025-11-05", "fecha: ayer", "fecha"),
        ('numero: "116"', 'numero: ""', "Bomberos"),
        ("lecturas:", "lectura:", "partes"),
        ("urgencia: [", "urgencia: [[", "YAML"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(old: str, new: str, said: str) -> None:
    with pytest.raises(DataFileError, match=said):
        parse_readings(FILE.replace(old, new, 1))
