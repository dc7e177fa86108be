"""The bot and the terminal as people run them: processes of their own, with their own settings."""

import asyncio
import os
import re
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests import warm
from tests.house import ROOT

PATIENCE = 60.0
"""Seconds until we give up: far more than a loaded machine needs."""


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The environment with these AYNI_* and no other; nobody waits for more of what is told."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AYNI_")}
    at_once = {"AYNI_JUNTAR_SEGUNDOS": "0"}
    return {**inherited, "PYTHONPATH": str(ROOT), **at_once, **settings}


@dataclass
class RunningBot:
    """A bot that has said that it is open."""

    url: str
    said: str
    process: warm.Process


@asynccontextmanager
async def running_bot(folder: Path, **settings: str) -> AsyncIterator[RunningBot]:
    """`python -m bot` in `folder` on a free port, stopped with SIGINT at the end."""
    process = await warm.start(
        "bot", cwd=folder, env=environment({"AYNI_HTTP_PORT": "0", **settings})
    )
    try:
        said = ""
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while "Para detenerlo" not in said:
                line = await process.stdout.readline()
                assert line, f"the bot ended: {said}"
                said += line.decode()
        found = re.search(r"http://\S+", said)
        yield RunningBot(found[0] if found else "", said, process)
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        async with asyncio.timeout(PATIENCE):
            await process.wait()


async def ayni(folder: Path, *arguments: str, **settings: str) -> str:
    """What `ayni …` prints, run in `folder`; its error where it ends with one."""
    with tempfile.TemporaryFile() as errors:
        process = await warm.start(
            "admin_cli", *arguments, cwd=folder, env=environment(settings), stderr=errors.fileno()
        )
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            out = await process.stdout.read()
            code = await process.wait()
        errors.seek(0)
        assert code == 0, errors.read().decode()
    return out.decode()


async def hire_rosa(folder: Path) -> None:
    """The first account of a new database: everything that reads asks for one."""
    first = ("operador", "crear", "rosa", "--nombre", "Rosa", "--rol", "secretaria_tecnica")
    await ayni(folder, *first)
