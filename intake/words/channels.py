"""What a channel says of itself, in the file `channel.yaml` of its folder.

Nobody here imports a channel, nor knows one by name: who needs to know where a channel leads, how
long a message it takes, or what switches it on, asks what is declared.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from string import Formatter

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from intake.datafiles import parse_yaml
from intake.errors import DataFileError
from intake.plugins import folders

Setting = Callable[[str], str]
"""Gives the value of a setting as text; empty where it is not set."""
_FILE = "channel.yaml"
_NAME = r"^[a-z][a-z0-9_]*$"
"""Also what a setting is called: `telegram_name` is the variable AYNI_TELEGRAM_NAME."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DoorForm(_Part):
    """How people come in by it. `{here}` is the value of the setting; `{site}` is the same as one
    writes an address by hand.
    """

    setting: str = Field(pattern=_NAME)
    what: str
    """What the setting holds, in words."""
    link: str
    """What opens the chat with a `{code}`."""
    by_hand: str
    """For who has no camera, on a poster: the code follows."""
    aloud: str = ""
    """For who hears it on the radio: the code follows. Empty: it cannot be said aloud."""
    aloud_lacks: str = ""
    """What the radio script answers where the setting is empty."""
    share: str = ""
    """A sheet «share with…» that takes a `{link}` and a `{text}`."""

    @model_validator(mode="after")
    def _filled(self) -> "DoorForm":
        _check_fields(self.link, {"here", "code"}, needed={"code"})
        _check_fields(self.by_hand, {"here", "site"})
        _check_fields(self.aloud, {"here", "site"})
        _check_fields(self.share, {"link", "text"}, needed={"link"} if self.share else set())
        if self.aloud and not self.aloud_lacks:
            raise ValueError("con aloud hace falta aloud_lacks")
        return self


class MessageForm(_Part):
    """What a message may be, and how its choices are laid out."""

    limit: int = Field(ge=100)
    """Units of UTF-16 in one message: a notice to many must fit into it."""
    numbered: bool
    """Whether the labels of choices are shown with their numbers."""
    columns: int = Field(1, ge=1, le=4)
    """How many choices stand side by side where all their labels are short."""
    short_label: int = Field(0, ge=0)
    """Up to how many characters a label is short."""


class Polls(_Part):
    """It asks for updates, unless a setting says otherwise."""

    setting: str = Field(pattern=_NAME)
    unless: str


class CheckForm(_Part):
    """How `ayni doctor` looks at it. Without `url`, it is well where it is on."""

    name: str
    good: str
    """What is said where it is well: `{address}` is where the bot listens, `{name}` its answer."""
    url: str = ""
    """Answers JSON with `ok: true` where the channel knows us; settings stand in braces."""
    where: str = ""
    """The setting that is named where nobody answers: the whole `url` may hold a secret."""
    found_at: tuple[str, ...] = ()
    """The way to `{name}` within the answer."""
    refused: str = ""
    """What is said where it does not know us; `{status}` is that of the answer."""

    @model_validator(mode="after")
    def _filled(self) -> "CheckForm":
        _check_fields(self.good, {"address", "name"})
        _check_fields(self.refused, {"status"})
        if self.url and not (self.where and self.refused):
            raise ValueError("con url hacen falta where y refused")
        return self


class Declared(_Part):
    """One channel, as it declares itself."""

    name: str = Field(pattern=_NAME)
    """What it is called in the database and by the options of the terminal."""
    label: str
    """What people call it."""
    place: int
    """Its place in lists. The first channel that has a door is the one that posters lead to."""
    switch: str = Field("", pattern=f"^$|{_NAME}")
    """The setting without which it is off; empty: it is always on."""
    settings: tuple[str, ...] = ()
    """Settings of its own that `intake.settings` does not define: plain texts."""
    polls: Polls | None = None
    door: DoorForm | None = None
    message: MessageForm
    check: CheckForm | None = None

    @property
    def named(self) -> frozenset[str]:
        """Every setting that it names: each must be its own or one of `intake.settings`."""
        names = {self.switch, *self.settings}
        if self.polls is not None:
            names.add(self.polls.setting)
        if self.door is not None:
            names.add(self.door.setting)
        if self.check is not None:
            names |= {self.check.where, *fields_of(self.check.url)}
        return frozenset(names - {""})

    def is_on(self, setting: Setting) -> bool:
        """Whether it is switched on; `setting` gives the value of one."""
        return not self.switch or bool(setting(self.switch))

    def is_asked(self, setting: Setting) -> bool:
        """Whether it is on, and has to be asked for updates."""
        return (
            self.is_on(setting)
            and self.polls is not None
            and setting(self.polls.setting) != self.polls.unless
        )


def declared() -> tuple[Declared, ...]:
    """Every channel on the path, in order of place; DataFileError where a file is not in order."""
    files: dict[str, Path] = {}
    for folder in folders("bot.channels"):
        for file in sorted(folder.glob(f"*/{_FILE}")):
            files.setdefault(file.parent.name, file)
    found = sorted(map(_read, files.values()), key=lambda each: (each.place, each.name))
    by_name: dict[str, Declared] = {}
    for each in found:
        if by_name.setdefault(each.name, each) is not each:
            raise DataFileError(f"Dos canales se llaman «{each.name}»: cambie uno en su {_FILE}.")
    return tuple(found)


def get(name: str) -> Declared:
    """The one of that name; DataFileError if no folder declares it."""
    for each in declared():
        if each.name == name:
            return each
    raise DataFileError(f"Ningún {_FILE} declara el canal «{name}».")


def names() -> tuple[str, ...]:
    """What they are called, in order of place."""
    return tuple(each.name for each in declared())


def fields_of(template: str) -> set[str]:
    """What stands in braces in it."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def variable(setting: str) -> str:
    """The variable of the environment that sets it."""
    return f"AYNI_{setting.upper()}"


@lru_cache
def _read(file: Path) -> Declared:
    try:
        return Declared.model_validate(parse_yaml(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as problem:
        raise DataFileError(f"No se pudo leer {file}: {type(problem).__name__}.") from None
    except yaml.YAMLError as problem:
        raise DataFileError(f"{file} no es YAML: {problem}") from None
    except ValidationError as problem:
        lines = "\n".join(f"{file}: {_line(dict(each))}" for each in problem.errors())
        raise DataFileError(lines) from None


def _line(error: dict[str, object]) -> str:
    reasons = {
        "missing": "falta",
        "extra_forbidden": "no se conoce ese campo",
        "model_type": "debe tener campos con nombre",
    }
    place, kind = error["loc"], error["type"]
    where = ".".join(map(str, place)) if isinstance(place, tuple) else ""
    context = error.get("ctx")
    if kind == "value_error" and isinstance(context, dict):
        reason = str(context["error"])
    else:
        reason = reasons.get(str(kind), f"no vale: {error['msg']}")
    return f"{where}: {reason}" if where else reason


def _check_fields(
    template: str, allowed: set[str], *, needed: set[str] | frozenset[str] = frozenset()
) -> None:
    """What stands in braces is known, and what must be there is."""
    used = fields_of(template)
    if unknown := used - allowed:
        raise ValueError(f"«{template}» no puede llevar {{{min(unknown)}}}")
    if lacking := needed - used:
        raise ValueError(f"a «{template}» le falta {{{min(lacking)}}}")
