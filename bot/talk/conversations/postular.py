"""Applying to a call: one question at a time, each answer kept at once, sent with a yes."""

from dataclasses import replace

from bot.messages import Kind
from bot.said import call_texts, texts
from bot.talk.dialogue import answers
from bot.talk.dialogue.applying import FOCUS, ask_step, asked, besides, place_of, status
from bot.talk.dialogue.calls import number_in, of_call
from bot.talk.dialogue.parts import WORDS, Ear, Precedence
from bot.talk.dialogue.questions import go_on
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Moment, Turn, first_say, say
from intake.concursos.commands import (
    AnswerStep,
    Applications,
    ApplicationSeen,
    ApplicationView,
    Apply,
    CallClosed,
    ListApplications,
    SendApplication,
    WithdrawApplication,
)
from intake.concursos.rules.application import APPLICANT_WORDS, OPTIONAL, STEPS
from intake.kinds import ApplicationState
from intake.listening.commands import Refused
from intake.reading.rules.acts import Act
from intake.requests.commands import Result

PHRASES = {
    "postular": "postular|quiero postular|postularme|seguir mi postulacion|como postulo",
    "postulaciones": "mis postulaciones|mi postulacion|postulaciones|estado de mi postulacion",
}
COMMANDS = (Apply, AnswerStep, SendApplication, WithdrawApplication, ListApplications)
_OWN_BUTTONS = ("pq:", "px:", "pl:")
_MOST_PLACES = 9
_FEW = 5  # words


def keeps_words(state: State) -> bool:
    """Whether their words are the answer to a step: only what ends it is a command."""
    return asked(state) is not None


def _tell(moment: Moment, text: str) -> Turn | None:
    """Free words, perhaps with a file, at a step."""
    at = asked(moment.state)
    if at is None:
        return None
    if moment.incoming.kind is Kind.TEXT and _stops(moment, text):
        return _leave(moment)
    return _tell_at(moment, *at, text)


def _edit(moment: Moment, text: str) -> Turn | None:
    """The message that answered a step of the application they are in was changed."""
    at, former = asked(moment.state), answers.find(moment.state, moment.incoming.message_id)
    then = asked(replace(moment.state, focus=former.to)) if former is not None else None
    if at is None or then is None or then[0] != at[0] or not text:
        return None
    return _tell_at(moment, *then, text)


def _tell_at(moment: Moment, concurso_id: int, step: str, words: str) -> Turn:
    """Words, perhaps with a file, as the answer to a step."""
    if step == "lugar" and words:
        match = moment.facts.world.gazetteer.search(words, home=moment.facts.ubigeo)
        if match.certainty == "sure":
            words = match.candidates[0].ubigeo
        elif match.candidates:
            choices = [
                (each.label[:60], f"pl:{concurso_id}:{each.ubigeo}")
                for each in match.proposed[:_MOST_PLACES]
            ]
            return say(moment.state, call_texts.WHICH_DISTRICT, *choices)
    return _answer(moment, concurso_id, step, words, moment.facts.attachment)


def _stops(moment: Moment, text: str) -> bool:
    """Whether they say, in a few words, that they do not want to go on: all is kept for later."""
    return moment.reading.act is Act.CANCELAR and len(text.split()) <= _FEW


def _at_position(moment: Moment, _: str) -> Turn | None:
    """A position at the step of the place: the districts it may be."""
    at, position = asked(moment.state), moment.position
    if at is None or position is None:
        return None
    concurso_id, step = at
    if step != "lugar":
        return besides(moment.state, texts.POSITION_NOT_NOW)
    near = moment.facts.world.gazetteer.nearest(*position)
    if not near:
        return say(moment.state, texts.DISTRICT_NOT_FOUND)
    choices = [(each.label[:60], f"pl:{concurso_id}:{each.ubigeo}") for each in near[:_MOST_PLACES]]
    return say(moment.state, call_texts.WHICH_DISTRICT, *choices)


def _leave(moment: Moment) -> Turn:
    """They stop half way: all is kept."""
    state = replace(moment.state, focus="")
    return go_on(state, moment.facts, call_texts.LEFT, *texts.MENU)


def _back(moment: Moment, concurso_id: int, step: str) -> Turn:
    """The step before, once more; before the first there is the call itself."""
    place = STEPS.index(step)
    if place == 0:
        return _leave(moment)
    return ask_step(moment.state, concurso_id, STEPS[place - 1])


