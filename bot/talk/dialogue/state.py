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
    """Districts (ubigeos) to choose from; a single one stands in the recap, to be confirmed."""
    no_place: bool = False
    """They prefer not to say, or it cannot be found."""
    place_tries: int = 0
    affected: str = ""
    """Whom it touches, as they said it; it may stay unsaid."""
    actor: Actor | None = None
    asks_whom: bool = False
    """They wanted to say, or change, whom it touches, and have not said it."""
    alike: tuple[tuple[str, str, str], ...] = ()
    """Of each aporte shown as alike: its code, what it is called, and the line that was shown."""
    compared: bool = False
    """Somebody looked whether others told the same."""
    correcting: bool = False
    """They asked to correct something and have not said what."""
    retelling: bool = False
    """They want to tell it anew: what they told stands until they have."""
    matters: tuple[str, ...] = ()
    """The two matters that its words tell of, while it is asked whether they are one."""
    pending: str = ""
    """Words that change or give up something, and nobody knows yet what."""
    noticed: bool = False
    """The notice of privacy was said in this telling: from then on it stands above."""
    attachments: tuple[int, ...] = ()
    editing: str = ""
    """Code of the registered aporte that this draft corrects."""
    aside: str = ""
    """Words that came days later and may be something new."""

    @property
    def district(self) -> str:
        """The district it is told of: the one they said, or else the only one they may mean."""
        return self.ubigeo or (self.guess[0] if len(self.guess) == 1 else "")

    @property
    def lacks_place(self) -> bool:
        """Whether there is neither a district nor a wish not to say."""
        return not self.district and not self.no_place

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
class Unsure:
    """Words of which nobody knows yet what they are: they are used by what is chosen."""

    text: str = ""
    message_id: str = ""
    tells: bool = False
    """Whether they surely tell something: then they are not left behind."""
    asks: bool = False
    """They ask something, of which it is not known what."""


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
    unplaced: str = ""
    """Few words after a receipt: they correct what was registered, or they are something new."""
    registered: tuple[int, str] = (0, "")
    """Serial and code of the last draft that was registered."""
    repeated: tuple[str, int] = ("", 0)
    """A sign of the last long text, and how many times it came in a row."""
    held: Held | None = None
    unsure: Unsure | None = None
    """Words about which we asked what they are: something to tell, a question, an addition."""
    later: Draft | None = None
    """The second of two matters that came in one message: asked about when the first is done."""
    dropped: Draft | None = None
    """What they gave up last, until something else is told: they may take it up again."""
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
        if not draft.text or draft.retelling:
            return Asked.STORY
        if draft.lacks_place:
            return Asked.PLACE
        return Asked.AFFECTED if self.asks_whom else Asked.SUMMARY

    @property
    def asks_whom(self) -> bool:
        """Whether the open question is whom it touches, by our own word or by its choices."""
        draft = self.draft
        if draft is None:
            return False
        step = f"d{draft.serial}:afecta:"
        return draft.asks_whom or any(value.startswith(step) for _, value in self.offered)

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
    for name in ("guess", "attachments", "matters"):
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


def _unsure(payload: _Kept) -> Unsure:
    known = {field.name for field in fields(Unsure)}
    return Unsure(**{name: value for name, value in payload.items() if name in known})


_PARTS: Mapping[str, Callable[[_Kept], Draft | Held | Unsure]] = {
    "draft": _draft,
    "later": _draft,
    "dropped": _draft,
    "parked": _draft,
    "held": _held,
    "unsure": _unsure,
}


def _without_empties(values: _Kept) -> _Kept:
    return {name: value for name, value in values.items() if value not in ("", None, (), False)}
