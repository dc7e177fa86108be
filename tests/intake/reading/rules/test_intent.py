"""Messages for another channel are told so; what is an aporte is never turned away."""

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import DataFileError
from intake.reading.rules.intent import DERIVED, IntentKind, derivation, parse_readings, read

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


VIOLENCE_TO_OTHERS = (
    "Mi vecina sufre maltrato de su esposo y los hijos tienen miedo",
    "a mi hermana su marido la golpea cuando toma",
    "mi mamá aguanta golpes de mi padrastro",
    "mi abuelita vive maltratada por su hijo",
    "el esposo de mi vecina le pega delante de los niños",
    "mi vecino golpea a su mujer todas las noches",
    "a los niños de al lado les pega su papá",
    "un señor maltrata a sus hijos, se escuchan los gritos",
    "mi prima tiene miedo de su conviviente",
    "mi tía fue amenazada por su ex pareja",
    "la amenaza con matarla si lo deja",
    "mi sobrina fue violada por un familiar",
    "abusan de una niña en mi comunidad",
    "el profesor manosea a las alumnas",
    "mi marido me ha golpeado y no tengo idea qué hacer",
    "le pegan sus hijos a mi abuelito",
    "la señora de la esquina sufre violencia de su pareja",
)
EMERGENCIES_OF_OTHERS = (
    "se está quemando la casa del vecino",
    "hay un herido grave y no hay ambulancia",
    "hay dos heridos en la carretera y no llega nadie",
    "un señor está inconsciente en la plaza",
    "mi vecino se está muriendo y la posta está cerrada",
    "un niño se cayó al río, auxilio",
    "a mi abuelo le dio un infarto, ayuda por favor",
    "una señora está dando a luz en el camino",
    "la casa de al lado se está incendiando",
)
STILL_APORTES = (
    # Light verbs, hypotheses, what a problem causes, things and animals, slips that are none.
    "mi marido pega unos gritos cuando llega el recibo de la luz",
    "si un día hay un incendio en el cerro, no hay bomberos que vengan ahora mismo",
    "la curva ya provocó un accidente, es urgente un muro",
    "mi tío dice que el pueblo se está muriendo porque ya no nacen niños",
    "las chacras se están quedando sin riego",
    "no reacciona la municipalidad ni el gobierno",
    "no se mueve el expediente del camino",
    "no aparece mi mamá en el padrón de Pensión 65",
    "el profesor toca la quena con los niños",
    "tenemos encerrado el ganado por la helada",
    "las ovejas tomaron veneno de la mina",
    "los intermediarios abusan de mi comunidad",
    "ya no quiero vivir en este pueblo sin agua",
    "el médico no quiere vivir acá",
    "hace dos años un alumno intentó suicidarse y no tenemos psicólogo",
    "una aplicación para avisar de obras fantasma y coimas",
    "hay mucha violencia familiar en mi distrito, queremos talleres",
    "las mujeres de mi comunidad sufren maltrato y no hay centro emergencia mujer",
    "propongo una casa refugio para mujeres maltratadas",
    "el maltrato infantil aumenta en mi distrito",
    "mi abuelita sufre maltrato en el banco cuando cobra su pensión",
    "a mi mamá la maltratan en la posta porque no habla castellano",
    "los papás pegan a los hijos porque toman mucho alcohol",
    "la helada golpea a la papa y a la alfalfa",
    "los intermediarios abusan de los productores",
    "el río amenaza con llevarse el puente",
    "mi papá tiene miedo de que el río se desborde",
    "se están muriendo las alpacas por la helada",
    "se nos muere el ganado por la sequía",
    "muchas veces hay heridos y no hay ambulancia",
    "hace dos meses un niño se cayó al río porque no hay puente",
    "en la posta no hay ambulancia, ayuda por favor",
    "mi hijo está grave con anemia",
    "queman los pastizales todos los años",
)


@pytest.mark.parametrize("text", VIOLENCE_TO_OTHERS)
def test_violence_to_another_person_gets_the_help_line(text: str) -> None:
    assert read(text).danger[0] in {IntentKind.VIOLENCIA, IntentKind.MENOR}


@pytest.mark.parametrize("text", EMERGENCIES_OF_OTHERS)
def test_an_emergency_of_another_person_gets_the_numbers(text: str) -> None:
    assert read(text).danger[0] in {IntentKind.EMERGENCIA, IntentKind.DESASTRE}


@pytest.mark.parametrize("text", STILL_APORTES)
def test_what_is_said_in_general_stays_an_aporte(text: str) -> None:
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


