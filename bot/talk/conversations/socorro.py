"""Somebody in danger: help before anything else, in whatever state. Then the form stops.

`first` reads every free text before its conversation does. What becomes of the words:

- the Lab had asked, or something new was being told of a case: they are kept with that case;
- what is being told is about danger already: they join it, and its question is asked again;
- else they are held. They are asked whether they are safe, and nothing is registered unless they
  ask for it. What was being told, applied for or asked before waits, and the words are never its
  answer. More words join those that are held.

What is said next is heard as from somebody in danger (`_heard`): that they are safe, or not, that
they cannot speak, that whoever hurts them is gone, that what is on the screen must go.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.messages import Kind
from bot.said import helping, texts
from bot.talk.dialogue import applying, cases, telling
from bot.talk.dialogue.hearing import chosen_number, is_number, means_no, means_yes
from bot.talk.dialogue.questions import advance, again, menu, offer_draft
from bot.talk.dialogue.state import Held, State
from bot.talk.dialogue.turn import Facts, Moment, Turn, first_say, say
from intake.kinds import Actor, AporteKind
from intake.listening.commands import Refused
from intake.reading.rules.acts import Level
from intake.reading.rules.intent import IntentKind
from intake.requests.commands import Result
from intake.store.outgoing import Choice
from intake.words.codes import find_code
from intake.words.text import clean, normalise

FOCUS = "socorro"
_ASKS = re.compile(
    r"(si )?(por favor )?((quiero|quisiera|deseo) (que )?)?(me |lo |la |eso |esto )*"
    r"(registr(ar|alo|arlo|enlo|a|en|e|o)|qued[ea] registrad[oa]|guard(enlo|alo|arlo))"
    r"( por favor| todo| esto| eso| lo que conte| lo que escribi)*"
)
_QUIET = re.compile(
    r"\bno (puedo|podemos|se puede) (ni )?(llamar|hablar|contestar|hacer ruido)"
    r"|\b(me|nos) (escucha|oye|esta escuchando|esta oyendo)n?\b"
    r"|\besta (aqui|aca|al lado|cerca|conmigo|durmiendo|en la casa)\b"
)
_GONE = re.compile(r"\b(ya )?(se|lo) (fue|fueron|ha ido|han ido|llevaron)\b|\bya (salio|no esta)\b")
_CLEAR = re.compile(
    r"\b(borr|elimin)(a|ar|e|en|o|alo|arlo|ame|enlo|elo|aron)\b"
    r"|\bque no (se )?(vea|quede|lea)n?\b|\bno (deje|dejes|dejen) rastro"
)
_SAFE = re.compile(r"\b(estoy|estamos|toy) (ya )?(a salvo|bien|segur[oa]s?|fuera de peligro)\b")
_SI = re.compile(r"si+( ya)?( gracias)?")
_SHORT = 9
"""Words of an answer to the help; what is longer tells something."""
_MORE = frozenset({Kind.LOCATION, Kind.PHOTO, Kind.VOICE, Kind.DOCUMENT, Kind.EDITED})
_LEAVES = frozenset({"cancelar", "atras"})
"""Typed after the help they mean «no»: they must not undo what was being told before."""


def first(moment: Moment) -> Turn | None:
    """The whole answer where the words tell of danger; None where they do not."""
    state, incoming = moment.state, moment.incoming
    text = clean(incoming.text)
    if incoming.kind is Kind.BUTTON or _is_a_choice(text, state):
        return None
    reading = moment.reading
    if _is_helping(state) and _answers_help(moment, text):
        return None
    danger = reading.ways
    # Who was helped already and names no other danger goes on about the same.
    goes_on = _is_helping(state) and not reading.words
    if reading.level is not Level.NOW or goes_on:
        return _more(moment, text) if _is_helping(state) and incoming.kind in _MORE else None
    kept = _with_its_case(moment, text)
    if kept is not None:
        state = replace(kept.state, focus=FOCUS, held=_held(moment, text, danger))
        return first_say(helping.help_for(danger), replace(kept, state=state))
    if state.draft is not None and _is_of_danger(moment, state.draft.text):
        return _add_to_draft(moment, text, danger)
    return _ask(moment, helping.help_for(danger), _held(moment, text, danger))


def _answers_help(moment: Moment, text: str) -> bool:
    """Whether it is an answer to the help, and no sign of another danger («no respira, se fue»)."""
    is_typed = moment.incoming.kind is Kind.TEXT
    return is_typed and _heard(text) is not None and not moment.reading.words


def _is_of_danger(moment: Moment, text: str) -> bool:
    return moment.facts.world.read(text).level is Level.NOW


def beside(moment: Moment) -> str:
    """Where somebody may be in danger, the lines of help; what they wanted goes on under them."""
    reading, incoming = moment.reading, moment.incoming
    if incoming.kind is Kind.BUTTON or reading.level is not Level.MAYBE:
        return ""
    if _is_helping(moment.state) or _is_a_choice(clean(incoming.text), moment.state):
        return ""
    return helping.help_beside(reading.ways)


def _is_helping(state: State) -> bool:
    """Whether help was just said, and free words are no answer to anything."""
    return state.focus == FOCUS


def leave(state: State, verb: str) -> State:
    """They tapped or typed something else: what they write now is for that again."""
    return replace(state, focus="") if _is_helping(state) and verb != FOCUS else state


def takes_verb(moment: Moment, verb: str) -> Turn | None:
    """The page's own button of help, just after it: no list of commands now."""
    return _more(moment, "") if verb == "ayuda" and _is_helping(moment.state) else None