def takes_verb(moment: Moment, verb: str) -> Turn | None:
    """While a step is asked, to cancel or to go back is said of the application."""
    step = asked(moment.state)
    if step is None or verb not in {"cancelar", "atras"}:
        return None
    return _leave(moment) if verb == "cancelar" else _back(moment, *step)


def _telephone(moment: Moment, text: str) -> Turn | None:
    """Their own card: the answer where a telephone is asked."""
    step = asked(moment.state)
    return _tell(moment, text) if step is not None and step[1] == "contacto" else None


def doubts(moment: Moment, turn: Turn) -> Turn | None:
    """An application goes with a clear yes; one that may answer something else is asked again."""
    command = turn.command
    if not isinstance(command, SendApplication) or moment.facts.view.is_ours:
        return None
    return Turn(replace(moment.state, focus=""), (), Apply(command.concurso_id, moment.facts.at))


EARS = (
    Ear(Precedence.FORM, WORDS, _tell),
    Ear(Precedence.FORM, frozenset({Kind.LOCATION}), _at_position),
    Ear(Precedence.FORM, frozenset({Kind.CONTACT}), _telephone),
    Ear(Precedence.FORM, frozenset({Kind.EDITED}), _edit),
)


def on_result(turn: Turn, result: Result, facts: Facts) -> Turn:
    """The domain answered."""
    state = turn.state
    match result:
        case ApplicationSeen(view):
            return _after(turn, view, facts)
        case Applications(()):
            return go_on(state, facts, call_texts.NO_APPLICATIONS, (call_texts.CALLS, "concursos"))
        case Applications(views):
            return _list(turn, views, facts)
        case CallClosed(reason):
            free = replace(state, focus="")
            number = getattr(turn.command, "concurso_id", 0)
            mine = (call_texts.MINE, f"postulacion:{number}")
            return say(free, reason, mine, (call_texts.CALLS, "concursos"))
        case Refused(reason) if isinstance(turn.command, AnswerStep):
            choices = [each for each in state.offered if each[1].startswith(_OWN_BUTTONS)]
            step = asked(state)
            question = f"\n\n{call_texts.question(step[1])}" if step else ""
            return say(state, f"{reason}{question}", *choices)
        case Refused(reason):
            free = replace(state, focus="")
            return go_on(free, facts, reason, (call_texts.CALLS, "concursos"), *texts.MENU[:2])
        case _:
            return go_on(replace(state, focus=""), facts, texts.WHAT_TO_DO, *texts.MENU)


def _after(turn: Turn, view: ApplicationView, facts: Facts) -> Turn:
    free = replace(turn.state, focus="")
    calls = (call_texts.CALLS, "concursos")
    match turn.command:
        case SendApplication():
            mine = (call_texts.MINE, f"postulacion:{view.concurso_id}")
            return say(free, call_texts.receipt(view), mine, calls)
        case WithdrawApplication():
            return say(free, call_texts.withdrawn(view), calls, texts.MENU[0])
    lead = _lead(turn, view, facts)
    if view.state is ApplicationState.ENVIADA and isinstance(turn.command, AnswerStep):
        return first_say(f"{lead} {call_texts.SENT_ALREADY}".strip(), status(free, view, facts))
    if view.state is not ApplicationState.BORRADOR or not view.is_open:
        return first_say(lead, status(free, view, facts))
    if view.next_step is not None:
        return first_say(lead, _question(turn.state, view, view.next_step))
    return first_say(lead, _review(free, view, facts))


def _lead(turn: Turn, view: ApplicationView, facts: Facts) -> str:
    """What was noted of their answer; before the first question, how this goes."""
    if isinstance(turn.command, AnswerStep):
        step, typed = turn.command.step, turn.command.text
        file_kept = call_texts.FILE_KEPT if turn.command.attachment is not None else ""
        noted = call_texts.noted(step, view.answers.get(step, ""), typed)
        return f"{file_kept} {noted}".strip()
    if view.answers:
        return ""
    notice = "" if facts.consented else f" {call_texts.NOTICE}"
    return f"{call_texts.HOW_TO_LEAVE}{notice}"


def _question(state: State, view: ApplicationView, step: str) -> Turn:
    number = view.concurso_id
    choices: list[tuple[str, str]] = []
    if step == "quien":
        choices = [(APPLICANT_WORDS[each], f"pq:{number}:{each}") for each in view.applicants]
    elif step in OPTIONAL:
        choices = [(call_texts.SKIP, f"px:{number}:{step}")]
    asking = replace(state, focus=f"{FOCUS}:{number}:{step}")
    return say(asking, call_texts.question(step), *choices, asks_location=step == "lugar")


