"""A concurso from the acuerdo to its results, through the real bot and the terminal.

The Grupo approves the bases and the plan; the call is published, its poster made, the message
sent; a citizen comes by the poster's link, asks, applies and edits; it closes by the clock of
Lima; the applications are valued, and each applicant hears the results once.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

import admin_cli.terminal.runner
from bot.app import App
from intake.grupo.rules.organs import organs
from intake.kinds import Role
from intake.settings import Settings
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.factories import a_necesidad, an_operator
from tests.fake_telegram import TOKEN, FakeTelegram
from tests.fakes import FakeClock
from tests.intake.casting import readers
from tests.running import running, until
from tests.telegram_citizen import Citizen

PATIENCE = 30.0
CLOSES = "2026-12-31 00:00"
WORDS = (
    "Comunidad campesina Huancho",
    "Taraco, Huancané",
    "Agua limpia para todos",
    "Cuidar el manantial y llevar el agua en tubos hasta las casas del sector.",
    "120",
    "45 000 soles",
    "10",
)


@dataclass
class Stage:
    """One database, a bot over it, a terminal, and a clock for both."""

    terminal: Terminal
    clock: FakeClock
    fake: FakeTelegram
    environment: dict[str, str] = field(default_factory=dict)

    async def types(self, *words: str, who: str = "ana") -> str:
        """A command that must be done; what it printed and said."""
        return await self._run(0, *words, who=who)

    async def is_refused(self, *words: str, who: str = "ana") -> str:
        """A command that must be refused; what was said."""
        return await self._run(1, *words, who=who)

    async def _run(self, code: int, *words: str, who: str) -> str:
        done = await asyncio.to_thread(
            lambda: self.terminal.ayni(*words, AYNI_OPERADOR=who, **self.environment)
        )
        assert done.exit_code == code, (words, done.output)
        return done.output


@asynccontextmanager
async def a_bot(stage: Stage) -> AsyncIterator[None]:
    """The whole bot, in this process, on the clock of the story."""
    settings = Settings.load(
        database_url=stage.terminal.url,
        http_port=0,
        telegram_token=TOKEN,
        telegram_api_url=stage.fake.url,
        telegram_chat_rate=100,
        telegram_name="ayni_prueba_bot",
        juntar_segundos=0,
    )
    ready = asyncio.Event()
    async with running(App(settings, stage.clock).run(ready)) as tasks:
        await until(ready.is_set, "the bot is open", watched=tasks)
        yield


@pytest.fixture
async def stage(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    clock = FakeClock(NOW)
    monkeypatch.setattr(admin_cli.terminal.runner, "utc_now", clock)

    async def people(session: AsyncSession) -> None:
        await an_operator(session, NOW, username="carla", role=Role.SECRETARIA_TECNICA)
        await readers(session, 5, NOW, first=500, ubigeo="210607")
        await readers(session, 2, NOW, first=600, ubigeo="080101")
        await readers(session, 3, NOW, first=700, ubigeo="210607", news_since=None)
        necesidad = await a_necesidad(session, NOW)
        necesidad.prioritised_at = NOW

    await asyncio.to_thread(terminal.do, people)
    async with FakeTelegram() as fake:
        yield Stage(
            terminal,
            clock,
            fake,
            {
                "AYNI_TELEGRAM_TOKEN": TOKEN,
                "AYNI_TELEGRAM_NAME": "ayni_prueba_bot",
            },
        )


async def approve_in_session(stage: Stage) -> None:
    """The Grupo de Trabajo meets and approves the bases and the communications plan."""
    seats = list(organs().seats)
    await stage.types(
        *("sesion", "convocar", "ordinaria", "--fecha", "2026-12-01 10:00"), "--lugar", "Sala 3"
    )
    how = ("--minutos", "10", "--puntos", "El texto")
    about = ("--concurso", "2026-01")
    await stage.types("agenda", "agregar", "1", "Bases del concurso", *about, *how)
    await stage.types("agenda", "agregar", "1", "Plan de comunicaciones", *how)
    await stage.types("sesion", "circular", "1")
    for seat in seats:
        await stage.types("asiento", "titular", seat, f"Titular de {seat}", "--yes")
    stage.clock.advance(timedelta(days=8))
    await stage.types("sesion", "lista", "1", "--presentes", ",".join(seats))
    for point, subject in (("1", "bases"), ("2", "comunicaciones")):
        await stage.types("votacion", "votar", "1", point, "--favor", ",".join(seats))
        await stage.types(
            *("acuerdo", "registrar", "1", point, "--asunto", subject),
            *("--texto", "Se aprueba.", "--responsable", "DGSE", "--yes"),
        )
    await stage.types("sesion", "cerrar", "1")


async def approve_the_evaluation(stage: Stage) -> str:
    """An extraordinary session approves the evaluation; the code of its acuerdo."""
    seats = ",".join(organs().seats)
    when = stage.clock() + timedelta(days=3)
    local = f"{when - timedelta(hours=5):%Y-%m-%d %H:%M}"
    await stage.types(
        *("sesion", "convocar", "extraordinaria", "--fecha", local, "--lugar", "Sala 3", "--yes")
    )
    how = ("--minutos", "10", "--puntos", "La tabla de notas", "--concurso", "2026-01")
    await stage.types("agenda", "agregar", "2", "Evaluación del concurso", *how)
    await stage.types("sesion", "circular", "2")
    stage.clock.advance(timedelta(days=3))
    await stage.types("sesion", "lista", "2", "--presentes", seats)
    await stage.types("votacion", "votar", "2", "1", "--favor", seats)
    await stage.types(
        *("acuerdo", "registrar", "2", "1", "--asunto", "evaluacion", "--yes"),
        *("--texto", "Se aprueba la evaluación.", "--responsable", "DGSE"),
    )
    await stage.types("sesion", "cerrar", "2")
    return "AYNI-GT-2027-SE01-A01"


async def write_down(stage: Stage, folder: Path) -> None:
    """The call, as a clerk writes it: step by step, with what is missing said each time."""
    await stage.types(
        *("concurso", "crear", "--titulo", "Agua segura para mi comunidad"),
        *("--abre", "2026-11-20 08:00", "--cierra", CLOSES),
    )
    assert "reto" in await stage.types("concurso", "revisar", "2026-01")
    await stage.types(
        *("concurso", "crear", "--cambia", "2026-01"),
        *("--reto", "Que cada familia tenga agua segura todo el año."),
        *("--postula", "comunidad", "--postula", "municipalidad", "--tope", "50000"),
        *("--meses", "12", "--etapa", "Revisión", "--etapa", "Jurado", "--lugar", "Puno"),
        *("--criterio", "Impacto", "--criterio", "Viabilidad"),
        *("--contacto", "la Secretaría Técnica"),
    )
    bases = folder / "bases.pdf"
    bases.write_bytes(b"%PDF-1.4\n% bases de prueba\n")
    await stage.types("concurso", "bases", "2026-01", str(bases))
    await stage.types("concurso", "necesidad", "2026-01", "1")
    await stage.types(
        *("concurso", "pregunta", "2026-01", "¿Cuánto cuesta postular?", "Nada: es gratis.")
    )


async def comes_by_the_poster(stage: Stage, folder: Path) -> Citizen:
    """A poster of a school; its link opens the chat; the call is one tap away."""
    made = json.loads(
        await stage.types(
            *("fuente", "crear", "escuela", "--nombre", "Escuela de Taraco"),
            *("--distrito", "210607", "--concurso", "2026-01", "--json"),
        )
    )
    code = made["codigo"].replace("-", "")
    await stage.types("afiche", code, "--carpeta", str(folder / "afiches"))
    files = {path.suffix for path in (folder / "afiches").iterdir()}
    assert {".pdf", ".png"} <= files
    citizen = stage.fake.chat(7)
    await citizen.says(f"/start {code}")
    assert "Agua segura para mi comunidad" in await hears_choices(citizen)
    await citizen.taps("Ver el concurso")
    card = await hears_choices(citizen)
    assert "S/ 50 000" in card
    assert "miércoles 30 de diciembre de 2026 a las 12 de la noche, hora de Lima" in card
    return citizen


async def hears_choices(citizen: Citizen) -> str:
    """All that is said until something may be chosen, in however many bubbles."""
    said = (await citizen.hears(PATIENCE)).text
    while citizen.last is None or not citizen.last.buttons:
        said += "\n" + (await citizen.hears(PATIENCE)).text
    return said


async def applies(citizen: Citizen) -> str:
    """Asks, answers every question, sends; the code of the receipt."""
    await citizen.taps("Hacer una pregunta")
    await citizen.hears(PATIENCE)
    await citizen.says("cuánto cuesta postular")
    assert "gratis" in (await citizen.hears(PATIENCE)).text
    await citizen.taps("Postular")
    await citizen.hears(PATIENCE)
    await citizen.taps("Una comunidad")
    await citizen.hears(PATIENCE)
    for words in WORDS:
        await citizen.says(words)
        await citizen.hears(PATIENCE)
    await citizen.taps("Prefiero no darlo")
    review = await hears_choices(citizen)
    assert "S/ 45 000" in review
    await citizen.taps("Sí, enviar")
    receipt = (await citizen.hears(PATIENCE)).text
    return receipt.split("código es ")[1][:7]


async def test_from_the_acuerdo_to_the_results(stage: Stage, tmp_path: Path) -> None:
    await write_down(stage, tmp_path)
    publish = ("concurso", "publicar", "2026-01", "--yes", "--acuerdo", "AYNI-GT-2026-SO01-A01")
    assert "art. 15.c" in await stage.is_refused(*publish)
    await approve_in_session(stage)
    wrong = (*publish[:-1], "AYNI-GT-2026-SO01-A02")
    assert "no aprueba las bases" in await stage.is_refused(*wrong)
    await stage.types(*publish)

    async with a_bot(stage):
        await broadcast(stage)
        citizen = await comes_by_the_poster(stage, tmp_path)
        code = await applies(citizen)
        other = await a_half_way_application(stage)
        await closes(stage, citizen, other)
        await results(stage, citizen, code)
        told = Counter(sent.chat_id for sent in stage.fake.sent)
    assert not {700, 701, 702} & told.keys(), "without an opt-in nobody is written to"
    seen = json.loads(await stage.types("difusion", "ver", "1", "--json"))
    assert (seen["entregada"], seen["desconocida"]) == (5, 0)
    sources = json.loads(await stage.types("fuente", "listar", "--json"))
    (school,) = [each for each in sources if each["nombre"] == "Escuela de Taraco"]
    assert school["postularon"] == 1
    reach = json.loads(await stage.types("cobertura", "--json"))
    assert json.dumps(reach).count("Puno") >= 1


async def broadcast(stage: Stage) -> None:
    """One prepares, the other approves; the five of Puno who want news hear it, once."""
    text = "Se abrió un concurso para que tu comunidad tenga agua segura. Toca «Ver el concurso»."
    await stage.types(
        *("difusion", "crear", "--concurso", "2026-01", "--lugar", "Puno", "--texto", text)
    )
    await stage.types("difusion", "aprobar", "1", "--enviar", "--yes", who="carla")
    chats = [stage.fake.chat(500 + n) for n in range(5)]
    for chat in chats:
        assert text in (await chat.hears(PATIENCE)).text
    again = ("difusion", "crear", "--concurso", "2026-01", "--lugar", "Puno", "--texto", text)
    said = await stage.types(*again)
    assert "ya tienen este aviso" in said


async def a_half_way_application(stage: Stage) -> Citizen:
    """Somebody begins from the broadcast's button and does not send it."""
    other = stage.fake.chat(501)
    await other.taps("Ver el concurso")
    await hears_choices(other)
    await other.taps("Postular")
    await other.hears(PATIENCE)
    await other.taps("Una municipalidad")
    await other.hears(PATIENCE)
    return other


