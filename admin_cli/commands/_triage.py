"""Makes a command of a triage action: its fields are the arguments and options."""

import inspect
from collections.abc import Iterator
from dataclasses import MISSING, fields
from inspect import Parameter
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import typer

from admin_cli.terminal import completion, options, output
from admin_cli.terminal.options import AsOption, CodeArgument, JsonOption, YesOption, a_command
from admin_cli.terminal.runner import Desk, run
from admin_cli.terminal.words import people
from intake.errors import NotFoundError, RefusedError
from intake.ids import Code
from intake.listening import notices
from intake.listening.followers import count_followers
from intake.store.models import JournalEntry
from intake.triage.actions import Action, Ask, check, count_told, doubts_of, perform
from intake.triage.cases import get_id, read_code
from intake.words.codes import spoken
from intake.words.text import clean

_COMPLETIONS = {
    "prioridad": completion.priorities,
    "motivo": completion.discard_reasons,
    "plantilla": completion.ready_answers,
}


def app_for(action: type[Action]) -> typer.Typer:
    """An application of one command."""
    app = a_command()

    def command(**given: Any) -> None:
        code = read_code(given.pop("codigo"))
        como, as_json, yes = given.pop("como"), given.pop("as_json"), given.pop("yes", True)
        if options.can_ask() and (_lacking(action, given) or not yes):
            _check(action, code, como)
        filled = action(**_filled(action, given, code))
        if _shows_words(action):
            _confirm_words(filled, code, yes=yes)
        elif not yes:
            _confirm_doubts(filled, code)
        _perform(filled, code, como, as_json=as_json)

    parameters = list(_parameters(action))
    command.__doc__ = _help(action)
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # as inspect reads it
    # -agua is not an option of `etiquetar` but one of its arguments.
    takes_many = any(get_origin(kind) is tuple for _, kind, _, _ in _asked(action))
    app.command(context_settings={"ignore_unknown_options": takes_many})(command)
    return app


def _check(action: type[Action], code: Code, como: str | None) -> None:
    """What would be refused is refused now, before a single question."""

    async def work(desk: Desk) -> None:
        async with desk.database.reading() as session:
            await check(session, action, code, by=await desk.acting(session, como))

    run(work)


def _confirm_doubts(action: Action, code: Code) -> None:
    """Asks only where something speaks against it; RefusedError where nobody can be asked."""

    async def work(desk: Desk) -> tuple[str, ...]:
        async with desk.database.reading() as session:
            return await doubts_of(session, action, code)

    doubts = run(work)
    if not doubts:
        return
    said = "\n".join(f"- {each}" for each in doubts)
    others = " ".join(spoken(each) for each in (*action.others(), code))
    said = f"Mire antes de «{action.verb}»:\n{said}\nPara verlos juntos: ayni comparar {others}"
    if not options.can_ask():
        raise RefusedError(f"{said}\nNo se hizo nada. Si es lo que quiere, repita con --yes.")
    output.talk(said)
    options.confirm("¿Lo hacemos de todos modos?", yes=False)


def _perform(action: Action, code: Code, como: str | None, *, as_json: bool) -> None:
    async def work(desk: Desk) -> tuple[JournalEntry, int]:
        async with desk.database.transaction() as session:
            by = await desk.acting(session, como)
            entry = await perform(session, action, code, by=by, now=desk.now)
            return entry, await count_told(session, entry)

    entry, told = run(work)
    if as_json:
        output.show_json(
            {
                "codigo": spoken(code),
                "accion": entry.verb,
                "antes": entry.before,
                "despues": entry.after,
                "avisados": told,
            }
        )
    output.talk(_done(action, code, entry.note, told))


def _done(action: Action, code: Code, note: str, told: int) -> str:
    line = f"{spoken(code)} {action.done} {note}".strip().rstrip(":")
    if line[-1] not in ".?!":
        line += "."
    return f"{line} Se avisa a {people(told)}." if told else line


def _confirm_words(action: Action, code: Code, *, yes: bool) -> None:
    """Shows what people are about to read, and how many."""
    if yes or not options.can_ask():
        options.confirm("", yes=yes)
        return

    async def work(desk: Desk) -> int:
        async with desk.database.reading() as session:
            case = await get_id(session, code)
            return (await count_followers(session, [case])).get(case, 0)

    voices = run(work)
    who = "quien contó el caso" if action.asks_author else people(voices)
    output.talk(action.preview().replace("{codigo}", spoken(code)))
    output.talk(f"\n(Se envía a: {who}. Una vez enviado no se puede borrar.)")
    options.confirm("¿Lo enviamos?", yes=False)


def _shows_words(action: type[Action]) -> bool:
    """Words that were said cannot be taken back; what changes nothing else can be undone."""
    return action.preview is not Action.preview


def _may_confirm(action: type[Action]) -> bool:
    return _shows_words(action) or action.doubts is not Action.doubts


