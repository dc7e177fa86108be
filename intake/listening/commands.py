"""What a person can ask of the domain, as values in the imperative, and what comes back."""

from dataclasses import dataclass
from datetime import date

from intake.kinds import Actor, AporteKind, AporteState, Stage

FEW = 3
"""Fewer people than this could be guessed by whoever lives there: they are not counted out."""


@dataclass(frozen=True, slots=True)
class FindSimilar:
    """Look for aportes that tell the same."""

    text: str
    ubigeo: str | None
    kind: AporteKind


@dataclass(frozen=True, slots=True)
class Submit:
    """Register a new aporte. The tap that sent it accepts the notice of `consent_version`."""

    kind: AporteKind
    text: str
    ubigeo: str | None
    place_text: str
    affected: str
    actor: Actor
    attachments: tuple[int, ...]
    consent_version: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Join:
    """Stand behind an aporte that somebody else told."""

    code: str
    words: str
    attachments: tuple[int, ...]
    consent_version: str
    message_id: str


@dataclass(frozen=True, slots=True)
class LookUp:
    """See one aporte by its code."""

    code: str


@dataclass(frozen=True, slots=True)
class ListMine:
    """See the aportes one told or joined."""


@dataclass(frozen=True, slots=True)
class Correct:
    """Change one's own aporte while it has not been triaged."""

    code: str
    kind: AporteKind
    text: str
    ubigeo: str | None
    place_text: str
    affected: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take one's own aporte back, or stop standing behind somebody else's."""

    code: str


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """Answer what an operator asked, in words, with files, or both."""

    question_id: int
    text: str
    attachments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class GiveOpinion:
    """Say whether an answer helped. Without a code: the last one that they got."""

    code: str
    helped: bool


@dataclass(frozen=True, slots=True)
class Reopen:
    """Tell something new about an aporte that was answered."""

    code: str
    facts: str
    attachments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SetNews:
    """Opt in to, or out of, news about concursos."""

    granted: bool
    consent_version: str
    message_id: str


@dataclass(frozen=True, slots=True)
class SetPlace:
    """Say of which district one is, so that calls for it arrive."""

    ubigeo: str


@dataclass(frozen=True, slots=True)
class SetReachable:
    """The channel says that the person blocked us, or let us in again.

    Who blocks us wants no news either, and gets them again only by asking.
    """

    reachable: bool
    consent_version: str = ""
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class KeepQuestion:
    """Keep for the team a question that the bot knows no answer to. It comes back as Done."""

    text: str


@dataclass(frozen=True, slots=True)
class AskForPerson:
    """Ask that somebody of the team speaks with them.

    Who asks again adds to what waits already: more words, or a telephone. Without words nothing
    is added to them.
    """

    text: str
    contact: str = ""
    """The telephone at which they want to be called; empty: in the chat."""
    attachments: tuple[int, ...] = ()
    """A voice note of who finds it hard to write."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """All that anybody may know of what another told. Nothing here was written by a person."""

    topic: str
    """As people call the priority it touches most; empty if it touches none."""
    ubigeo: str | None
    people: int
    """Distinct people behind it and whatever was merged into it."""
    since: date
    """The day, in Lima, on which the first of them told it."""


@dataclass(frozen=True, slots=True)
class Alike:
    """One that may tell the same, told by others, and that may be joined."""

    code: str
    glimpse: Glimpse


@dataclass(frozen=True, slots=True)
class AporteView:
    """An aporte as one person may see it. What others wrote is in none of its fields."""

    code: str
    kind: AporteKind
    text: str
    """What they themselves told, or wrote when they joined; else empty."""
    ubigeo: str | None
    """Told by them; of others' it is in the glimpse."""
    place_text: str
    """In their own words; empty if it is another's."""
    affected: str
    """In their own words; empty if it is another's."""
    actor: Actor
    state: AporteState
    root_state: AporteState | None
    """Of the one it was merged into, if it was: what becomes of that becomes of it."""
    stage: Stage | None
    """Where the Lab's necesidad is to which it belongs, if it does."""
    is_prioritised: bool
    is_declined: bool
    """The Grupo de Trabajo saw that necesidad and did not choose it, this time."""
    glimpse: Glimpse | None
    """None if it is reserved, or nobody could read it yet, and it is not theirs."""
    answer_by: date
    is_mine: bool
    """Told by the person who asks."""
    is_followed: bool
    """Told or joined by them."""
    may_change: bool


@dataclass(frozen=True, slots=True)
class SimilarFound:
    """Up to three of others, most alike first, and the code of one of theirs; none if none is."""

    similar: tuple[Alike, ...]
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """The receipt."""

    code: str
    answer_by: date


@dataclass(frozen=True, slots=True)
class Joined:
    """The receipt of joining.

    `answer_by` counts from the day of joining, and is None if it was triaged before: `aporte`
    says how it stands now.
    """

    code: str
    voices: int
    answer_by: date | None
    aporte: AporteView


@dataclass(frozen=True, slots=True)
class Found:
    """An aporte, or None if the code is nobody's."""

    aporte: AporteView | None


@dataclass(frozen=True, slots=True)
class Mine:
    """Newest first."""

    aportes: tuple[AporteView, ...]


@dataclass(frozen=True, slots=True)
class PersonAsked:
    """Somebody of the team will see that they want to speak with a person."""

    ahead: int
    """How many people asked before them and still wait."""


@dataclass(frozen=True, slots=True)
class Done:
    """It was done; nothing else to know."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The domain says no, and why, in words for the person."""

    reason: str
