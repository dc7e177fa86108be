"""Where a conversation stands: all that is remembered between two messages."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from intake.kinds import Actor, AporteKind
from intake.reading.rules.acts import Asked
from intake.reading.rules.intent import IntentKind

_NEWS = "distrito"
"""The focus of the question of which district they want news."""
_Kept = dict[str, Any]
"""A state or a part of it as JSON holds it: texts, numbers, lists."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An aporte being told. The next question is whatever is still missing."""

    serial: int
    """Buttons carry it, so that an old one is never taken for a new one."""
    kind: AporteKind = AporteKind.PROBLEMA
    text: str = ""
    message_id: str = ""
    """The message that told it: editing that message edits the draft."""
    ubigeo: str = ""
    place_text: str = ""
    guess: tuple[str, ...] = ()
    """Districts (ubigeos) to choose from or to confirm."""
    no_place: bool = False
    """They prefer not to say, or it cannot be found."""
    place_tries: int = 0
    affected: str = ""
    actor: Actor | None = None
    alike: tuple[tuple[str, str, str], ...] = ()
    """Of each aporte shown as alike: its code, what it is called, and the line that was shown."""
    compared: bool = False
    """Nothing alike was found, or they said that theirs is another one."""
    correcting: bool = False
    """They asked to correct something and have not said what."""
    attachments: tuple[int, ...] = ()
    editing: str = ""
    """Code of the registered aporte that this draft corrects."""
    aside: str = ""
    """Words that came days later and may be something new."""

    @property
    def lacks_place(self) -> bool:
        """Whether there is neither a district nor a wish not to say."""
        return not self.ubigeo and not self.no_place

    @property
    def lacks_affected(self) -> bool:
        """Whether it is not known whom it touches, or who speaks."""
        return not self.affected or self.actor is None

    @property
    def lacks_comparison(self) -> bool:
        """Whether nobody looked yet if others told the same."""
        return not self.compared and not self.editing


@dataclass(frozen=True, slots=True)
class Held:
    """Words of somebody in danger: registered only if they ask for it."""

    text: str = ""
    message_id: str = ""
    attachments: tuple[int, ...] = ()
    danger: tuple[IntentKind, ...] = ()
    focus: str = ""
    """What was being asked when they came, and its choices."""
    offered: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """Empty for somebody new. Kept as JSON; unknown fields of other versions are left out."""

    serial: int = 0
    draft: Draft | None = None
    focus: str = ""
    """What free text answers outside a draft, e.g. `responder:12`."""
    offered: tuple[tuple[str, str], ...] = ()
    """Labels and values of the last choices: a number or their words choose them."""
    doubted: str = ""
    """Words that may have meant leaving the news: what they answer, if they did not."""
    registered: tuple[int, str] = (0, "")
    """Serial and code of the last draft that was registered."""
    repeated: tuple[str, int] = ("", 0)
    """A sign of the last long text, and how many times it came in a row."""
    held: Held | None = None
    asks_location: bool = False
    """Whether the last thing said asked for their position with a button of its own."""
    answers: tuple[tuple[str, str, str], ...] = ()
    """The last messages that told or answered something: id, what of, and the words."""
    parked: Draft | None = None
    """What was being told before somebody asked that a danger be registered first."""

    def to_json(self) -> _Kept:
        """The state as the conversation's row keeps it, without what is empty."""
        whole = asdict(self)
        for part in _PARTS:
            if whole[part]:
                whole[part] = _without_empties(whole[part])
        return _without_empties(whole)

    @classmethod
    def from_json(cls, payload: _Kept) -> "State":
        """The state that `to_json` made."""
        known = {field.name for field in fields(cls)}
        whole = {name: value for name, value in payload.items() if name in known}
        for part, read in _PARTS.items():
            if part in whole:
                whole[part] = read(whole[part])
        whole["offered"] = tuple((label, value) for label, value in whole.get("offered", ()))
        whole["answers"] = tuple((which, to, said) for which, to, said in whole.get("answers", ()))
        if "registered" in whole:
            serial, code = whole["registered"]
            whole["registered"] = (serial, code)
        if "repeated" in whole:
            sign, times = whole["repeated"]
            whole["repeated"] = (sign, times)
        return cls(**whole)

    @property
    def asked(self) -> Asked:
        """The question that is open, as the reader knows questions."""
        if self.focus:
            return Asked.NEWS if self.focus == _NEWS else Asked.STORY
        draft = self.draft
        if draft is None:
            return Asked.NONE
        if not draft.text:
            return Asked.STORY
        if draft.lacks_place:
            return Asked.PLACE
        return Asked.AFFECTED if draft.lacks_affected else Asked.SUMMARY

    @property
    def telling(self) -> Draft:
        """The draft, which there is: the steps that need it are only reached then."""
        if self.draft is None:
            raise LookupError("nothing is being told")
        return self.draft

    def with_draft(self, **changes: Any) -> "State":
        """The same with some of the draft's fields changed. There must be a draft."""
        return replace(self, draft=replace(self.telling, **changes))


def _draft(payload: _Kept) -> Draft:
    known = {field.name for field in fields(Draft)}
    whole = {name: value for name, value in payload.items() if name in known}
    whole["kind"] = AporteKind(whole.get("kind", AporteKind.PROBLEMA))
    if "actor" in whole:
        whole["actor"] = Actor(whole["actor"])
    for name in ("guess", "attachments"):
        whole[name] = tuple(whole.get(name, ()))
    whole["alike"] = tuple((code, name, line) for code, name, line in whole.get("alike", ()))
    return Draft(**whole)


def _held(payload: _Kept) -> Held:
    known = {field.name for field in fields(Held)}
    whole = {name: value for name, value in payload.items() if name in known}
    whole["attachments"] = tuple(whole.get("attachments", ()))
    whole["danger"] = tuple(IntentKind(kind) for kind in whole.get("danger", ()))
    whole["offered"] = tuple((label, value) for label, value in whole.get("offered", ()))
    return Held(**whole)


_PARTS: Mapping[str, Callable[[_Kept], Draft | Held]] = {
    "draft": _draft,
    "parked": _draft,
    "held": _held,
}


def _without_empties(values: _Kept) -> _Kept:
    return {name: value for name, value in values.items() if value not in ("", None, (), False)}