def _lacking(action: type[Action], given: dict[str, Any]) -> bool:
    """Whether something will be asked."""
    return any(
        given[name] is None and not given.get(ask.unless) for name, _, ask, _ in _asked(action)
    )


def _asked(action: type[Action]) -> Iterator[tuple[str, Any, Ask, Any]]:
    """Name, type, how to ask, and default (MISSING where it must be said) of each field."""
    hints = get_type_hints(action, include_extras=True)
    for each in fields(action):  # type: ignore[arg-type]  # each action is a dataclass, its base is not
        kind, ask = get_args(hints[each.name])
        yield each.name, kind, ask, each.default


def _parameters(action: type[Action]) -> Iterator[Parameter]:
    asked = list(_asked(action))
    yield from (_argument(*each) for each in asked if each[2].before_code)
    yield _parameter("codigo", CodeArgument)
    yield from (
        _argument(*each) for each in asked if each[2].is_argument and not each[2].before_code
    )
    yield from (_option(*each) for each in asked if not each[2].is_argument)
    yield _parameter("como", AsOption, None)
    if _may_confirm(action):
        yield _parameter("yes", YesOption, False)
    yield _parameter("as_json", JsonOption, False)


def _argument(name: str, kind: Any, ask: Ask, _default: Any) -> Parameter:
    completes = completion.codes if ask.before_code else _COMPLETIONS.get(ask.one_of)
    if get_origin(kind) is tuple:
        info = typer.Argument(metavar="+PONE -QUITA", help=ask.help, autocompletion=completes)
        return _parameter(name, Annotated[list[str], info])
    info = typer.Argument(metavar=name.upper(), help=ask.help, autocompletion=completes)
    if ask.prompt:
        return _parameter(name, Annotated[str | None, info], None)
    return _parameter(name, Annotated[str, info])


def _option(name: str, kind: Any, ask: Ask, default: Any) -> Parameter:
    flag = ask.flag or name
    if kind is bool:
        info = typer.Option(f"--{flag}/--no-{flag}", help=ask.help, show_default=False)
        return _parameter(name, Annotated[bool | None, info], None)
    info = typer.Option(
        f"--{flag}",
        metavar=name.upper(),
        help=ask.help,
        autocompletion=_COMPLETIONS.get(ask.one_of),
        show_default=False,
    )
    return _parameter(name, Annotated[str | None, info], None if default is MISSING else default)


def _parameter(name: str, annotation: Any, default: Any = Parameter.empty) -> Parameter:
    return Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, annotation=annotation, default=default)


def _filled(action: type[Action], given: dict[str, Any], code: Code) -> dict[str, Any]:
    """What was given; what was not and is needed is asked for, where somebody can be asked."""
    values = {}
    for name, kind, ask, _ in _asked(action):
        value = given[name]
        if value is None:
            value = "" if given.get(ask.unless) else _ask(name, kind, ask)
        if value is False and ask.on_no:
            means = ask.on_no.replace("CODIGO", spoken(code))
            raise RefusedError(f"{means}\nNo se hizo nada.")
        if kind is Code:
            value = read_code(value)
        values[name] = tuple(value) if get_origin(kind) is tuple else value
    return values


def _ask(name: str, kind: Any, ask: Ask) -> Any:
    if not options.can_ask():
        shown = f"«{name.upper()}»" if ask.is_argument else f"--{ask.flag or name}"
        raise typer.BadParameter(f"Falta {shown} ({ask.help.rstrip('.')})")
    if kind is bool:
        return options.yes_or_no(ask.prompt)
    if ask.one_of == "motivo":
        return _ask_reason(ask)
    while True:
        answer = options.ask(ask.prompt)
        if clean(answer):
            return answer


def _ask_reason(ask: Ask) -> str:
    """Asked until it is one of them: nobody begins again for a slip."""
    for reason in notices.discard_reasons().values():
        output.talk(f"  {reason.id:<16}{reason.name}")
    while True:
        answer = options.ask(ask.prompt).strip().lower()
        try:
            return notices.get_discard_reason(answer).id
        except NotFoundError as problem:
            output.talk(str(problem))


def _help(action: type[Action]) -> str:
    text = f"{action.help}\n\n\b\nEjemplo:\n  {action.example}"
    if any(ask.one_of == "motivo" for _, _, ask, _ in _asked(action)):
        reasons = notices.discard_reasons().values()
        lines = "\n".join(f"  {each.id:<16}{each.name}" for each in reasons)
        text += f"\n\n\b\nMotivos:\n{lines}"
    if any(ask.one_of == "plantilla" for _, _, ask, _ in _asked(action)):
        answers = notices.ready_answers().values()
        lines = "\n".join(f"  {each.id:<20}{each.name}" for each in answers)
        text += f"\n\n\b\nPlantillas:\n{lines}"
    return text
