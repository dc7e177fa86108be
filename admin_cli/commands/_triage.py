"""Makes a command of a triage action: its fields are the arguments and options."""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from functools import cache
from inspect import Parameter
from typing import Annotated, TypeAlias, get_args, get_origin, get_type_hints

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import completion, options, output
from admin_cli.terminal.options import AsOption, CodeArgument, JsonOption, YesOption, a_command
from admin_cli.terminal.runner import act, look_ahead, look_up
from admin_cli.terminal.words import people
from intake.errors import NotFoundError, RefusedError
from intake.ids import Code
from intake.listening.discard_reasons import discard_reasons, get_discard_reason
from intake.listening.followers import count_followers
from intake.listening.ready_answers import ready_answers
from intake.store.models import JournalEntry, Operator
from intake.triage.actions import Action, Ask, check, count_told, doubts_of, perform
from intake.triage.cases import get_id, read_code
from intake.words.codes import spoken
from intake.words.text import clean

_COMPLETIONS = {
    "prioridad": completion.priorities,
    "motivo": completion.discard_reasons,
    "plantilla": completion.ready_answers,
    "acto": completion.acts,
    "peligro": completion.dangers,
}
Typed: TypeAlias = str | bool | list[str] | None
"""What the terminal gives for a field; None where nothing was typed."""
Said: TypeAlias = str | bool | tuple[str, ...]
"""What an action takes for it."""


