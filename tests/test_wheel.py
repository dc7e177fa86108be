"""The wheel carries all it needs, page, data and migrations: it runs from an empty folder."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import aiohttp

from tests.process import ayni, running_bot

_ROOT = Path(__file__).parent.parent


async def test_the_wheel_runs_from_an_empty_folder(tmp_path: Path) -> None:
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(_ROOT)),
        ],
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    inside = tmp_path / "inside"
    zipfile.ZipFile(wheel).extractall(inside)
    declared = {file.parent.name for file in inside.glob("bot/channels/*/channel.yaml")}
    folders = {file.parent.name for file in inside.glob("bot/channels/*/__init__.py")}
    assert declared == folders >= {"telegram", "webchat"}
    folder = tmp_path / "empty"
    folder.mkdir()

    where = subprocess.run(
        [sys.executable, "-c", "import bot; print(bot.__file__)"],
        cwd=folder,
        env={"PYTHONPATH": str(inside)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert str(inside) in where.stdout

    async with (
        running_bot(folder, PYTHONPATH=str(inside)) as bot,
        aiohttp.ClientSession() as visitor,
        visitor.get(bot.url) as page,
    ):
        assert page.status == 200
        assert "AYNI Lab Social" in await page.text()
    first = ("operador", "crear", "rosa", "--nombre", "Rosa", "--rol", "secretaria_tecnica")
    await ayni(folder, *first, PYTHONPATH=str(inside))
    queue = ("cola", "--json", "--como", "rosa")
    assert json.loads(await ayni(folder, *queue, PYTHONPATH=str(inside))) == []