@pytest.mark.parametrize(
    "text",
    [
        "me quiero morir",
        "ya no quiero vivir",
        "voy a quitarme la vida",
        "mi hija quiere matarse",
        "mi hermano se quiere ahorcar, ayúdenme",
        "quiero suicidarme porque mi esposo me pega",
    ],
)
def test_who_wants_to_die_is_read_as_that_and_not_as_an_emergency(text: str) -> None:
    assert read(text).kind is IntentKind.SUICIDIO


@pytest.mark.parametrize(
    "text", ["mi hija tomó veneno", "tomé raticida", "mi hijo tomó lejía en la cocina"]
)
def test_an_attempt_under_way_is_an_emergency_that_names_the_other_line_too(text: str) -> None:
    intent = read(text)
    assert intent.kind is IntentKind.EMERGENCIA
    assert IntentKind.SUICIDIO in intent.also


def test_each_kind_of_danger_that_is_told_is_known_the_most_urgent_first() -> None:
    assert read("mi esposo me pega y no puedo respirar, me quiero morir").danger == (
        IntentKind.EMERGENCIA,
        IntentKind.SUICIDIO,
        IntentKind.VIOLENCIA,
    )
    assert read("el tesorero se robó la plata").danger == ()


def test_a_number_that_nobody_checked_is_never_said() -> None:
    said = " ".join(
        " ".join((way.opening, *way.lines, way.closing))
        for kind in DERIVED
        if (way := derivation(kind))
    )
    for kind in DERIVED:
        way = derivation(kind)
        assert way is not None
        for channel in way.channels:
            assert channel.is_verified == (channel.line in way.lines)
            if not channel.is_verified and channel.contact != "113":  # which MINSA's line has too
                assert channel.contact not in said


def test_a_number_that_is_no_longer_checked_is_no_longer_said() -> None:
    line = next(row for row in FILE.splitlines() if 'numero: "113"' in row)
    doubted = line.replace("status: verificado", "status: por_confirmar")
    (way,) = (
        way
        for way in parse_readings(FILE.replace(line, doubted)).derivations
        if way.kind is IntentKind.SUICIDIO
    )
    assert way.lines == ("106: ambulancia (SAMU)",)


def test_danger_without_any_checked_number_is_no_valid_file() -> None:
    start, end = FILE.index("- tipo: suicidio"), FILE.index("- tipo: violencia")
    part = FILE[start:end].replace("status: verificado", "status: por_confirmar")
    with pytest.raises(DataFileError, match="verificado"):
        parse_readings(FILE[:start] + part + FILE[end:])


@given(st.text(max_size=300))
def test_reading_takes_any_text(text: str) -> None:
    assert read(text).kind in IntentKind


def test_each_derivation_has_a_text_and_numbers_with_a_source() -> None:
    for kind in DERIVED:
        way = derivation(kind)
        assert way is not None
        assert way.opening
        assert all(channel.contact and channel.source for channel in way.channels)
    violence = derivation(IntentKind.VIOLENCIA)
    assert violence is not None
    assert {"100", "105"} <= {channel.contact for channel in violence.channels}
    assert derivation(IntentKind.APORTE) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("tipo: violencia", "tipo: otra", "otra"),
        ("tipo: violencia", "tipo: [violencia]", "violencia"),
        ("tipo: reclamo", "tipo: denuncia", "dos veces"),
        ("tipo: violencia", "tipo: denuncia", "primera_persona"),
        ("  - me manosea|manosean|manoseo\n", "  - la manosea|manosean\n", "primera persona"),
        ("  - me manosea|manosean|manoseo\n", "  - me|la manosea\n", "primera persona"),
        ("Esto parece una emergencia.", "Llama al 115, es gratis:", "115"),
        ("Esto parece una emergencia.", "Llama al 1 0 6, es gratis", "1 0 6"),
        ("ve a la comisaría o a la Fiscalía", "entra a www.ejemplo.pe", "www"),
        ("No dejes sola", "Defensa Civil 115. No dejes sola", "115"),
        ("dice: ambulancia (SAMU)", "dice: ambulancia 911", "911"),
        ("tipo: violencia", "tpo: violencia", r"\?"),
        ("  con_urgencia: [", "  con_urjencia: [", "con_urjencia"),
        ("  salvo: [", "  salbo: [", "salbo"),
        ("status: verificado", "estado: verificado", "estado"),
        ("  relleno: [", "  rellenos: [", "rellenos"),
        ("  relleno: [", "  #relleno: [", "relleno"),
        ("lecturas:\n", "vercion: 1\nlecturas:\n", "vercion"),
        ("  con_urgencia: [", "  con_urgencia: herid~\n  salvo_urgencia: [", "con_urgencia"),
        ("  - no respira|respiran\n", "  - '!'\n", "frase vacía"),
        ("  texto: >-", "  texto2: >-", "texto"),
        ("  cierre: >-", "  siere: >-", "siere"),
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