def before_choices(moment: Moment, text: str, value: str | None) -> Turn | None:
    """Words after the help; None where they are a command or a code. `value`: what they choose."""
    if not _is_helping(moment.state):
        return None
    answer = _heard(text)
    if answer is not None:
        return answer(moment)
    if _means_to_call(text, value):
        return _more(moment, "")
    if means_no(text) or value in _LEAVES:
        return _let_go(moment)
    if value is not None or find_code(text) is not None:
        return None
    return _let_go(moment) if moment.reading.says_nothing else _more(moment, text)


def _heard(text: str) -> Callable[[Moment], Turn] | None:
    """What short words after the help mean; None where they tell something else."""
    said = normalise(text)
    if not said or len(said.split()) > _SHORT:
        return None
    if _ASKS.fullmatch(said):
        return _register
    meant = (
        (_CLEAR.search(said), _how_to_clear),
        (_QUIET.search(said), _without_speaking),
        (_GONE.search(said), _while_gone),
        (said.startswith("no ") and _SAFE.search(said), _not_safe),
        (_SAFE.search(said) or _SI.fullmatch(said), _safe),
        (said == "no", _not_safe),
    )
    return next((answer for is_meant, answer in meant if is_meant), None)


def _means_to_call(text: str, value: str | None) -> bool:
    """«ok», «ya»: they will call; «100», where no number is offered: they ask, or tried to."""
    return means_yes(text) or (value is None and is_number(text))


def _danger_of(moment: Moment) -> tuple[IntentKind, ...]:
    """What they are in danger of, as far as they told."""
    held = moment.state.held
    return held.danger if held and held.danger else moment.reading.ways or _UNKNOWN


def _safe(moment: Moment) -> Turn:
    """They are out of it: only now, whether the team is to read it; what they did before waits."""
    line = helping.help_lines(_danger_of(moment)).splitlines()[0]
    held = moment.state.held
    if held is None or not held.text:
        return _nothing_held(moment)
    return say(moment.state, helping.SAFE_NOW.format(line=line), *_CHOICES)


def _not_safe(moment: Moment) -> Turn:
    return _still(moment, helping.help_for(_danger_of(moment)))


def _without_speaking(moment: Moment) -> Turn:
    return _still(moment, helping.quietly(_danger_of(moment)))


def _while_gone(moment: Moment) -> Turn:
    return _still(moment, f"{helping.HE_IS_GONE}\n{helping.help_lines(_danger_of(moment))}")