def _review(state: State, view: ApplicationView, facts: Facts) -> Turn:
    number = view.concurso_id
    notice = "" if facts.consented else f"\n\n{call_texts.NOTICE} {call_texts.ACCEPT}"
    return say(
        state,
        f"{call_texts.ready(view, place_of(view, facts))}{notice}",
        (call_texts.SEND, f"pe:{number}"),
        (call_texts.CORRECT, f"pc:{number}"),
        (call_texts.LATER, "menu"),
    )


def _list(turn: Turn, views: tuple[ApplicationView, ...], facts: Facts) -> Turn:
    """All of them; where they want to apply and one waits half way, that one."""
    half = [each for each in views if each.state is ApplicationState.BORRADOR and each.is_open]
    if turn.state.focus == FOCUS and len(half) == 1:
        return Turn(replace(turn.state, focus=""), (), Apply(half[0].concurso_id, facts.at))
    lines = "\n".join(call_texts.line(each) for each in views)
    buttons = [
        (f"{place}: {each.title}"[:58], f"postulacion:{each.concurso_id}")
        for place, each in enumerate(views[:6], 1)
    ]
    state = replace(turn.state, focus="")
    said = f"{call_texts.YOUR_APPLICATIONS}\n{lines}"
    return say(state, said, *buttons, (call_texts.CALLS, "concursos"))


def _answer(
    moment: Moment, concurso_id: int, step: str, text: str, attachment: int | None = None
) -> Turn:
    command = AnswerStep(concurso_id, step, text, attachment, moment.facts.at)
    return Turn(replace(moment.state, focus=f"{FOCUS}:{concurso_id}:{step}"), (), command)


def _chosen(moment: Moment, rest: str, step: str) -> Turn:
    number, _, value = rest.partition(":")
    concurso_id = number_in(number)
    if concurso_id is None or not value:
        return _begin(moment, "")
    return _answer(moment, concurso_id, step, value)


def _skip(moment: Moment, rest: str) -> Turn:
    number, _, step = rest.partition(":")
    concurso_id = number_in(number)
    if concurso_id is None or step not in OPTIONAL:
        return _begin(moment, "")
    return _answer(moment, concurso_id, step, "")


def _begin(moment: Moment, rest: str) -> Turn:
    """Go on with the application to this call; without one, with whichever waits."""
    number = number_in(rest)
    if number is None:
        return Turn(replace(moment.state, focus=FOCUS), (), ListApplications())
    return Turn(replace(moment.state, focus=""), (), Apply(number, moment.facts.at))


def _correct(moment: Moment, rest: str) -> Turn:
    """Which answer; then that one is asked again."""
    number, _, step = rest.partition(":")
    concurso_id = number_in(number)
    if concurso_id is None:
        return _begin(moment, "")
    if step in STEPS:
        return ask_step(moment.state, concurso_id, step)
    choices = [(call_texts.NAMES[each], f"pc:{concurso_id}:{each}") for each in STEPS]
    state = replace(moment.state, focus="")
    return say(state, call_texts.WHAT_TO_CORRECT, *choices)


def _ask_withdrawal(moment: Moment, number: int) -> Turn:
    return say(
        replace(moment.state, focus=""),
        call_texts.REALLY_WITHDRAW,
        (call_texts.YES_WITHDRAW, f"prs:{number}"),
        (call_texts.NO_KEEP, f"postulacion:{number}"),
    )


VERBS = {
    "postular": _begin,
    "postulaciones": lambda moment, _: Turn(
        replace(moment.state, focus=""), (), ListApplications()
    ),
    "postulacion": _begin,
    "pq": lambda moment, rest: _chosen(moment, rest, "quien"),
    "pl": lambda moment, rest: _chosen(moment, rest, "lugar"),
    "px": _skip,
    "pc": _correct,
    "pe": of_call(
        lambda moment, number: Turn(
            replace(moment.state, focus=""),
            (),
            SendApplication(
                number,
                moment.facts.at,
                moment.facts.world.notice.version,
                moment.message_id,
            ),
        )
    ),
    "pr": of_call(_ask_withdrawal),
    "prs": of_call(
        lambda moment, number: Turn(
            replace(moment.state, focus=""), (), WithdrawApplication(number)
        )
    ),
}
