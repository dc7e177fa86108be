"""The bot and the terminal as people run them: processes of their own, with their own settings."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 60.0
"""Seconds until we give up: far more than a loaded machine needs."""
ROOT = Path(__file__).parent.parent


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The environment with these AYNI_* and no other."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AYNI_")}
    return {**inherited, "PYTHONPATH": str(ROOT), **settings}


@dataclass
class RunningBot:
    """A bot that has said that it is open."""

    url: str
    said: str
    process: asyncio.subprocess.Process


@asynccontextmanager
async def running_bot(folder: Path, **settings: str) -> AsyncIterator[RunningBot]:
    """`python -m bot` in `folder` on a free port, stopped with SIGINT at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        cwd=folder,
        env=environment({"AYNI_HTTP_PORT": "0", **settings}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
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
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "admin_cli",
        *arguments,
        cwd=folder,
        env=environment(settings),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()


async def hire_rosa(folder: Path) -> None:
    """The first account of a new database: everything that reads asks for one."""
    first = ("operador", "crear", "rosa", "--nombre", "Rosa", "--rol", "secretaria_tecnica")
    await ayni(folder, *first)
