"""`ayni difusion` as two people of the Lab type it: prepared, tried, approved, watched."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import Result

import admin_cli.terminal.runner
from intake.kinds import Actor, BroadcastState, Role
from intake.outreach import feeding
from intake.store.models import Broadcast, Operator, OutboxMessage, Person
from intake.store.models.message import OutboxState
from intake.words.codes import find_code
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.factories import an_operator
from tests.intake.casting import LIMITS, a_concurso, a_plan, mark_all, readers

TEXT = "El MIDIS abrió un concurso para mejorar el agua de tu comunidad. ¡Postula!"
TOKEN = {"AYNI_TELEGRAM_TOKEN": "123456:de-mentira"}


class Office:
    """Ana prepares, Carla approves; the clock can be moved on."""

    def __init__(self, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
        self.terminal = terminal
        self.now = NOW  # ten in the morning in Lima
        monkeypatch.setattr(admin_cli.terminal.runner, "utc_now", lambda: self.now)

    def types(self, *words: str, who: str = "ana") -> Result:
        done = self.terminal.ayni(*words, AYNI_OPERADOR=who, **TOKEN)
        assert done.exit_code == 0, done.output
        return done

    def is_refused(self, *words: str, who: str = "ana") -> str:
        refused = self.terminal.ayni(*words, AYNI_OPERADOR=who, **TOKEN)
        assert refused.exit_code in {1, 3}, refused.output
        return refused.stderr

    def row(self, number: int = 1) -> Broadcast:
        async def work(session: AsyncSession) -> Broadcast:
            return await session.get_one(Broadcast, number)

        return self.terminal.do(work)


@pytest.fixture
def office(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Office:
    async def people(session: AsyncSession) -> None:
        await an_operator(session, NOW, username="carla", role=Role.SECRETARIA_TECNICA)
        await readers(session, 3, NOW, first=1, ubigeo="210607")
        await readers(session, 2, NOW, first=10, ubigeo="080101", actor=Actor.MUNICIPALIDAD)
        await readers(session, 4, NOW, first=20, ubigeo="210101", news_since=None)
        await readers(session, 1, NOW, first=30, channel="web")

    terminal.do(people)
    return Office(terminal, monkeypatch)


def with_plan(office: Office) -> None:
    async def work(session: AsyncSession) -> None:
        ana = (await session.scalars(sa.select(Operator).where(Operator.username == "ana"))).one()
        await a_plan(session, NOW, ana)

    office.terminal.do(work)


def test_counting_says_how_many_on_each_channel_and_who_is_left_out(office: Office) -> None:
    shown = office.types("difusion", "contar", "--lugar", "Puno").stdout
    assert "llegaría a" in shown
    assert "no pidieron noticias" in shown
    counted = json.loads(office.types("difusion", "contar", "--json").stdout)
    assert counted["llegaria_a"] == 6
    assert counted["por_canal"] == {"telegram": 5, "web": 1}
    assert counted["quedan_fuera"]["sin_permiso"] == 4


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--texto", ""], "--texto o con --archivo"),
        (["--texto", TEXT, "--lugar", "Narnia"], "Repita con el ubigeo"),
        (["--texto", TEXT, "--prioridad", "dragones"], "No hay una prioridad"),
        (["--texto", TEXT, "--necesidad", "77"], "77"),
        (["--texto", TEXT, "--concurso", "2031-09"], "No hay un concurso"),
        (["--texto", TEXT, "--canal", "paloma"], "No hay un canal"),
        (["--texto", f"{TEXT} http://inseguro.pe"], "https://"),
        (["--texto", "Hola {nombre}, mira el concurso"], "llaves"),
        (["--texto", "a" * 5000], "acórtelo"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_what_to_do(
    office: Office, words: list[str], reason: str
) -> None:
    assert reason in office.is_refused("difusion", "crear", *words, "--sin-revisar-enlaces")


def test_a_draft_is_shown_with_its_preview_and_nothing_is_sent(office: Office) -> None:
    done = office.types("difusion", "crear", "--texto", TEXT, "--lugar", "Puno")
    assert "borrador" in done.stdout
    assert "Puno" in done.stdout
    assert "«baja»" in done.stdout
    assert "Nada se envió" in done.stderr
    assert office.row().audience == {"ubigeos": ["21"]}
    preview = office.types("difusion", "vista", "1").stdout
    assert all(channel in preview for channel in ("telegram", "web"))
    assert "whatsapp" not in preview, "what cannot be sent is not shown"
    code = office.types("difusion", "probar", "1").stdout.strip()
    assert find_code(code) == office.row().test_code


def test_only_another_account_of_the_secretaria_approves_and_only_with_the_plan(
    office: Office,
) -> None:
    office.types("difusion", "crear", "--texto", TEXT)
    send = ("difusion", "aprobar", "1", "--enviar", "--yes")
    assert "no la aprueba" in office.is_refused(*send)
    assert "Secretaría" in office.is_refused(*send, who="luis")
    assert "plan de comunicaciones" in office.is_refused(*send, who="carla")
    with_plan(office)
    rehearsal = office.types("difusion", "aprobar", "1", who="carla")
    assert "ensayo" in rehearsal.stderr
    assert office.row().state is BroadcastState.BORRADOR
    assert "Aprobada" in office.types(*send, who="carla").stderr
    row = office.row()
    assert (row.state, row.planned) == (BroadcastState.APROBADA, 6)


def test_who_changed_a_draft_does_not_approve_it(office: Office) -> None:
    with_plan(office)
    office.types("difusion", "crear", "--texto", TEXT)
    office.types("difusion", "crear", "--texto", f"{TEXT} Hoy.", "--reemplaza", "1", who="carla")
    assert "Hoy." in office.row().payload["text"]
    send = ("difusion", "aprobar", "1", "--enviar", "--yes")
    assert "no la aprueba" in office.is_refused(*send, who="carla")
    office.types(*send, who="ana")


def test_without_somebody_to_ask_nothing_is_sent(office: Office) -> None:
    with_plan(office)
    office.types("difusion", "crear", "--texto", TEXT)
    assert "--yes" in office.is_refused("difusion", "aprobar", "1", "--enviar", who="carla")
    assert office.row().state is BroadcastState.BORRADOR


def test_at_night_it_waits_for_the_morning(office: Office) -> None:
    with_plan(office)
    office.types("difusion", "crear", "--texto", TEXT)
    said = office.types(
        "difusion",
        "aprobar",
        "1",
        "--a-las",
        "2026-11-24 22:30",
        "--enviar",
        "--yes",
        who="carla",
    ).stderr
    assert "25 nov 2026 08:00" in said


def test_paused_resumed_cancelled_and_what_came_of_it(office: Office) -> None:
    with_plan(office)
    office.types("difusion", "crear", "--texto", TEXT)
    office.types("difusion", "aprobar", "1", "--enviar", "--yes", who="carla")

    async def feed(session: AsyncSession) -> None:
        await feeding.advance(session, LIMITS, now=NOW)

    async def some_arrive(session: AsyncSession) -> None:
        rows = list(await session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))
        for row, state in zip(
            rows, (OutboxState.SENT, OutboxState.FAILED, OutboxState.UNKNOWN), strict=False
        ):
            row.state, row.finished_at = state, NOW + timedelta(seconds=1)
        rows[1].error = "Forbidden: bot was blocked by the user"
        blocked = await session.get_one(Person, rows[1].person_id)
        blocked.unreachable_at = NOW

    office.terminal.do(feed)
    office.terminal.do(some_arrive)
    office.types("difusion", "pausar", "1")
    assert office.row().state is BroadcastState.PAUSADA
    assert "Secretaría" in office.is_refused("difusion", "seguir", "1", who="luis")
    office.types("difusion", "seguir", "1")
    seen = json.loads(office.types("difusion", "ver", "1", "--json").stdout)
    assert (seen["entregada"], seen["bloquearon"], seen["desconocida"]) == (1, 1, 1)
    assert seen["esperan"] == 3
    office.types("difusion", "cancelar", "1", "--yes")
    shown = office.types("difusion", "ver", "1").stdout
    assert "cancelada" in shown
    assert "no se sabrá si llegó" in shown
    (listed,) = json.loads(office.types("difusion", "listar", "--json").stdout)
    assert (listed["estado"], listed["esperan"]) == ("cancelada", 0)
    assert "1" in office.types("difusion", "listar").stdout


def test_watching_ends_when_it_is_over(office: Office) -> None:
    with_plan(office)
    office.types("difusion", "crear", "--texto", TEXT)
    office.types("difusion", "aprobar", "1", "--enviar", "--yes", who="carla")

    async def all_of_it(session: AsyncSession) -> None:
        for _ in range(3):
            await feeding.advance(session, LIMITS, now=NOW)
            await mark_all(session, await session.get_one(Broadcast, 1), OutboxState.SENT, NOW)

    office.terminal.do(all_of_it)
    watched = office.types("difusion", "mirar", "1")
    assert "6/6" in watched.stdout
    assert "terminada" in watched.stderr


def test_a_call_is_announced_with_its_button_and_once(office: Office) -> None:
    with_plan(office)

    async def call(session: AsyncSession) -> None:
        await a_concurso(session, NOW)

    office.terminal.do(call)
    office.types("difusion", "crear", "--texto", TEXT, "--concurso", "2026-01")
    row = office.row()
    assert row.topic == "concurso:1"
    assert row.payload["offers"][0] == ["Ver el concurso", "ver_concurso", "1"]


@pytest.fixture
def website() -> Iterator[str]:
    """A real server on loopback: /bueno opens, everything else does not."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/bueno" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


async def test_links_are_tried_and_those_that_do_not_open_are_named(website: str) -> None:
    from admin_cli.commands.difusion.links import broken

    assert await broken([f"{website}/bueno"]) == []
    (problem,) = await broken([f"{website}/malo"])
    assert "404" in problem
    (problem,) = await broken(["http://127.0.0.1:9/"])
    assert "no abre" in problem


def test_a_priority_is_found_by_the_beginning_of_its_name_as_in_the_queue(
    terminal: Terminal,
) -> None:
    words = ("difusion", "contar", "--prioridad")
    counted = terminal.ayni(*words, "agua", AYNI_OPERADOR="ana")
    unknown = terminal.ayni(*words, "xyz", AYNI_OPERADOR="ana")

    assert counted.exit_code == 0, counted.stderr
    assert unknown.exit_code == 3
    assert "¿Quiso decir" in unknown.stderr
