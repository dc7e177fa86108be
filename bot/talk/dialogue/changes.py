"""What is changed in words, at any step: the place, whom it touches, the kind, what was told, or
all of it taken back.

The reader says that something is changed or given up. Which answer it is, the words say by what
they hold: a place of the list, people, a number, words of the story, the name of a field. What
nothing tells is asked, and no word is dropped meanwhile.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.said import texts
from bot.talk.dialogue import personal, place
from bot.talk.dialogue.hearing import is_bare
from bot.talk.dialogue.questions import advance, ask_what_to_correct, ask_whether_to_drop
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Moment, Turn, say
from intake.kinds import AporteKind
from intake.listening.rules.affected import affected_in
from intake.places.rules.gazetteer import District
from intake.reading.rules.acts import Act, Asked
from intake.reading.rules.leaving import Leaving, leaving
from intake.reading.rules.reader import Reading
from intake.words.keys import stems_of
from intake.words.quantities import Doubt, Unit, read_quantity
from intake.words.text import clean, normalise, word_set

_PERHAPS = 0.3
"""From what share on it is asked whether all is given up, though it was read as an answer."""
_SHORT = 8
"""Words of more than this tell something: they are no bare wish to stop or to change a field."""
_OTHER_KIND = {AporteKind.IDEA: AporteKind.PROBLEMA, AporteKind.PROBLEMA: AporteKind.IDEA}
_KINDS = {
    "idea": AporteKind.IDEA,
    "propuesta": AporteKind.IDEA,
    "problema": AporteKind.PROBLEMA,
}
_FIELDS = {
    "lugar": word_set("lugar sitio distrito provincia ubicacion donde"),
    "afecta": word_set("afecta afectados quienes ayuda ayudaria"),
    "texto": word_set("conte contado texto mensaje relato dije"),
    "tipo": word_set("tipo problema idea"),
}
_EVERYTHING = word_set("todo todito todos toda")
_CLAIM = re.compile(r"[,;.:\n]+|\bsino\b")
TELLS = frozenset({Act.APORTE, Act.RECLAMO, Act.DENUNCIA})
_NEVER_ANSWERS = frozenset(
    {Act.PREGUNTA, Act.PERSONA, Act.ESTADO, Act.SALUDO, Act.GRACIAS, Act.INSULTO, Act.SPAM}
)


def changed(moment: Moment, text: str) -> Turn | None:
    """What words make that change or give up what was told; None where they only answer."""
    if is_bare(text) or leaving(text) is not Leaving.NO:
        return None  # whoever may want to leave the news was asked before, and said they do not
    if personal.asks_to_take_out(text) and personal.found_in(moment.state.telling):
        return advance(personal.taken_out(moment.state), moment.facts, texts.TAKEN_OUT)
    reading = moment.reading
    if gives_up(moment.state, text, reading):
        return drop(moment.state)
    if _may_give_up(text, reading):
        return ask_whether_to_drop(moment.state.with_draft(pending=clean(text)), moment.facts)
    if moment.state.telling.text and _corrects(moment, text, reading):
        return amend(moment.state, moment.facts, text)
    return None


def is_beside(reading: Reading) -> bool:
    """Whether it surely is no answer and tells nothing: a question, thanks, an insult."""
    return reading.act in _NEVER_ANSWERS and not reading.may_answer


def tells_instead(reading: Reading, text: str) -> bool:
    """Whether, where only a district was asked, something is told or asked: it is heard as that."""
    is_told = reading.act in TELLS and len(text.split()) > _SHORT
    return is_told or is_beside(reading)


def gives_up(state: State, text: str, reading: Reading) -> bool:
    """Whether they want no more of it, said so that nothing else is meant."""
    if reading.act is not Act.CANCELAR or not _EVERYTHING.isdisjoint(normalise(text).split()):
        return False
    # «Mejor no», where it is asked where: perhaps only that is not told.
    return state.asked is not Asked.PLACE or not reading.may_answer


def _may_give_up(text: str, reading: Reading) -> bool:
    if len(text.split()) > _SHORT:
        return False
    return reading.act is Act.CANCELAR or _share(reading, Act.CANCELAR) >= _PERHAPS


def _share(reading: Reading, act: Act) -> float:
    return reading.opinion.acts[act] if reading.opinion else 0.0


def _corrects(moment: Moment, text: str, reading: Reading) -> bool:
    """The reader says so, or nearly so of a field that is named; or it begins with a «no», where no
    place is asked, and names another place.
    """
    if reading.act is Act.CORRECCION:
        return True
    if _share(reading, Act.CORRECCION) >= _PERHAPS and _named_field(text):
        return True
    first, *more = normalise(text).split() or [""]
    if moment.state.asked is Asked.PLACE or first != "no" or not 0 < len(more) < _SHORT:
        return False
    return named_place(moment.facts, text) is not None


def drop(state: State) -> Turn:
    """Nothing is registered, and what was told waits in case they think better of it."""
    draft = state.telling
    said = texts.NOT_CHANGED if draft.editing else texts.CANCELLED
    kept = draft if draft.text or draft.attachments else None
    if kept is not None and state.later is not None:
        kept = replace(kept, text=clean(f"{kept.text}\n{state.later.text}"))  # both, as they came
    back = ((texts.TAKE_UP_AGAIN, "retomar"),) if kept else ()
    state = replace(state, draft=None, later=None, dropped=kept, focus="")
    return say(state, said, *texts.MENU, *back)


def amend(state: State, facts: Facts, text: str) -> Turn:
    """Change what the words are of; where nothing tells, ask. They stay until it is known."""
    text = clean(f"{state.telling.pending}\n{text}")
    free = state.with_draft(correcting=False, pending="")
    for attempt in (_place, _whom, _kind, _story, _field):
        turn = attempt(free, facts, text)
        if turn is not None:
            return turn
    return ask_what_to_correct(state.with_draft(correcting=True, pending=text), facts)


def add(state: State, facts: Facts, text: str, lead: str = texts.ADDED) -> Turn:
    """More of what happens: it joins what was told."""
    return advance(with_more(state, text), facts, lead)


def with_more(state: State, text: str) -> State:
    """The state in which the words have joined what was told."""
    draft = state.telling
    return state.with_draft(
        text=clean(f"{draft.text}\n{text}"),
        matters=(),
        pending="",
        correcting=False,
    )


def forget(state: State, field: str) -> State:
    """Ask one answer again; the rest stays. What was told stands until it is told anew."""
    state = state.with_draft(correcting=False)
    match field:
        case "texto":
            return state.with_draft(retelling=True)
        case "lugar":
            return state.with_draft(
                ubigeo="",
                no_place=False,
                guess=(),
                place_text="",
                place_tries=0,
                alike=(),
                compared=False,
            )
        case "afecta":
            return state.with_draft(affected="", actor=None, asks_whom=True)
        case "tipo":
            return state.with_draft(kind=_OTHER_KIND[state.telling.kind])
        case _:
            return state


def _place(state: State, facts: Facts, text: str) -> Turn | None:
    found = named_place(facts, text)
    if found is None or found.ubigeo == state.telling.district:
        return None
    state, lead = place.on_text(forget(state, "lugar"), facts, text)
    return advance(state, facts, lead or texts.PLACE_CHANGED)


def named_place(facts: Facts, text: str) -> District | None:
    """The likeliest district that the words name, and not only resemble."""
    gazetteer = facts.world.gazetteer
    match = gazetteer.search(text, home=facts.ubigeo)
    if not match.proposed:
        return None
    first = match.proposed[0]
    is_named = f" {normalise(first.name)} " in f" {normalise(text)} "
    return first if is_named or gazetteer.search_in_sentence(text).proposed else None


def _whom(state: State, facts: Facts, text: str) -> Turn | None:
    said = _last(text, affected_in)
    if not said:
        return None
    state = state.with_draft(affected=said)
    # «No son 20, son 200 familias»: the story may say the other number.
    return advance(with_more(state, text) if _counts(text) else state, facts, texts.WHOM_CHANGED)


def _kind(state: State, facts: Facts, text: str) -> Turn | None:
    named = [_KINDS[word] for word in normalise(text).split() if word in _KINDS]
    if not named or named[-1] is state.telling.kind:
        return None
    return advance(state.with_draft(kind=named[-1]), facts, texts.KIND_CHANGED)


def _story(state: State, facts: Facts, text: str) -> Turn | None:
    """A number, or words that are in the story: it is the story that they correct."""
    told = set(stems_of(state.telling.text))
    return add(state, facts, text) if _counts(text) or told & set(stems_of(text)) else None


def _counts(text: str) -> bool:
    return any(read_quantity(text, unit) is not Doubt.NOTHING for unit in Unit)


def _field(state: State, facts: Facts, text: str) -> Turn | None:
    """«Cambia el lugar»: the name of one field, and too short to say what it is instead."""
    field = _named_field(text)
    return advance(forget(state, field), facts) if field else None


def _named_field(text: str) -> str:
    """The one field that few words name; empty where they name none, or two."""
    said = normalise(text).split()
    named = [field for field, names in _FIELDS.items() if not names.isdisjoint(said)]
    return named[0] if len(named) == 1 and len(said) <= _SHORT else ""


def _last(text: str, finds: Callable[[str], str]) -> str:
    """What is found in the last claim that holds any: «no es mi familia, es toda la comunidad»."""
    return next((found for part in reversed(_CLAIM.split(text)) if (found := finds(part))), "")
