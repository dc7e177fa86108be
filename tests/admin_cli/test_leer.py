"""`ayni leer` and the line of `ayni ver`: what a message is taken for, and by which words."""

import json
import subprocess
import sys
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import TagSource
from intake.reading.rules.learned import builtin_model
from intake.store.journal import About, record
from intake.store.verbs import Verb
from intake.words.codes import spoken
from tests.admin_cli.conftest import Terminal
from tests.factories import an_aporte


def lines(terminal: Terminal, *words: str) -> dict[str, str]:
    """What is said, by its label."""
    result = terminal.ayni("leer", *words, AYNI_OPERADOR="")
    assert result.exit_code == 0, result.output
    said = (line.split(": ", 1) for line in result.stdout.splitlines() if not line[0].isspace())
    return {each[0]: each[1] for each in said}


def test_a_message_is_read_as_the_bot_reads_it(terminal: Terminal) -> None:
    said = lines(terminal, "Hace un mes no hay agua en Taraco, Huancané. Llamen al 987654321")

    assert said["Se toma por"].startswith("un aporte (")
    assert said["Peligro"].startswith("no (")
    assert said["Reservado"].startswith("trae un teléfono")
    assert said["Prioridades"].startswith("agua_saneamiento, por «")
    assert said["Lugar"] == "Taraco, Huancané"
    assert said["Datos de alguien"] == "trae un teléfono"
    assert said["Idioma"] == "castellano"


def test_danger_is_said_with_its_kind(terminal: Terminal) -> None:
    said = lines(terminal, "mi esposo me está pegando, ayuda")

    assert said["Se toma por"] == "un pedido de ayuda"
    assert said["Peligro"].startswith("ahora: primero se dice a quién llamar")
    assert said["De qué"].startswith("violencia (")
    assert "se lee como peligro: violencia" in said["Reservado"]


def test_what_is_asked_decides_what_an_answer_is(terminal: Terminal) -> None:
    assert lines(terminal, "Taraco", "--pregunta", "lugar")["Se toma por"].startswith(
        "la respuesta a lo que se preguntó"
    )
    assert not lines(terminal, "Taraco")["Se toma por"].startswith("la respuesta")


def test_quechua_is_for_an_interpreter_and_nothing_is_made_up(terminal: Terminal) -> None:
    said = lines(terminal, "manam yakuykuchu kanchu wasiykupi, yanapawayku", "--porque")

    assert said["Idioma"] == "quechua o aimara, necesita intérprete"
    assert said["Peligro"] == "no"


def test_why_names_words_of_the_message_and_the_bounds(terminal: Terminal) -> None:
    text = "Mi vecina grita todas las noches y tiene moretones."
    result = terminal.ayni("leer", text, "--porque")
    bounds = builtin_model().bounds

    assert "moretones" in result.stdout
    assert f"quizá desde {bounds.danger_maybe:.0%}" in result.stdout
    assert f"ahora desde {bounds.danger_now:.0%}" in result.stdout


def test_as_json_it_is_whole(terminal: Terminal) -> None:
    text = "¿Cuándo es el concurso? ¿cuándo?"
    words = ("leer", text, "--pregunta", "historia", "--json")
    plain = json.loads(terminal.ayni(*words).stdout)
    whole = json.loads(terminal.ayni(*words, "--porque").stdout)

    assert (plain["texto"], plain["pregunta"], plain["acto"]) == (text, "historia", "pregunta")
    assert plain["peligro"] == "no"
    assert 0 < plain["probabilidad"] <= 1
    assert set(whole) - set(plain) == {"por_que", "umbrales"}
    told = text.lower()
    assert whole["por_que"]["acto:pregunta"]
    assert all(word.lower() in told for moved in whole["por_que"].values() for word in moved)
    assert set(whole["umbrales"]) == {"peligro_ahora", "peligro_quizas", "reservar", "no_es_aporte"}


def test_nothing_to_read_is_refused(terminal: Terminal) -> None:
    result = terminal.ayni("leer", "  ")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "No hay nada que leer" in result.stderr


def test_of_a_long_text_the_beginning_is_explained(terminal: Terminal) -> None:
    text = "no hay agua " * 50 + "tiene moretones " * 900
    said = json.loads(terminal.ayni("leer", text, "--porque", "--json").stdout)

    moved = {word for words in said["por_que"].values() for word in words}
    assert moved
    assert moved <= {"no", "hay", "agua"}


def test_a_case_says_in_one_line_as_what_it_was_read(terminal: Terminal, now: datetime) -> None:
    async def work(session: AsyncSession) -> str:
        return spoken((await an_aporte(session, now)).code)

    code = terminal.do(work)
    shown, whole = terminal.ayni("ver", code), terminal.ayni("ver", code, "--json")

    (line,) = (each for each in shown.stdout.splitlines() if each.startswith("Se leyó como"))
    assert line.startswith("Se leyó como: un aporte (")
    assert "por las palabras «" in line
    assert "Segundo lector" not in shown.stdout
    said = json.loads(whole.stdout)
    assert said["lectura"]["acto"] == "aporte"
    assert said["lectura"]["palabras"]
    assert said["segundo_lector"] is None


def test_a_case_says_what_a_second_reader_proposed(terminal: Terminal, now: datetime) -> None:
    said = {
        "peligro": "quizas",
        "clases": ["violencia", "trata"],
        "reservar": True,
        "acto": "denuncia",
        "prioridades": ["salud"],
        "resumen": "Cuenta algo.",
    }

    async def work(session: AsyncSession) -> str:
        aporte = await an_aporte(session, now)
        aporte.restricted, aporte.restricted_by = True, TagSource.SEGUNDO_LECTOR
        about = About(aporte_id=aporte.id)
        record(session, Verb.SEGUNDA_LECTURA, about, now=now, after={"acto": "reclamo"})
        await session.flush()
        record(session, Verb.SEGUNDA_LECTURA, about, now=now, after=said)
        return spoken(aporte.code)

    code = terminal.do(work)
    shown = terminal.ayni("ver", code).stdout

    assert (
        "Segundo lector (automático): quizá hay peligro (violencia, trata de personas); pide "
        "reservarlo; lo toma por una denuncia contra alguien; propone salud; resume: «Cuenta algo.»"
    ) in shown
    assert "Reservado: así lo pide el segundo lector" in shown
    assert "el sistema  segunda lectura" in shown
    assert json.loads(terminal.ayni("ver", code, "--json").stdout)["segundo_lector"] == said


_QUEUE = """
import sys
from admin_cli.app import app
try:
    app(["cola"])
except SystemExit as end:
    assert not end.code, end.code
from intake.reading.rules.learned import builtin_model
print(builtin_model.cache_info().currsize)
"""


def test_the_queue_does_not_load_the_model(terminal: Terminal, now: datetime) -> None:
    async def work(session: AsyncSession) -> None:
        await an_aporte(session, now)

    terminal.do(work)
    result = subprocess.run(
        [sys.executable, "-c", _QUEUE],
        check=True,
        capture_output=True,
        text=True,
        env={"AYNI_DATABASE_URL": terminal.url, "AYNI_OPERADOR": "ana"},
    )

    assert "agua" in result.stdout
    assert result.stdout.splitlines()[-1] == "0"
