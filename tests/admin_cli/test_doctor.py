"""The doctor sees what is wrong, and never tells the token."""

import asyncio
import json
import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from intake.clock import utc_now
from intake.store.models import InboxMessage, Pulse
from intake.store.models.message import InboxState
from tests.admin_cli.conftest import Terminal
from tests.house import ROOT

TOKEN = "123456:SECRETO"


@pytest.fixture
def telegram() -> Iterator[str]:
    """A Telegram that knows one token."""
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    address: list[str] = []

    async def get_me(request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            return web.json_response({"ok": False, "error_code": 401}, status=401)
        return web.json_response({"ok": True, "result": {"username": "AyniBot"}})

    async def serve() -> web.AppRunner:
        site_app = web.Application()
        site_app.router.add_get("/bot{token}/getMe", get_me)
        runner = web.AppRunner(site_app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address.append(f"http://127.0.0.1:{runner.addresses[0][1]}")
        return runner

    def run() -> None:
        asyncio.set_event_loop(loop)
        runner = loop.run_until_complete(serve())
        ready.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait(5)
    yield address[0]
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


def checks(terminal: Terminal, **environment: str) -> dict[str, tuple[str, str]]:
    result = terminal.ayni("doctor", "--json", **environment)
    return {row["nombre"]: (row["resultado"], row["detalle"]) for row in json.loads(result.stdout)}


def received(terminal: Terminal, state: InboxState, minutes: int) -> None:
    async def work(session: AsyncSession) -> None:
        session.add(
            InboxMessage(
                channel="telegram",
                external_id=state.value,
                address="1",
                payload={},
                state=state,
                received_at=utc_now() - timedelta(minutes=minutes),
            )
        )

    terminal.do(work)


def test_all_well_is_exit_0(terminal: Terminal) -> None:
    result = terminal.ayni("doctor")

    assert result.exit_code == 0, result.stdout
    assert "mal" not in {line.split("  ")[1] for line in result.stdout.splitlines()[1:]}
    assert "AYNI_TELEGRAM_TOKEN" in result.stdout


def test_the_guide_of_operations_shows_what_it_says(terminal: Terminal) -> None:
    """But for where the database is, and how many accounts there are."""
    guide = (ROOT / "docs/operacion.md").read_text("utf-8")
    shown = guide.split("$ ayni doctor\n")[1].split("```")[0].splitlines()
    own = ("Base de datos", "Cuentas")
    said = terminal.ayni("doctor").stdout.splitlines()

    assert [each for each in shown if not each.startswith(own)] == [
        each for each in said if not each.startswith(own)
    ]


def test_telegram_is_asked_who_the_bot_is(terminal: Terminal, telegram: str) -> None:
    settings = {"AYNI_TELEGRAM_API_URL": telegram}

    well = checks(terminal, AYNI_TELEGRAM_TOKEN=TOKEN, **settings)["Telegram"]
    assert well == ("bien", "@AyniBot responde")
    wrong = checks(terminal, AYNI_TELEGRAM_TOKEN="123456:OTRO", **settings)["Telegram"]
    assert wrong[0] == "mal"
    assert "token" in wrong[1]


def test_a_telegram_that_is_not_there_is_said_without_the_token(terminal: Terminal) -> None:
    result = terminal.ayni(
        "doctor", AYNI_TELEGRAM_TOKEN=TOKEN, AYNI_TELEGRAM_API_URL="http://127.0.0.1:9"
    )

    assert result.exit_code == 1
    assert "no responde" in result.stdout
    assert "SECRETO" not in result.output


def test_a_message_that_nobody_handles_is_wrong_after_a_while(terminal: Terminal) -> None:
    received(terminal, InboxState.PENDING, minutes=30)

    verdict, detail = checks(terminal)["Por entender"]
    assert verdict == "mal"
    assert "hace 30 min" in detail
    assert terminal.ayni("doctor").exit_code == 1


def test_what_failed_is_put_back_in_line_when_asked(terminal: Terminal) -> None:
    received(terminal, InboxState.FAILED, minutes=1)

    verdict, detail = checks(terminal)["Sin entender"]
    assert verdict == "mal"
    assert "--reintentar" in detail
    retried = terminal.ayni("doctor", "--reintentar")
    assert retried.exit_code == 0
    assert "1" in retried.stderr


def test_a_database_that_cannot_be_opened_is_a_finding(terminal: Terminal) -> None:
    nowhere = "postgresql://nadie:secreto@127.0.0.1:9/ayni"
    result = terminal.ayni("doctor", AYNI_DATABASE_URL=nowhere)

    assert result.exit_code == 1
    assert "mal" in result.stdout
    assert "secreto" not in result.output


def test_a_wrong_setting_is_a_finding(terminal: Terminal) -> None:
    result = terminal.ayni("doctor", AYNI_HTTP_PORT="muchos")

    assert result.exit_code == 1
    assert "AYNI_HTTP_PORT" in result.stdout


def test_an_empty_house_has_nobody_to_work_the_queue(prepared_sqlite: Path, tmp_path: Path) -> None:
    shutil.copy(prepared_sqlite, tmp_path / "ayni.db")
    terminal = Terminal(f"sqlite+aiosqlite:///{tmp_path}/ayni.db")

    assert checks(terminal)["Cuentas"][0] == "mal"


def test_who_asks_telegram_and_is_not_answered_is_seen(terminal: Terminal, telegram: str) -> None:
    on = {"AYNI_TELEGRAM_TOKEN": TOKEN, "AYNI_TELEGRAM_API_URL": telegram}
    assert checks(terminal, **on)["Telegram, oír"][0] == "aviso"

    def heard(ago: timedelta) -> None:
        async def work(session: AsyncSession) -> None:
            await session.merge(Pulse(name="telegram", at=utc_now() - ago))

        terminal.do(work)

    heard(timedelta(seconds=30))
    assert checks(terminal, **on)["Telegram, oír"] == ("bien", "contestó ahora")
    heard(timedelta(hours=2))
    verdict, detail = checks(terminal, **on)["Telegram, oír"]
    assert verdict == "mal"
    assert "hace 2 h" in detail
    assert "Telegram, oír" not in checks(terminal)


SECOND = {
    "AYNI_SEGUNDO_LECTOR_URL": "https://modelos.midis.gob.pe/v1",
    "AYNI_SEGUNDO_LECTOR_MODELO": "qwen",
    "AYNI_SEGUNDO_LECTOR_CLAVE": "SECRETO",
    "AYNI_SEGUNDO_LECTOR_DONDE": "un servidor del MIDIS, en el Perú",
}


def test_a_second_reader_is_said_with_where_words_go(terminal: Terminal) -> None:
    def read_until(ago: timedelta) -> None:
        async def work(session: AsyncSession) -> None:
            await session.merge(Pulse(name="segundo_lector", at=utc_now() - ago))

        terminal.do(work)

    assert "Segundo lector" not in checks(terminal)
    assert checks(terminal, **SECOND)["Segundo lector"][0] == "aviso"
    read_until(timedelta(seconds=30))
    verdict, detail = checks(terminal, **SECOND)["Segundo lector"]
    assert verdict == "bien"
    assert "va a modelos.midis.gob.pe (un servidor del MIDIS, en el Perú), al modelo qwen" in detail
    plain = {**SECOND, "AYNI_SEGUNDO_LECTOR_URL": "http://modelos.midis.gob.pe/v1"}
    assert "sin cifrar" in checks(terminal, **plain)["Segundo lector"][1]
    read_until(timedelta(hours=3))
    verdict, detail = checks(terminal, **SECOND)["Segundo lector"]
    assert verdict == "mal"
    assert "hace 3 h" in detail
    assert "SECRETO" not in terminal.ayni("doctor", **SECOND).output


def test_a_proxy_it_was_not_told_of_is_noticed(terminal: Terminal) -> None:
    https = {"AYNI_PUBLIC_URL": "https://escucha.example.pe"}
    assert "AYNI_TRUSTED_PROXIES" in checks(terminal, **https)["Proxy"][1]
    assert "Proxy" not in checks(terminal, **https, AYNI_TRUSTED_PROXIES="127.0.0.1")


def test_a_folder_in_which_others_may_write_is_not_well(terminal: Terminal, tmp_path: Path) -> None:
    assert "Carpeta" not in checks(terminal)
    tmp_path.chmod(0o777)
    assert f"chmod 700 '{tmp_path}'" in checks(terminal)["Carpeta"][1]
