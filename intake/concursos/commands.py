"""What a person can ask about concursos, as values in the imperative, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from intake.kinds import Applicant, ApplicationState
from intake.store.outgoing import Outgoing


@dataclass(frozen=True, slots=True)
class ListCalls:
    """See the calls that are open at `at` and concern one."""

    at: datetime


@dataclass(frozen=True, slots=True)
class SeeCall:
    """See one call."""

    concurso_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class AskCall:
    """Ask something about a call."""

    concurso_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Apply:
    """Begin an application, or go on with the one there is. `at`: when the message came."""

    concurso_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswerStep:
    """Answer one step of an application, with words, a file, or both."""

    concurso_id: int
    step: str
    text: str
    attachment: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class SendApplication:
    """Hand it in. The tap that sends it accepts the notice of `consent_version`."""

    concurso_id: int
    at: datetime
    consent_version: str
    message_id: str


@dataclass(frozen=True, slots=True)
class WithdrawApplication:
    """Take it back."""

    concurso_id: int


@dataclass(frozen=True, slots=True)
class ListApplications:
    """See one's own applications."""


@dataclass(frozen=True, slots=True)
class SeeCode:
    """See what a typed code names: one's own application, or a mass message on trial."""

    code: str
    at: datetime


CallCommand = (
    ListCalls
    | SeeCall
    | AskCall
    | Apply
    | AnswerStep
    | SendApplication
    | WithdrawApplication
    | ListApplications
    | SeeCode
)


@dataclass(frozen=True, slots=True)
class CallCard:
    """A call as people see it. Money in soles, the share in per cent."""

    id: int
    code: str
    title: str
    challenge: str
    partner: str
    applicants: tuple[Applicant, ...]
    who: str
    fund: int | None
    share: int | None
    ceiling: int | None
    months: int | None
    opens_at: datetime
    closes_at: datetime
    results_on: date | None
    bases_url: str
    contact: str
    is_open: bool
    is_cancelled: bool
    has_results: bool
    mine: ApplicationState | None
    """How one's own application stands, if there is one."""


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """One's own application."""

    concurso_id: int
    title: str
    """Of the call."""
    code: str
    state: ApplicationState
    answers: Mapping[str, str]
    next_step: str | None
    """The first without an answer."""
    files: int
    applicants: tuple[Applicant, ...]
    closes_at: datetime
    is_open: bool
    outcome: str


@dataclass(frozen=True, slots=True)
class Calls:
    """The open ones, the first to close first."""

    cards: tuple[CallCard, ...]


@dataclass(frozen=True, slots=True)
class CallSeen:
    """One call."""

    card: CallCard


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """The answer of the list; empty if the question waits for a person of the Lab."""

    answer: str


@dataclass(frozen=True, slots=True)
class ApplicationSeen:
    """An application, as it is now."""

    view: ApplicationView


@dataclass(frozen=True, slots=True)
class Applications:
    """The newest first."""

    views: tuple[ApplicationView, ...]


@dataclass(frozen=True, slots=True)
class CallClosed:
    """It takes nothing (any more); the reason says what became of what was written."""

    reason: str


@dataclass(frozen=True, slots=True)
class CodeSeen:
    """What the code names; nothing if it names nothing of theirs."""

    application: ApplicationView | None = None
    message: Outgoing | None = None


CallResult = (
    Calls | CallSeen | CallAnswered | ApplicationSeen | Applications | CallClosed | CodeSeen
)
