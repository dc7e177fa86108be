"""All that the conversations say of themselves, in one place: what the listener goes by."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from types import FunctionType, ModuleType
from typing import Protocol, TypeVar

from bot.talk.dialogue.parts import Ear
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Moment, Turn
from intake.requests.commands import Command, Result
from intake.words.text import normalise

Verb = Callable[[Moment, str], Turn]
T = TypeVar("T")


class OnResult(Protocol):
    """What a conversation makes of an answer of the domain."""

    def __call__(self, turn: Turn, result: Result, facts: Facts, /) -> Turn:
        """Give the turn that follows."""


@dataclass(frozen=True, slots=True)
class Repertoire:
    """What `bot.talk.conversations` describes, joined over all of them."""

    verbs: Mapping[str, Verb]
    numbered: Mapping[str, Verb]
    phrases: Mapping[str, str]
    slashes: Mapping[str, str]
    results: Mapping[type[Command], OnResult]
    menu: tuple[tuple[str, str], ...]
    ears: tuple[Ear, ...]
    """In the order in which they hear."""
    with_code: frozenset[str]
    ways_out: frozenset[str]
    may_be_an_answer: frozenset[str]
    first: tuple[Callable[[Moment], Turn | None], ...]
    beside: tuple[Callable[[Moment], str], ...]
    before_choices: tuple[Callable[[Moment, str, str | None], Turn | None], ...]
    before_commands: tuple[Callable[[Moment, str], Turn | None], ...]
    takes_verb: tuple[Callable[[Moment, str], Turn | None], ...]
    is_beside: tuple[Callable[[State, str], bool], ...]
    leave: tuple[Callable[[State, str], State], ...]
    keeps_words: tuple[Callable[[State], bool], ...]
    doubts: tuple[Callable[[Moment, Turn], Turn | None], ...]
    before_result: tuple[Callable[[Turn, Result], Turn | None], ...]
    finish: tuple[Callable[[Turn, Facts], Turn], ...]

    @classmethod
    def of(cls, modules: Iterable[ModuleType]) -> "Repertoire":
        """Join what each module says.

        Two that want the same verb or command are a ValueError; so is a public function that
        nobody would call, because its name is not that of a part.
        """
        every = tuple(modules)
        for module in every:
            _check_names(module, {"on_result", *(each.name for each in fields(cls))})
        ears = [ear for module in every for ear in getattr(module, "EARS", ())]
        return cls(
            verbs=_joined(every, "VERBS"),
            numbered=_joined(every, "NUMBERED"),
            phrases=_by_phrase(_joined(every, "PHRASES")),
            slashes=_joined(every, "SLASHES"),
            results=_unique(
                (command, module.on_result)
                for module in every
                for command in getattr(module, "COMMANDS", ())
            ),
            menu=tuple(entry for module in every for entry in getattr(module, "MENU", ())),
            ears=tuple(sorted(ears, key=lambda ear: ear.precedence)),
            with_code=_all(every, "WITH_CODE"),
            ways_out=_all(every, "WAYS_OUT"),
            may_be_an_answer=_all(every, "MAY_BE_AN_ANSWER"),
            first=_each(every, "first"),
            beside=_each(every, "beside"),
            before_choices=_each(every, "before_choices"),
            before_commands=_each(every, "before_commands"),
            takes_verb=_each(every, "takes_verb"),
            is_beside=_each(every, "is_beside"),
            leave=_each(every, "leave"),
            keeps_words=_each(every, "keeps_words"),
            doubts=_each(every, "doubts"),
            before_result=_each(every, "before_result"),
            finish=_each(every, "finish"),
        )


def _check_names(module: ModuleType, parts: set[str]) -> None:
    for name, value in vars(module).items():
        is_own = isinstance(value, FunctionType) and value.__module__ == module.__name__
        if is_own and not name.startswith("_") and name not in parts:
            raise ValueError(f"nobody asks {module.__name__} for «{name}»")


def _each(modules: Iterable[ModuleType], name: str) -> tuple[Callable[..., T], ...]:
    return tuple(getattr(module, name) for module in modules if hasattr(module, name))


def _all(modules: Iterable[ModuleType], name: str) -> frozenset[str]:
    return frozenset(verb for module in modules for verb in getattr(module, name, ()))


def _joined(modules: Iterable[ModuleType], name: str) -> dict[str, T]:
    return _unique(item for module in modules for item in getattr(module, name, {}).items())


def _by_phrase(phrases: Mapping[str, str]) -> dict[str, str]:
    return _unique(
        (normalise(phrase), verb) for verb, every in phrases.items() for phrase in every.split("|")
    )


K = TypeVar("K")


def _unique(items: Iterable[tuple[K, T]]) -> dict[K, T]:
    found: dict[K, T] = {}
    for key, value in items:
        if key in found:
            raise ValueError(f"two conversations want «{key}»")
        found[key] = value
    return found
