"""No cookie in any log, and no flood of lines, whatever clients send."""

import asyncio
import logging

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.logs import Discreet, Masking, SparingLog

SECRET = "un-token-que-nadie-debe-leer"


async def test_a_malformed_head_leaves_no_cookie_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    discreet = Discreet(lambda: 0.0)
    logger = logging.getLogger("aiohttp.server")
    logger.addFilter(discreet)
    try:
        with caplog.at_level(logging.DEBUG):
            server = TestServer(web.Application())
            await server.start_server()
            for _ in range(20):
                reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
                writer.write(
                    f"GET / HTTP/1.1\r\nHost: x\r\nCookie: ayni_visita={SECRET}\x00\r\n"
                    f"Cookie {SECRET}\r\n\r\n".encode()
                )
                answer = await reader.read(1000)
                assert b"400" in answer
                writer.close()
            await server.close()
    finally:
        logger.removeFilter(discreet)
    assert SECRET not in caplog.text
    assert caplog.text.count("no se pudieron leer") == 1
    assert "Traceback" not in caplog.text


def test_our_own_faults_are_still_written(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("aiohttp.server")
    discreet = Discreet(lambda: 0.0)
    logger.addFilter(discreet)
    logger.error("Error handling request", exc_info=ValueError("nuestra culpa"))
    logger.removeFilter(discreet)
    assert "nuestra culpa" in caplog.text


def test_each_kind_is_said_once_a_minute_with_how_often_it_came(
    caplog: pytest.LogCaptureFixture,
) -> None:
    at = 0.0
    sparing = SparingLog(logging.getLogger("prueba"), lambda: at)
    for second in range(130):
        at = float(second)
        sparing.say(logging.WARNING, "lo mismo")
        sparing.say(logging.WARNING, f"otra cosa {second % 2}")
    same = [each.getMessage() for each in caplog.records if "lo mismo" in each.getMessage()]
    assert same == [
        "lo mismo",
        "lo mismo (y 59 veces más desde la última línea)",
        "lo mismo (y 59 veces más desde la última línea)",
    ]


def test_a_descriptor_that_is_lacking_is_said_once_and_without_a_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    logger = logging.getLogger("asyncio")
    discreet = Discreet(lambda: 0.0)
    logger.addFilter(discreet)
    for _ in range(500):
        logger.error("socket.accept() out of system resource", exc_info=OSError(24, "EMFILE"))
    logger.removeFilter(discreet)
    assert [each.getMessage() for each in caplog.records] == [
        "El sistema no deja abrir más conexiones (LimitNOFILE)."
    ]


def test_no_number_of_a_person_is_written_whatever_an_error_quotes() -> None:
    try:
        int("mi DNI es 45678912, cel 987 654 321")
    except ValueError as problem:
        record = logging.LogRecord(
            "bot.inbox.worker",
            logging.ERROR,
            __file__,
            1,
            "El mensaje %d de %s no se pudo atender.",
            (123, "rosa@example.org"),
            (type(problem), problem, problem.__traceback__),
        )

    said = Masking("%(name)s: %(message)s").format(record)

    assert said.startswith("bot.inbox.worker: El mensaje 123 de [correo] no se pudo atender.")
    assert "invalid literal for int() with base 10: 'mi DNI es [DNI], cel [teléfono]'" in said
    assert f'  File "{__file__}", line ' in said