async def closes(stage: Stage, citizen: Citizen, other: Citizen) -> None:
    """A change in the last second counts; one at midnight does not."""
    midnight = NOW.replace(month=12, day=31, hour=5)  # of Lima
    stage.clock.advance(midnight - timedelta(seconds=1) - stage.clock())
    await citizen.says("mi postulación")
    await hears_choices(citizen)
    await citizen.taps("Corregir algo")
    await citizen.hears(PATIENCE)
    await citizen.taps("Monto pedido")
    await citizen.hears(PATIENCE)
    await citizen.says("40000")
    assert "S/ 40 000" in await hears_choices(citizen)
    stage.clock.advance(timedelta(seconds=1))
    await other.says("Municipalidad de Taraco")
    late = (await other.hears(PATIENCE)).text
    assert "cerró" in late
    assert "guardado" in late


async def results(stage: Stage, citizen: Citizen, code: str) -> None:
    """Valued, rehearsed, told: once."""
    stage.clock.advance(timedelta(days=1))
    for criterion, value in (("Impacto", "4,5"), ("Viabilidad", "4")):
        await stage.types(
            *("concurso", "evaluar", code, criterion, value, "--motivo", "Por lo que propone")
        )
    (line,) = json.loads(await stage.types("concurso", "tabla", "2026-01", "--json"))
    assert line["total"] == 4.25
    tell = ("concurso", "resultados", "2026-01", "--ganadora", f"{code}=Llega a más familias.")
    assert "ensayo" in await stage.types(*tell)
    assert "art. 15.c" in await stage.is_refused(*tell, "--publicar", "--yes")
    acuerdo = await approve_the_evaluation(stage)
    await stage.types(*tell, "--acuerdo", acuerdo, "--publicar", "--yes")
    heard = (await citizen.hears(PATIENCE)).text
    assert "¡Felicitaciones!" in heard
    assert "una sola vez" in await stage.is_refused(*tell, "--publicar", "--yes")
    listed = json.loads(await stage.types("concurso", "postulaciones", "2026-01", "--json"))
    assert [each["estado"] for each in listed] == ["ganadora"]
    assert listed[0]["respuestas"]["monto"] == "40000"
    results = [sent for sent in stage.fake.sent if "Ya hay resultados" in sent.text]
    assert [sent.chat_id for sent in results] == [7]
