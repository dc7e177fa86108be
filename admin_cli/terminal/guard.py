"""Who may give which command, asked before it begins. A command that is not listed nobody may give.

`permissions.csv` names the grant of each command; `intake/store/access.py` knows who has it. What a
command then reads, its query checks again: this is the outer of two doors.
"""

import csv
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from importlib import resources

from sqlalchemy.ext.asyncio import AsyncSession
from typer._click import Command, Parameter
from typer.core import TyperGroup
from typer.main import get_command

from admin_cli.terminal.options import AsOption, a_command
from admin_cli.terminal.runner import kept_open, look_ahead
from intake.errors import RefusedError
from intake.store import access
from intake.store.access import Grant
from intake.store.models import Operator

FREE = "libre"
"""No account is asked for: it says nothing of people nor of the Lab's work, or asks by itself."""


def guard(command: Command, path: str) -> None:
    """Make a command, or each of a group, ask for its grant; it gets --como if it has none."""
    if isinstance(command, TyperGroup):
        for name, each in command.commands.items():
            guard(each, f"{path} {name}")
        return
    takes_como = any(each.name == "como" for each in command.params)
    if not takes_como and permissions().get(path) != FREE:
        command.params.append(_como())
    if command.callback is not None:
        command.callback = _asking(path, command.callback, passes_como=takes_como)


@cache
def permissions() -> Mapping[str, str]:
    """Read the grant of each command, or FREE."""
    text = (resources.files("admin_cli") / "permissions.csv").read_text("utf-8")
    return {row["comando"]: row["permiso"] for row in csv.DictReader(text.splitlines())}


def _asking(
    path: str, callback: Callable[..., object], *, passes_como: bool
) -> Callable[..., object]:
    def checked(*, como: str | None = None, **given: object) -> object:
        wanted = permissions().get(path)
        if wanted is None:
            raise RefusedError(
                f"«ayni {path}» no está en la lista de permisos: nadie puede usarlo. "
                "Quien mantiene el programa lo agrega en admin_cli/permissions.csv."
            )
        with kept_open():
            if wanted != FREE:
                _check(como, Grant(wanted))
            return callback(como=como, **given) if passes_como else callback(**given)

    return checked


def _check(como: str | None, grant: Grant) -> None:
    async def verb(_session: AsyncSession, by: Operator, _now: datetime) -> None:
        access.check(by, grant)

    look_ahead(como, verb)


def _como() -> Parameter:
    app = a_command()

    @app.command()
    def command(como: AsOption = None) -> None:
        """Lend its only option."""

    (option,) = get_command(app).params
    return option
