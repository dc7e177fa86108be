"""Applying to a call: one question at a time, each answer kept at once, sent with a yes."""

from dataclasses import replace

from bot.said import call_texts, texts
from bot.talk.conversations.concursos import number_in, of_call
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
from intake.requests.commands import Result
from intake.words.text import clean

PHRASES = {
    "postular": "postular|quiero postular|postularme|seguir mi postulacion|como postulo",
    "postulaciones": "mis postulaciones|mi postulacion|postulaciones|estado de mi postulacion",
}
COMMANDS = (Apply, AnswerStep, SendApplication, WithdrawApplication, ListApplications)
_FOCUS = "postular"
_OWN_BUTTONS = ("pq:", "px:", "pl:")
_MOST_PLACES = 6


def asked(state: State) -> tuple[int, str] | None:
    """The call and the step that free words answer now."""
    verb, _, rest = state.focus.partition(":")
    number, _, step = rest.partition(":")
    concurso_id = number_in(number)
    if verb != _FOCUS or concurso_id is None or step not in STEPS:
        return None
    return concurso_id, step


def tell(moment: Moment, concurso_id: int, step: str, text: str) -> Turn:
    """Free words, perhaps with a file, at a step."""
    words = clean(text)
    if step == "lugar" and words:
        match = moment.facts.world.gazetteer.search(words)
        if match.certainty == "sure":
            words = match.candidates[0].ubigeo
        elif match.candidates:
            choices = [
                (each.label[:60], f"pl:{concurso_id}:{each.ubigeo}")
                for each in match.candidates[:_MOST_PLACES]
            ]
            return say(moment.state, call_texts.WHICH_DISTRICT, *choices)
    return _answer(moment, concurso_id, step, words, moment.facts.attachment)


def at_position(moment: Moment, concurso_id: int, latitude: float, longitude: float) -> Turn:
    """A position at the step of the place: the districts it may be."""
    near = moment.facts.world.gazetteer.nearest(latitude, longitude)
    if not near:
        return say(moment.state, texts.DISTRICT_NOT_FOUND)
    choices = [(each.label[:60], f"pl:{concurso_id}:{each.ubigeo}") for each in near[:_MOST_PLACES]]
    return say(moment.state, call_texts.WHICH_DISTRICT, *choices)


def aside(moment: Moment, turn: Turn, concurso_id: int, step: str) -> Turn:
    """Something was said beside the matter: the open question follows."""
    said = turn.replies[0].text if turn.replies else ""
    return first_say(said, _ask_again(moment.state, concurso_id, step))


def besides(state: State, text: str) -> Turn | None:
    """Something said beside an application that is being written; None if none is."""
    step = asked(state)
    return first_say(text, _ask_again(state, *step)) if step else None


def leave(moment: Moment) -> Turn:
    """They stop half way: all is kept."""
    state = replace(moment.state, focus="")
    return go_on(state, moment.facts, call_texts.LEFT, *texts.MENU)


def back(moment: Moment, concurso_id: int, step: str) -> Turn:
    """The step before, once more; before the first there is the call itself."""
    place = STEPS.index(step)
    if place == 0:
        return leave(moment)
    return _ask_again(moment.state, concurso_id, STEPS[place - 1])


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
        return first_say(f"{lead} {call_texts.SENT_ALREADY}".strip(), _status(free, view, facts))
    if view.state is not ApplicationState.BORRADOR or not view.is_open:
        return first_say(lead, _status(free, view, facts))
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
    asking = replace(state, focus=f"{_FOCUS}:{number}:{step}")
    return say(asking, call_texts.question(step), *choices, asks_location=step == "lugar")


def _review(state: State, view: ApplicationView, facts: Facts) -> Turn:
    number = view.concurso_id
    notice = "" if facts.consented else f"\n\n{call_texts.NOTICE} {call_texts.ACCEPT}"
    return say(
        state,
        f"{call_texts.ready(view, _place(view, facts))}{notice}",
        (call_texts.SEND, f"pe:{number}"),
        (call_texts.CORRECT, f"pc:{number}"),
        (call_texts.LATER, "menu"),
    )


def show(state: State, view: ApplicationView, facts: Facts) -> Turn:
    """How one's own application stands, and what may be done with it."""
    return _status(replace(state, focus=""), view, facts)


def _status(state: State, view: ApplicationView, facts: Facts) -> Turn:
    number = view.concurso_id
    choices: list[tuple[str, str]] = []
    if view.is_open and view.state is ApplicationState.BORRADOR:
        choices.append((call_texts.GO_ON, f"postular:{number}"))
    if view.is_open and view.state is ApplicationState.ENVIADA:
        choices += [(call_texts.CORRECT, f"pc:{number}"), (call_texts.WITHDRAW, f"pr:{number}")]
    choices.append((call_texts.CALLS, "concursos"))
    return say(state, call_texts.status(view, _place(view, facts)), *choices)


def _list(turn: Turn, views: tuple[ApplicationView, ...], facts: Facts) -> Turn:
    """All of them; where they want to apply and one waits half way, that one."""
    half = [each for each in views if each.state is ApplicationState.BORRADOR and each.is_open]
    if turn.state.focus == _FOCUS and len(half) == 1:
        return Turn(replace(turn.state, focus=""), (), Apply(half[0].concurso_id, facts.at))
    lines = "\n".join(call_texts.line(each) for each in views)
    buttons = [
        (f"{place}: {each.title}"[:58], f"postulacion:{each.concurso_id}")
        for place, each in enumerate(views[:6], 1)
    ]
    state = replace(turn.state, focus="")
    said = f"{call_texts.YOUR_APPLICATIONS}\n{lines}"
    return say(state, said, *buttons, (call_texts.CALLS, "concursos"))


def _place(view: ApplicationView, facts: Facts) -> str:
    district = facts.world.gazetteer.find(view.answers.get("lugar", ""))
    return district.label if district else ""


def _answer(
    moment: Moment, concurso_id: int, step: str, text: str, attachment: int | None = None
) -> Turn:
    command = AnswerStep(concurso_id, step, text, attachment, moment.facts.at)
    return Turn(replace(moment.state, focus=f"{_FOCUS}:{concurso_id}:{step}"), (), command)


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
        return Turn(replace(moment.state, focus=_FOCUS), (), ListApplications())
    return Turn(replace(moment.state, focus=""), (), Apply(number, moment.facts.at))


def _correct(moment: Moment, rest: str) -> Turn:
    """Which answer; then that one is asked again."""
    number, _, step = rest.partition(":")
    concurso_id = number_in(number)
    if concurso_id is None:
        return _begin(moment, "")
    if step in STEPS:
        return _ask_again(moment.state, concurso_id, step)
    choices = [(call_texts.NAMES[each], f"pc:{concurso_id}:{each}") for each in STEPS]
    state = replace(moment.state, focus="")
    return say(state, call_texts.WHAT_TO_CORRECT, *choices)


def _ask_again(before: State, concurso_id: int, step: str) -> Turn:
    """One step by itself. Who applies is chosen among what the call takes, so it is looked up."""
    state = replace(before, focus=f"{_FOCUS}:{concurso_id}:{step}")
    if step == "quien":
        choices = [(words, f"pq:{concurso_id}:{each}") for each, words in APPLICANT_WORDS.items()]
        return say(state, call_texts.question(step), *choices)
    skip = [(call_texts.SKIP, f"px:{concurso_id}:{step}")] if step in OPTIONAL else []
    return say(state, call_texts.question(step), *skip, asks_location=step == "lugar")


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