@cache
def app_for(action: type[Action]) -> typer.Typer:
    """Make an application of one command for an action."""
    app = a_command()
    command = ActionCommand(action)
    # -agua is not an option of `etiquetar` but one of its arguments.
    takes_many = any(each.takes_many for each in command.fields)
    app.command(action.verb, context_settings={"ignore_unknown_options": takes_many})(command)
    return app


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that an operator says for an action, and how the terminal takes it."""

    name: str
    ask: Ask
    default: str | None
    """None where it must be said."""
    is_yes_or_no: bool
    is_code: bool
    takes_many: bool

    def parameter(self) -> Parameter:
        """Make the argument or the option that takes it."""
        return self._argument() if self.ask.is_argument else self._option()

    def _argument(self) -> Parameter:
        completes = completion.codes if self.ask.before_code else _COMPLETIONS.get(self.ask.one_of)
        shown = "+PONE -QUITA" if self.takes_many else self.name.upper()
        info = typer.Argument(metavar=shown, help=self.ask.help, autocompletion=completes)
        if self.takes_many:
            return _parameter(self.name, Annotated[list[str], info])
        if self.ask.prompt:
            return _parameter(self.name, Annotated[str | None, info], None)
        return _parameter(self.name, Annotated[str, info])

    def _option(self) -> Parameter:
        flag = self.ask.flag or self.name
        if self.is_yes_or_no:
            info = typer.Option(f"--{flag}/--no-{flag}", help=self.ask.help, show_default=False)
            return _parameter(self.name, Annotated[bool | None, info], None)
        info = typer.Option(
            f"--{flag}",
            metavar=self.name.upper(),
            help=self.ask.help,
            autocompletion=_COMPLETIONS.get(self.ask.one_of),
            show_default=False,
        )
        return _parameter(self.name, Annotated[str | None, info], self.default)

    def said(self, typed: Typed, code: Code, *, may_be_empty: bool) -> Said:
        """Give what was typed; where it is needed and was not, it is asked for."""
        if typed is None:
            typed = "" if may_be_empty else self._asked()
        if typed is False and self.ask.on_no:
            means = self.ask.on_no.replace("CODIGO", spoken(code))
            raise RefusedError(f"{means}\nNo se hizo nada.")
        if isinstance(typed, list):
            return tuple(typed)
        return read_code(typed) if self.is_code and isinstance(typed, str) else typed

    def _asked(self) -> str | bool:
        if not options.can_ask():
            shown = (
                f"«{self.name.upper()}»"
                if self.ask.is_argument
                else f"--{self.ask.flag or self.name}"
            )
            raise typer.BadParameter(f"Falta {shown} ({self.ask.help.rstrip('.')})")
        if self.is_yes_or_no:
            return options.yes_or_no(self.ask.prompt)
        if self.ask.one_of == "motivo":
            return _ask_reason(self.ask)
        while True:
            answer = options.ask(self.ask.prompt)
            if clean(answer):
                return answer


class ActionCommand:
    """The command of one action. Typer reads from its signature what may be typed."""

    def __init__(self, action: type[Action]) -> None:
        self.action = action
        self.fields = tuple(_fields(action))
        parameters = list(self._parameters())
        self.__doc__ = self._help()
        self.__signature__ = inspect.Signature(parameters)
        self.__annotations__ = {each.name: each.annotation for each in parameters}

    def __call__(
        self,
        *,
        codigo: str,
        como: str | None,
        as_json: bool,
        yes: bool = True,
        **typed: Typed,
    ) -> None:
        """Ask for what is missing, have it confirmed, and do it."""
        code = read_code(codigo)
        if options.can_ask() and (self._lacks(typed) or not yes):
            # What would be refused is refused now, before a single question.
            look_ahead(como, lambda session, by, _: check(session, self.action, code, by=by))
        action = self.action(**self._said(typed, code))
        if self._shows_words:
            _confirm_words(action, code, yes=yes)
        elif not yes:
            _confirm_doubts(action, code)
        _perform(action, code, como, as_json=as_json)

    @property
    def _shows_words(self) -> bool:
        """Words that were said cannot be taken back; what changes nothing else can be undone."""
        return self.action.preview is not Action.preview

    @property
    def _confirms(self) -> bool:
        return self._shows_words or self.action.doubts is not Action.doubts

    def _parameters(self) -> Iterator[Parameter]:
        """Arguments before and after the code of the case, then the options."""
        arguments = [each for each in self.fields if each.ask.is_argument]
        yield from (each.parameter() for each in arguments if each.ask.before_code)
        yield _parameter("codigo", CodeArgument)
        yield from (each.parameter() for each in arguments if not each.ask.before_code)
        yield from (each.parameter() for each in self.fields if not each.ask.is_argument)
        yield _parameter("como", AsOption, None)
        if self._confirms:
            yield _parameter("yes", YesOption, False)
        yield _parameter("as_json", JsonOption, False)

    def _lacks(self, typed: Mapping[str, Typed]) -> bool:
        """Whether something will be asked."""
        return any(
            typed[each.name] is None and not typed.get(each.ask.unless) for each in self.fields
        )

    def _said(self, typed: Mapping[str, Typed], code: Code) -> dict[str, Said]:
        return {
            each.name: each.said(
                typed[each.name], code, may_be_empty=bool(typed.get(each.ask.unless))
            )
            for each in self.fields
        }

    def _help(self) -> str:
        text = f"{self.action.help}\n\n\b\nEjemplo:\n  {self.action.example}"
        offered = {each.ask.one_of for each in self.fields}
        if "motivo" in offered:
            reasons = discard_reasons().values()
            lines = "\n".join(f"  {each.id:<16}{each.name}" for each in reasons)
            text += f"\n\n\b\nMotivos:\n{lines}"
        if "plantilla" in offered:
            answers = ready_answers().values()
            lines = "\n".join(f"  {each.id:<20}{each.name}" for each in answers)
            text += f"\n\n\b\nPlantillas:\n{lines}"
        return text


def _fields(action: type[Action]) -> Iterator[Field]:
    hints = get_type_hints(action, include_extras=True)
    for each in fields(action):  # type: ignore[arg-type]  # each action is a dataclass, its base is not
        kind, ask = get_args(hints[each.name])
        yield Field(
            each.name,
            ask,
            None if each.default is MISSING else each.default,
            is_yes_or_no=kind is bool,
            is_code=kind is Code,
            takes_many=get_origin(kind) is tuple,
        )


def _parameter(name: str, annotation: object, default: object = Parameter.empty) -> Parameter:
    return Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, annotation=annotation, default=default)


def _confirm_doubts(action: Action, code: Code) -> None:
    """Asks only where something speaks against it; RefusedError where nobody can be asked."""
    doubts = look_up(lambda session, _: doubts_of(session, action, code))
    if not doubts:
        return
    said = "\n".join(f"- {each}" for each in doubts)
    others = " ".join(spoken(each) for each in (*action.others(), code))
    said = f"Mire antes de «{action.verb}»:\n{said}\nPara verlos juntos: ayni comparar {others}"
    if not options.can_ask():
        raise RefusedError(f"{said}\nNo se hizo nada. Si es lo que quiere, repita con --yes.")
    output.talk(said)
    options.confirm("¿Lo hacemos de todos modos?", yes=False)


def _confirm_words(action: Action, code: Code, *, yes: bool) -> None:
    """Shows what people are about to read, and how many."""
    if yes or not options.can_ask():
        options.confirm("", yes=yes)
        return

    async def count(session: AsyncSession, _: datetime) -> int:
        case = await get_id(session, code)
        return (await count_followers(session, [case])).get(case, 0)

    who = "quien contó el caso" if action.asks_author else people(look_up(count))
    output.talk(action.preview().replace("{codigo}", spoken(code)))
    output.talk(f"\n(Se envía a: {who}. Una vez enviado no se puede borrar.)")
    options.confirm("¿Lo enviamos?", yes=False)


def _perform(action: Action, code: Code, como: str | None, *, as_json: bool) -> None:
    async def verb(session: AsyncSession, by: Operator, now: datetime) -> tuple[JournalEntry, int]:
        entry = await perform(session, action, code, by=by, now=now)
        return entry, await count_told(session, entry)

    entry, told = act(como, verb)
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


def _ask_reason(ask: Ask) -> str:
    """Asked until it is one of them: nobody begins again for a slip."""
    for reason in discard_reasons().values():
        output.talk(f"  {reason.id:<16}{reason.name}")
    while True:
        answer = options.ask(ask.prompt).strip().lower()
        try:
            return get_discard_reason(answer).id
        except NotFoundError as problem:
            output.talk(str(problem))
