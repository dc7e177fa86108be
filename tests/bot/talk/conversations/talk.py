"""A conversation without a database: the domain's answers are given by the test."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import TypeVar

from bot.messages import Incoming, Kind
from bot.said.guide import load_guide, load_notice
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, InView, OpenQuestion, World, in_bubbles
from bot.talk.listener import BOT, Listener
from intake.concursos.commands import (
    AnswerStep,
    Applications,
    ApplicationSeen,
    ApplicationView,
    Apply,
    AskCall,
    CallAnswered,
    CallCard,
    CallCommand,
    Calls,
    CallSeen,
    CodeSeen,
    ListApplications,
    ListCalls,
    SeeCall,
    SeeCode,
    SendApplication,
    WithdrawApplication,
)
from intake.concursos.rules.application import next_step
from intake.kinds import (
    Actor,
    AporteKind,
    AporteState,
    Applicant,
    ApplicationState,
    SourceKind,
    Stage,
)
from intake.listening.commands import (
    Alike,
    AnswerQuestion,
    AporteView,
    AskForPerson,
    Correct,
    Done,
    FindSimilar,
    Found,
    GiveOpinion,
    Glimpse,
    Join,
    Joined,
    KeepQuestion,
    ListMine,
    LookUp,
    Mine,
    PersonAsked,
    Refused,
    Reopen,
    SetNews,
    SetPlace,
    SetReachable,
    SimilarFound,
    Submit,
    Submitted,
    Withdraw,
)
from intake.necesidades.commands import DistrictSummary, SharedNeed, Summarise, Summarised
from intake.outreach.commands import Arrive, Arrived, ArrivedBy
from intake.places.rules.places import Gazetteer
from intake.requests.commands import Command, Result
from intake.store.outgoing import Outgoing
from tests.conftest import NOW

ANSWER_BY = date(2027, 1, 7)
CODE = "7R4C6H"
A_SUMMARY = DistrictSummary(
    "210607",
    12,
    9,
    4,
    ("Agua potable y saneamiento", "Salud"),
    (SharedNeed("Agua segura", Stage.PRIORIZACION, True, 5),),
)
T = TypeVar("T", bound=Command)


@cache
def world() -> World:
    """The real gazetteer and the real texts."""
    return World(
        Gazetteer.builtin(), load_guide(), load_notice(), "un banco de datos", "una mesa de partes"
    )


def a_glimpse(people: int = 3, topic: str = "Agua para tomar y desagüe") -> Glimpse:
    """What others may know of an aporte."""
    return Glimpse(topic, "210607", people, date(2026, 3, 14))


def an_alike(code: str = CODE, people: int = 12, topic: str = "Agua para tomar y desagüe") -> Alike:
    """One that others told and that may be joined."""
    return Alike(code, a_glimpse(people, topic))


def a_view(code: str = CODE, *, mine: bool = True, people: int = 3) -> AporteView:
    """An aporte as the domain shows it."""
    return AporteView(
        code=code,
        kind=AporteKind.PROBLEMA,
        text="No hay agua potable desde hace un mes" if mine else "",
        ubigeo="210607" if mine else None,
        place_text="Taraco" if mine else "",
        affected="mi comunidad" if mine else "",
        actor=Actor.CIUDADANIA,
        state=AporteState.RECIBIDO,
        root_state=None,
        stage=None,
        is_prioritised=False,
        is_declined=False,
        glimpse=a_glimpse(people),
        answer_by=ANSWER_BY,
        is_mine=mine,
        is_followed=mine,
        may_change=mine,
    )


def obliging(command: Command) -> Result:  # noqa: PLR0911, C901 one line a command
    """A domain that does all it is asked, and knows of nothing alike."""
    match command:
        case FindSimilar():
            return SimilarFound(())
        case Submit():
            return Submitted(CODE, ANSWER_BY)
        case Join(code=code):
            return Joined(code, 4, ANSWER_BY, a_view(code, mine=False, people=4))
        case LookUp(code):
            return Found(a_view(code))
        case ListMine():
            return Mine((a_view(),))
        case Correct(code=code) | Withdraw(code):
            return Done(code)
        case GiveOpinion(code=code) | Reopen(code=code):
            return Done(code or CODE)
        case Arrive():
            return Arrived(ArrivedBy(SourceKind.MUNICIPALIDAD, "Taraco", "210607", 4, "Agua viva"))
        case Summarise(ubigeo):
            return Summarised(A_SUMMARY if ubigeo else None)
        case AskForPerson():
            return PersonAsked(0)
        case AnswerQuestion() | KeepQuestion() | SetNews() | SetPlace() | SetReachable():
            return Done()
        case _:
            return obliging_call(command)


def a_card(*, mine: ApplicationState | None = None, is_open: bool = True) -> CallCard:
    """A call as the domain shows it."""
    return CallCard(
        id=4,
        code="2026-01",
        title="Agua segura para mi comunidad",
        challenge="Que cada familia tenga agua segura todo el año.",
        partner="",
        applicants=(Applicant.COMUNIDAD, Applicant.MUNICIPALIDAD),
        who="",
        fund=2_500_000,
        share=90,
        ceiling=500_000,
        months=18,
        opens_at=NOW - timedelta(days=1),
        closes_at=NOW + timedelta(days=30),
        results_on=date(2027, 2, 15),
        bases_url="https://www.gob.pe/midis",
        contact="concursos@example.org",
        is_open=is_open,
        is_cancelled=False,
        has_results=False,
        mine=mine,
    )


def an_application(
    answers: dict[str, str] | None = None,
    state: ApplicationState = ApplicationState.BORRADOR,
    *,
    is_open: bool = True,
) -> ApplicationView:
    """An application as the domain shows it."""
    given = answers or {}
    return ApplicationView(
        concurso_id=4,
        title="Agua segura para mi comunidad",
        code=CODE,
        state=state,
        answers=given,
        next_step=next_step(given),
        files=0,
        applicants=(Applicant.COMUNIDAD, Applicant.MUNICIPALIDAD),
        closes_at=NOW + timedelta(days=30),
        is_open=is_open,
        outcome="",
    )


def obliging_call(command: CallCommand) -> Result:
    """The same about concursos: one is open, and nothing was answered to it yet."""
    match command:
        case ListCalls():
            return Calls((a_card(),))
        case SeeCall():
            return CallSeen(a_card())
        case AskCall():
            return CallAnswered("")
        case ListApplications():
            return Applications((an_application(),))
        case SeeCode():
            return CodeSeen()
        case SendApplication():
            return ApplicationSeen(an_application(state=ApplicationState.ENVIADA))
        case Apply() | AnswerStep() | WithdrawApplication():
            return ApplicationSeen(an_application())


@dataclass
class Talk:
    """One person's chat. `commands` is all that the domain was asked."""

    domain: Callable[[Command], Result] = obliging
    state: State = field(default_factory=State)
    commands: list[Command] = field(default_factory=list)
    heard: tuple[Outgoing, ...] = ()
    question: OpenQuestion | None = None
    consented: bool = False
    attachment: int | None = None
    received_at: datetime | None = None
    ubigeo: str = ""
    wants_news: bool = False
    view: InView = field(default_factory=InView)
    turns: int = 0
    bot: Listener = BOT

    def says(self, text: str, *, idle: timedelta = timedelta()) -> str:
        """Type something; the text of the answer."""
        return self.sends(Incoming("prueba", "", "1", Kind.TEXT, text=text), idle=idle)

    def taps(self, label: str) -> str:
        """Tap a choice of the last message by (part of) its label."""
        choice = next(
            choice for reply in self.heard for choice in reply.choices if label in choice.label
        )
        return self.presses(choice.value)

    def presses(self, value: str) -> str:
        """Tap a button by its value, however old."""
        return self.sends(Incoming("prueba", "", "1", Kind.BUTTON, choice=value))

    def sends(self, incoming: Incoming, *, idle: timedelta = timedelta()) -> str:
        """Anything else."""
        self.turns += 1
        incoming = replace(
            incoming,
            external_id=str(self.turns),
            message_id=incoming.message_id or f"m{self.turns}",
        )
        facts = Facts(
            world(),
            NOW,
            is_new=self.turns == 1,
            consented=self.consented,
            question=self.question,
            attachments=() if self.attachment is None else (self.attachment,),
            idle=idle,
            received_at=self.received_at,
            ubigeo=self.ubigeo,
            wants_news=self.wants_news,
            view=self.view,
        )
        state = State.from_json(self.state.to_json())
        turn = self.bot.converse(state, incoming, facts)
        replies = turn.replies
        for _ in range(4):
            if turn.command is None:
                break
            self.commands.append(turn.command)
            result = self.domain(turn.command)
            gives = isinstance(turn.command, Submit | Join | SendApplication)
            self.consented = self.consented or (gives and not isinstance(result, Refused))
            facts = replace(facts, consented=self.consented)
            turn = self.bot.resume(turn, result, facts)
            replies += turn.replies
        assert turn.command is None, "a turn must come to its end"
        self.state = turn.state
        self.heard = in_bubbles(replies)
        return self.said

    @property
    def said(self) -> str:
        """All that was said in the last turn."""
        return "\n".join(reply.text for reply in self.heard)

    @property
    def choices(self) -> list[str]:
        """Labels of the last message."""
        return [choice.label for reply in self.heard for choice in reply.choices]

    def asked_for(self, kind: type[T]) -> list[T]:
        """The commands of one kind."""
        return [command for command in self.commands if isinstance(command, kind)]
