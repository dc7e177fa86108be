"""Who may give which command, asked before it begins. A command that is not listed nobody may give.

`permissions.csv` names the grant of each command; `intake/store/access.py` knows who has it. What a
command then reads, its query checks again: this is the outer of two doors.
"""

import csv
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from typer.main import get_command

from admin_cli.terminal.options import AsOption, a_command
from admin_cli.terminal.runner import Desk, run
from intake.errors import RefusedError
from intake.store import access
from intake.store.access import Grant

FREE = "libre"
"""No account is asked for: it says nothing of people nor of the Lab's work, or asks by itself."""


def guard(command: Any, path: str) -> None:
    """Make a command, or each of a group, ask for its grant; --como is added where it has none."""
    inner = getattr(command, "commands", None)
    if inner is not None:
        for name, each in inner.items():
            guard(each, f"{path} {name}")
        return
    adds = permissions().get(path) != FREE and all(each.name != "como" for each in command.params)
    if adds:
        command.params.append(_como())
    command.callback = _asking(path, command.callback, drops=adds)


@cache
def permissions() -> Mapping[str, str]:
    """The grant of each command, or FREE."""
    text = (resources.files("admin_cli") / "permissions.csv").read_text("utf-8")
    return {row["comando"]: row["permiso"] for row in csv.DictReader(text.splitlines())}


def _asking(path: str, callback: Callable[..., Any], *, drops: bool) -> Callable[..., Any]:
    def checked(**given: Any) -> Any:
        username = given.pop("como", None) if drops else given.get("como")
        wanted = permissions().get(path)
        if wanted is None:
            raise RefusedError(
                f"«ayni {path}» no está en la lista de permisos: nadie puede usarlo. "
                "Quien mantiene el programa lo agrega en admin_cli/permissions.csv."
            )
        if wanted != FREE:
            run(lambda desk: _check(desk, Grant(wanted), username))
        return callback(**given)

    return checked


async def _check(desk: Desk, grant: Grant, username: str | None) -> None:
    async with desk.database.reading() as session:
        access.check(await desk.acting(session, username), grant)


def _como() -> Any:
    app = a_command()

    @app.command()
    def command(como: AsOption = None) -> None:
        """Lends its only option."""

    (option,) = get_command(app).params
    return option
