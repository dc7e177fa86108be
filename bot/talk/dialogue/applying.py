"""An application that is being written: where it stands, and its open question once more."""

from dataclasses import replace

from bot.said import call_texts
from bot.talk.dialogue.calls import number_in
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Moment, Turn, first_say, say
from intake.concursos.commands import ApplicationView
from intake.concursos.rules.application import APPLICANT_WORDS, OPTIONAL, STEPS
from intake.kinds import ApplicationState

FOCUS = "postular"


def asked(state: State) -> tuple[int, str] | None:
    """The call and the step that free words answer now."""
    verb, _, rest = state.focus.partition(":")
    number, _, step = rest.partition(":")
    concurso_id = number_in(number)
    if verb != FOCUS or concurso_id is None or step not in STEPS:
        return None
    return concurso_id, step


def aside(moment: Moment, turn: Turn) -> Turn:
    """What a turn says, and after it the open question of the application, where there is one."""
    step = asked(moment.state)
    if step is None:
        return turn
    said = turn.replies[0].text if turn.replies else ""
    return first_say(said, ask_step(moment.state, *step))


def besides(state: State, text: str) -> Turn | None:
    """Something said beside an application that is being written; None where none is."""
    step = asked(state)
    return first_say(text, ask_step(state, *step)) if step else None


def ask_step(before: State, concurso_id: int, step: str) -> Turn:
    """One step by itself. Who applies is chosen among what the call takes, so it is looked up."""
    state = replace(before, focus=f"{FOCUS}:{concurso_id}:{step}")
    if step == "quien":
        choices = [(words, f"pq:{concurso_id}:{each}") for each, words in APPLICANT_WORDS.items()]
        return say(state, call_texts.question(step), *choices)
    skip = [(call_texts.SKIP, f"px:{concurso_id}:{step}")] if step in OPTIONAL else []
    return say(state, call_texts.question(step), *skip, asks_location=step == "lugar")


def status(state: State, view: ApplicationView, facts: Facts) -> Turn:
    """How it stands, and what may be done with it now."""
    number = view.concurso_id
    choices: list[tuple[str, str]] = []
    if view.is_open and view.state is ApplicationState.BORRADOR:
        choices.append((call_texts.GO_ON, f"postular:{number}"))
    if view.is_open and view.state is ApplicationState.ENVIADA:
        choices += [(call_texts.CORRECT, f"pc:{number}"), (call_texts.WITHDRAW, f"pr:{number}")]
    choices.append((call_texts.CALLS, "concursos"))
    return say(state, call_texts.status(view, place_of(view, facts)), *choices)


def place_of(view: ApplicationView, facts: Facts) -> str:
    """The district it is for, as said to them; empty where it is not known yet."""
    district = facts.world.gazetteer.find(view.answers.get("lugar", ""))
    return district.label if district else ""
