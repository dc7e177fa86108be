"""What is asked next while an aporte is being told: what it cannot do without, then the whole.

The recap asks everything else at once: whether the place that was understood is right, whether it
is the same as what others told, and the yes. Whom it touches may stay unsaid (ADR 0031).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from bot.said import texts, wording
from bot.talk.dialogue import personal, place
from bot.talk.dialogue.state import Draft, State
from bot.talk.dialogue.turn import Facts, Turn, first_say, say
from intake.kinds import AporteKind
from intake.listening.commands import FindSimilar
from intake.reading.rules.acts import Level
from intake.store.outgoing import Outgoing

_AWAY = timedelta(hours=12)
"""Who wrote less long ago than this is still here, and does not come again."""


def advance(state: State, facts: Facts, lead: str = "") -> Turn:
    """Ask for the first thing that is missing; at the end, show it whole and ask for a yes."""
    return first_say(lead, _question(state.telling)(state, facts))


def go_on(state: State, facts: Facts, text: str, *choices: tuple[str, str]) -> Turn:
    """Say something beside the matter; then the open question, or the choices if none is open."""
    if state.draft is not None:
        return advance(state, facts, text)
    return say(state, text, *choices)


def _question(draft: Draft) -> Callable[[State, Facts], Turn]:
    asked = (
        (bool(draft.aside), ask_which),
        (draft.correcting, ask_what_to_correct),
        (bool(draft.pending), ask_whether_to_drop),
        (not draft.text or draft.retelling, ask_what),
        (bool(draft.matters), ask_one_or_two),
        (draft.lacks_place, place.ask),
        (draft.asks_whom, _ask_affected),
        (draft.lacks_comparison, compare),
    )
    return next((question for is_open, question in asked if is_open), summary)


def button(draft: Draft, step: str, choice: str) -> str:
    """The value of a button of this draft."""
    return f"d{draft.serial}:{step}:{choice}"


def ask_what(state: State, _: Facts) -> Turn:
    """Ask what happens, or what the idea is."""
    draft = state.telling
    if draft.attachments:
        return say(
            state, texts.FILE_WITHOUT_WORDS, (texts.LISTEN_TO_IT, button(draft, "voz", "oir"))
        )
    return say(state, texts.WHAT_IDEA if draft.kind is AporteKind.IDEA else texts.WHAT_PROBLEM)


def _ask_affected(state: State, _: Facts) -> Turn:
    draft = state.telling
    question = texts.WHO_IDEA if draft.kind is AporteKind.IDEA else texts.WHO_PROBLEM
    return say(
        state,
        question,
        *((label, button(draft, "afecta", choice)) for choice, label in texts.AFFECTED_CHOICES),
    )


def compare(state: State, facts: Facts) -> Turn:
    """Look for what others told, before all is shown."""
    draft = state.telling
    reading = facts.world.read(draft.text)
    unheard = draft.text == texts.VOICE_TO_HEAR or reading.needs_interpreter
    if unheard or reading.level is not Level.NONE:
        # Nothing to compare until somebody has heard or read it; and who is in danger is not
        # asked whether it is the same as what others told.
        return summary(state.with_draft(compared=True), facts)
    return Turn(state, (), FindSimilar(draft.text, draft.district or None, draft.kind))


def summary(state: State, facts: Facts) -> Turn:
    """Show all that will be registered, what others told alike, and ask for a yes.

    The notice goes before it where it was not accepted yet.
    """
    draft = state.telling
    where = place.label_of(facts, draft.district, draft.place_text)
    is_asked = not draft.ubigeo and bool(draft.district)
    parts = [
        wording.recap(
            draft.kind,
            draft.text,
            f"¿{where}?" if is_asked else where,
            draft.affected,
            draft.actor,
            len(draft.attachments),
        )
    ]
    asked = _last_question(draft, facts)
    if draft.alike:
        # Together: what may be joined stands over its choices.
        asked = f"{wording.alike([line for _, _, line in draft.alike])}\n{asked}"
    if signs := personal.found_in(draft):
        # No question of its own: a bare «sí» is the answer to the one that follows.
        asked = f"{texts.may_be_taken_out(signs)}\n{asked}"
    parts.append(asked)
    turn = say(
        state.with_draft(noticed=True),
        "\n\n".join(parts),
        *_recap_choices(draft, place_is_asked=is_asked),
    )
    is_told = facts.consented or draft.noticed
    notice = () if is_told else (Outgoing(facts.world.notice.short),)
    return replace(turn, replies=(*notice, *turn.replies))


def _last_question(draft: Draft, facts: Facts) -> str:
    said = [texts.SAVE_CHANGES if draft.editing else texts.REGISTER]
    if not facts.consented:
        said.append(texts.JOINING_PERMITS if draft.alike else texts.ACCEPT_BY_TAPPING)
    is_calm = facts.world.read(draft.text).level is Level.NONE
    if is_calm and not (draft.affected or draft.alike or draft.editing):
        said.append(texts.SAY_WHOM_TOO)
    return " ".join(said)


def _recap_choices(draft: Draft, *, place_is_asked: bool) -> Iterator[tuple[str, str]]:
    yes = texts.YES_CORRECT if draft.editing else texts.YES_REGISTER
    yield yes, button(draft, "resumen", "si")
    for code, name, _ in draft.alike:
        yield wording.join_label(name), button(draft, "igual", code)
    if place_is_asked:
        yield texts.ELSEWHERE, button(draft, "lugar", "otro")
    if personal.found_in(draft):
        yield texts.TAKE_OUT, button(draft, "resumen", "quitar")
    yield texts.CORRECT_SOMETHING, button(draft, "resumen", "corregir")
    yield texts.MORE_INFORMATION, "privacidad"


def ask_what_to_correct(state: State, _: Facts) -> Turn:
    """Ask which of the answers is to be corrected; words that may be of any are offered a place."""
    draft = state.telling
    fields: tuple[tuple[str, str], ...] = texts.CORRECTABLE
    question = texts.WHAT_TO_CORRECT
    if draft.pending:
        question = texts.what_to_do_with(draft.pending)
        fields = (("agregar", texts.ADD_TO_STORY), *fields)
    return say(
        state,
        question,
        *((label, button(draft, "cambiar", field)) for field, label in fields),
        *(() if draft.editing else ((texts.LEAVE_IT, "cancelar"),)),
    )


def ask_one_or_two(state: State, _: Facts) -> Turn:
    """Ask whether two matters that came in one message are told as one or as two."""
    draft = state.telling
    return say(
        state,
        texts.one_or_two(draft.matters),
        (texts.AS_ONE, button(draft, "partes", "una")),
        (texts.AS_TWO, button(draft, "partes", "dos")),
    )


def ask_whether_to_drop(state: State, _: Facts) -> Turn:
    """Ask whether all is given up; where a place is asked, perhaps only that is not told."""
    draft = state.telling
    skip = ((texts.RATHER_NOT_SAY, button(draft, "lugar", "ninguno")),)
    return say(
        state,
        texts.WHETHER_TO_DROP,
        (texts.YES_DROP, "cancelar"),
        (texts.NO_GO_ON, "seguir"),
        *(skip if draft.text and draft.lacks_place else ()),
        (texts.ADD_TO_STORY, button(draft, "cambiar", "agregar")),
    )


def ask_which(state: State, _: Facts) -> Turn:
    """Ask whether words that came days later are something new."""
    draft = state.telling
    return say(
        state,
        texts.same_or_new(draft.text),
        (texts.GO_ON, button(draft, "aparte", "seguir")),
        (texts.SOMETHING_NEW, button(draft, "aparte", "nuevo")),
    )


def offer_draft(state: State) -> Turn:
    """Offer a draft that waits: go on with it, drop it, or something else."""
    return say(
        replace(state, focus=""),
        texts.draft_waits(state.telling.text),
        (texts.GO_ON, "seguir"),
        (texts.DROP_DRAFT, "cancelar"),
        *texts.MENU[2:],
    )


def greet(state: State, facts: Facts) -> Turn:
    """What this is, and the choices; a draft that waits is offered first."""
    if state.draft is not None:
        hello = texts.HELLO_AGAIN if facts.idle >= _AWAY else texts.HELLO
        return first_say(hello, offer_draft(state))
    return say(replace(state, focus=""), greeting(facts), *texts.MENU)


def greeting(facts: Facts) -> str:
    """What this is for who is new; «de nuevo» only for who comes back after a while."""
    if facts.is_new:
        return texts.GREETING
    return texts.GREETING_AGAIN if facts.idle >= _AWAY else texts.GREETING_BACK


def menu(state: State) -> Turn:
    """Show the choices; a draft that waits is kept and offered."""
    if state.draft is not None:
        return offer_draft(state)
    return say(replace(state, focus=""), texts.WHAT_TO_DO, *texts.MENU)


def again(state: State, facts: Facts, lead: str) -> Turn:
    """Ask once more what was being asked; show the menu if nothing was."""
    if state.focus:
        return say(state, lead, *(state.offered or ((texts.NOT_NOW, "menu"),)))
    if state.draft is not None:
        return advance(state, facts, lead)
    return first_say(lead, menu(state))