def _how_to_clear(moment: Moment) -> Turn:
    on_the_page = moment.incoming.channel == _PAGE
    how = helping.CLEAR_THE_PAGE if on_the_page else helping.CLEAR_THE_CHAT
    return _still(moment, f"{how}\n{helping.help_lines(_danger_of(moment)).splitlines()[0]}")


def _still(moment: Moment, said: str) -> Turn:
    """Say this to somebody who is in danger still."""
    return say(moment.state, said, *_AFTER_HELP)


def _more(moment: Moment, text: str) -> Turn:
    """They go on telling: it is no place and no answer, and it waits with the rest."""
    held = _held(moment, text, ())
    lead = helping.NO_RESCUE if moment.incoming.kind is Kind.LOCATION else helping.IF_IT_GOES_ON
    lines = helping.help_lines(held.danger or _UNKNOWN)
    return _ask(moment, f"{lead}\n{lines}\n\n{helping.NOT_REGISTERED_YET}", held)


def before_result(turn: Turn, result: Result) -> Turn | None:
    """The words are with their case; where that could not be, they may still be registered."""
    if not _is_helping(turn.state):
        return None
    if isinstance(result, Refused):
        return say(turn.state, helping.NOT_REGISTERED_YET, *_CHOICES)
    danger = turn.state.held.danger if turn.state.held else ()
    state = replace(turn.state, held=Held(danger=danger))
    if state.draft is not None:
        return say(state, helping.KEPT_WITH_CASE, (texts.GO_ON, "seguir"))
    return say(state, helping.KEPT_WITH_CASE, (texts.MY_APORTES, "mios"))


def finish(turn: Turn, _: Facts) -> Turn:
    """What was being told before the danger is there again, and offered, once that is settled."""
    state = turn.state
    if state.draft is not None or state.parked is None or turn.command is not None:
        return turn
    offered = (*state.offered, (texts.GO_ON, "seguir"))
    state = replace(state, draft=state.parked, parked=None, offered=offered)
    if not turn.replies:
        return replace(turn, state=state)
    *before, last = turn.replies
    last = replace(last, choices=(*last.choices, Choice(texts.GO_ON, "seguir")))
    return replace(turn, state=state, replies=(*before, last))


_CHOICES = ((helping.REGISTER_IT, f"{FOCUS}:si"), (texts.NO_THANKS, f"{FOCUS}:no"))
_AFTER_HELP = ((helping.I_AM_SAFE, f"{FOCUS}:salvo"), (helping.CANNOT_SPEAK, f"{FOCUS}:callado"))
_UNKNOWN = (IntentKind.VIOLENCIA, IntentKind.EMERGENCIA)
"""Whose lines are said where nobody knows any more what the danger was."""
_PAGE = "web"
"""The channel that can clear what it shows by itself."""


def _is_a_choice(text: str, state: State) -> bool:
    """A number, or exactly what a button says. What is only like it may be somebody's own words."""
    if chosen_number(text, len(state.offered)) is not None:
        return True
    return normalise(text) in {normalise(label) for label, _ in state.offered}


def _ask(moment: Moment, said: str, held: Held) -> Turn:
    return say(replace(moment.state, focus=FOCUS, held=held), said, *_AFTER_HELP)


def _held(moment: Moment, text: str, danger: tuple[IntentKind, ...]) -> Held:
    """The words with those that are held; with them what was being asked when they came."""
    state = moment.state
    held = state.held or Held()
    if not _is_helping(state):
        # What was held before and never settled stays with it: the summary will show the whole.
        held = replace(held, focus=state.focus, offered=state.offered)
    is_its_edit = moment.incoming.kind is Kind.EDITED and held.message_id == moment.message_id
    kinds = dict.fromkeys((*danger, *held.danger))
    return replace(
        held,
        text=text if is_its_edit else clean(f"{held.text}\n{text}"),
        message_id=held.message_id or moment.message_id,
        attachments=(*held.attachments, *moment.facts.attachments),
        danger=tuple(kinds),
    )


