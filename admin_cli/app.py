"""`ayni`: every command is a file of `commands` or a triage action, found when it is asked for."""

import importlib
import os
import pkgutil
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from difflib import get_close_matches
from functools import cache, partial
from importlib.metadata import version
from importlib.util import find_spec
from io import StringIO
from typing import Annotated, Never

import typer
from typer._click import Command, Context
from typer._click.exceptions import ClickException, NoArgsIsHelpError, UsageError
from typer.core import TyperGroup
from typer.main import get_command

from admin_cli.terminal import encodings, words
from admin_cli.terminal.exit_codes import ExitCode, exit_code_for
from admin_cli.terminal.guard import guard
from admin_cli.terminal.runner import Stopped
from admin_cli.terminal.spanish import in_spanish
from admin_cli.terminal.streams import guarded
from intake.errors import IntakeError
from intake.store.private import UMASK

_COMMANDS = "admin_cli.commands"
_ACTIONS = "intake.triage.actions"
_SENTENCE_END = re.compile(r"(?<!\bart\.)(?<!\barts\.)(?<=\.)\s")
_SUMMARY = 60
"""Letters of a summary: what fits beside the longest name on 80 columns."""


class SpanishContext(typer.Context):
    """Typer's help has no catalogue of translations."""

    def get_help(self) -> str:
        """Give Typer's help in Spanish."""
        return in_spanish(super().get_help())


class Ayni(TyperGroup):
    """Imports only the command that was called: two hundred starts a day add up."""

    context_class = SpanishContext

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002 the signature is Typer's
        """List the files of `commands` and of `intake.triage.actions`."""
        return sorted(_names(_COMMANDS) | _names(_ACTIONS))

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:  # noqa: ARG002
        """Import the command of this name and give it; None if there is no such file."""
        if cmd_name in _names(_COMMANDS):
            app = importlib.import_module(f"{_COMMANDS}.{cmd_name}").app
        elif cmd_name in _names(_ACTIONS):
            # Here, and not above: a command that is no action starts without all that they do.
            from admin_cli.commands import _triage  # noqa: PLC0415

            app = _triage.app_for(importlib.import_module(f"{_ACTIONS}.{cmd_name}").ACTION)
        else:
            return None
        return _as_command(app, cmd_name)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """Find the command that was typed, or say what comes near it."""
        try:
            return super().resolve_command(ctx, args)
        except UsageError as problem:
            near = get_close_matches(args[0], self.list_commands(ctx)) if args else []
            if near and "Did you mean" not in problem.message:
                problem.message += f" Did you mean {', '.join(near)}?"
            raise

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: object,
    ) -> object:
        """Run a command; what goes wrong is one line on stderr, in Spanish, and an exit code."""
        work = partial(
            super().main, args, prog_name, complete_var, False, windows_expand_args, **extra
        )
        if not standalone_mode:
            return work()
        encodings.prepare_streams()
        typed = list(sys.argv[1:] if args is None else args)
        with guarded():
            if encodings.is_damaged(typed):
                _leave(encodings.NOT_UTF8, ExitCode.USAGE)
            return self._finish(work, typed)

    def _finish(self, work: Callable[[], object], typed: list[str]) -> Never:
        """Do the work, and leave with its exit code."""
        try:
            code = _told_in_spanish(work) if "--install-completion" in typed else work()
        except IntakeError as problem:
            _leave(str(problem), exit_code_for(problem))
        except NoArgsIsHelpError as problem:
            _leave(in_spanish(problem.format_message()), ExitCode.USAGE)
        except UsageError as problem:
            path = problem.ctx.command_path if problem.ctx else "ayni"
            said = in_spanish(problem.format_message()) + _of_a_sentence(typed)
            _leave(f"{said}\nVea cómo se usa con: {path} --help", ExitCode.USAGE)
        except ClickException as problem:
            _leave(in_spanish(problem.format_message()), ExitCode.REFUSED)
        except Stopped as stopped:
            _leave(f"\n{stopped}", ExitCode.INTERRUPTED)
        except typer.Abort:
            _leave("\nCancelado: no se hizo nada.", ExitCode.INTERRUPTED)
        sys.exit(code if isinstance(code, int) else ExitCode.DONE)


app = typer.Typer(
    cls=Ayni,
    name="ayni",
    help="El escritorio del AYNI Lab Social: lo que cuenta la gente y qué se hace con eso.\n\n"
    "Para empezar: ayni cola; luego, ayni ver CODIGO. Cada comando explica lo suyo con --help.",
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("ayni-escucha"))
        raise typer.Exit


@app.callback()
def _root(
    show_version: Annotated[
        bool,
        typer.Option(
            "--version", help="Muestra la versión.", is_eager=True, callback=_show_version
        ),
    ] = False,
) -> None:
    """Take the options of `ayni` itself."""


def main() -> None:
    """Run `ayni`, as the program of that name does."""
    os.umask(UMASK)
    app(prog_name="ayni")


@cache
def _as_command(app: typer.Typer, name: str) -> Command:
    """Give what Typer makes of it, under this name, in Spanish, for those who may."""
    command = get_command(app)
    command.name = name
    _speak_spanish(command)
    guard(command, name)
    return command


def _speak_spanish(command: Command) -> None:
    command.context_class = SpanishContext
    command.short_help = words.shortened(_summary(command.help or ""), _SUMMARY)
    if isinstance(command, TyperGroup):
        for inner in command.commands.values():
            _speak_spanish(inner)


def _summary(text: str) -> str:
    """Give the first sentence. «(Manual, art. 12)» does not end one."""
    first = " ".join(text.split("\n\n", 1)[0].split())
    return _SENTENCE_END.split(first, maxsplit=1)[0]


def _names(package: str) -> set[str]:
    """Name the public modules of a package, which is not imported for that."""
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    found = (each.name for each in pkgutil.iter_modules(places or ()))
    return {name for name in found if not name.startswith("_")}


def _told_in_spanish(work: Callable[[], object]) -> object:
    """Put into Spanish what Typer itself prints."""
    said = StringIO()
    try:
        with redirect_stdout(said):
            return work()
    finally:
        typer.echo(in_spanish(said.getvalue()), nl=False)


def _of_a_sentence(typed: Sequence[str]) -> str:
    """Say how to give what begins with a hyphen and is no option: «- Ya hablamos…»."""
    if "--" in typed or not any(re.match(r"-\s|-[^-\s]\S*\s", each) for each in typed):
        return ""
    return (
        "\nSi es una frase que empieza con guion, póngala al final y delante dos guiones solos: "
        'ayni … --como USUARIO -- "- Ya hablamos"'
    )


def _leave(message: str, code: ExitCode) -> Never:
    typer.echo(message, err=True)
    sys.exit(code)