def _with_its_case(moment: Moment, text: str) -> Turn | None:
    """Handed to the case that waits for words, if one does."""
    state, facts = moment.state, moment.facts
    if moment.incoming.kind is Kind.EDITED:
        return None
    question = cases.asked(state)
    if question is None and facts.question is not None and not (state.focus or state.draft):
        question = facts.question.id
    if question is not None:
        return cases.answer(moment, question, text)
    reopened = cases.reopening(state)
    return None if reopened is None else cases.reopen(moment, reopened, text)


def _add_to_draft(moment: Moment, text: str, danger: tuple[IntentKind, ...]) -> Turn:
    """They asked already that this be registered: it goes on, with the lines said again."""
    state = moment.state
    draft = state.telling
    lead = f"{helping.IF_IT_GOES_ON}\n{helping.help_lines(danger)}\n\n{texts.ADDED}"
    if moment.incoming.kind is Kind.EDITED and draft.message_id == moment.message_id:
        return telling.tell(state, moment.facts, text, draft.message_id, lead=lead)
    files = (*draft.attachments, *moment.facts.attachments)
    state = state.with_draft(text=clean(f"{draft.text}\n{text}"), attachments=files)
    return advance(state, moment.facts, lead)


def _register(moment: Moment) -> Turn:
    """They want it registered: it is told as any other, and what was being told waits."""
    state, facts = moment.state, moment.facts
    held, draft = state.held, state.draft
    if held is None or not held.text:
        return _nothing_held(moment)
    state = replace(state, focus="", held=None)
    facts = replace(facts, attachments=())
    is_its_own = draft is not None and (not draft.text or draft.message_id == held.message_id)
    if is_its_own:
        turn = telling.tell(state, facts, held.text, held.message_id)
    elif draft is not None and state.parked is not None:
        whole = clean(f"{draft.text}\n{held.text}")
        turn = telling.tell(state, facts, whole, draft.message_id)
    else:
        turn = telling.start(
            replace(state, draft=None, parked=draft),
            facts,
            AporteKind.PROBLEMA,
            text=held.text,
            message_id=held.message_id,
        )
    files = dict.fromkeys((*turn.state.telling.attachments, *held.attachments))
    state = _as_it_is(turn.state.with_draft(attachments=tuple(files)), facts)
    return advance(state, facts, helping.REGISTERING)


def _as_it_is(state: State, facts: Facts) -> State:
    """Nobody in danger is asked where, nor whom it touches: what was said is enough for a person.

    The whole is shown, and may be corrected, before it is registered.
    """
    draft = state.telling
    where = draft.district
    return state.with_draft(
        ubigeo=where,
        no_place=not where,
        guess=(),
        actor=draft.actor or facts.actor or Actor.CIUDADANIA,
        compared=True,
    )


def _let_go(moment: Moment) -> Turn:
    """They do not want it registered: back to where they were."""
    held = moment.state.held
    if held is None or not held.text:
        return _nothing_held(moment)
    if not _is_helping(moment.state):
        # An old button: they are elsewhere by now, and stay there.
        return again(replace(moment.state, held=None), moment.facts, helping.NOT_REGISTERED)
    state = replace(moment.state, focus=held.focus, offered=held.offered, held=None)
    beside = applying.besides(state, helping.NOT_REGISTERED)
    if beside is not None:
        return beside
    draft = state.draft
    if draft is not None and not (draft.text or draft.attachments):
        state = replace(state, draft=None, focus="", offered=())
    elif draft is not None:
        return first_say(helping.NOT_REGISTERED, offer_draft(state))
    if state.focus:
        return again(state, moment.facts, helping.NOT_REGISTERED)
    return say(state, helping.NOT_REGISTERED, *texts.MENU)


def _nothing_held(moment: Moment) -> Turn:
    """The words are with their case, or all was settled before: there is nothing to decide."""
    if _is_helping(moment.state):
        return menu(replace(moment.state, held=None))
    return again(moment.state, moment.facts, texts.OLD_BUTTON)


def _settle(moment: Moment, choice: str) -> Turn:
    does = {"si": _register, "salvo": _safe, "callado": _without_speaking}.get(choice, _let_go)
    return does(moment)


VERBS = {FOCUS: _settle}
