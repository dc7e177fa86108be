"""The conversation, pure: what comes in and what is known give what is said and asked.

`converse` takes one incoming message; where the turn it returns holds a command, the inbox has the
domain obey it and hands the result to `resume`. Nothing here reads a clock or a database.

A conversation is one module of this package. It may have: VERBS (the first word of a button's
value, to what it does), PHRASES (a verb, to the words that mean it when they are typed), COMMANDS
(what it asks of the domain) and on_result (what it makes of the answer).
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import ModuleType

from bot.messages import Incoming, Kind
from bot.said import texts, wording
from bot.talk.conversations import (
    concursos,
    contar,
    inicio,
    invitar,
    llegada,
    mios,
    noticias,
    postular,
    preguntas,
    respuesta,
    resumen,
    socorro,
)
from bot.talk.dialogue import choosing, loops, place
from bot.talk.dialogue.hearing import (
    command_in,
    is_label,
    is_number,
    means_position,
    means_yes,
    slash_command,
    spoken_emoji,
)
from bot.talk.dialogue.questions import advance, again, menu
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Moment, Turn, first_say, say
from intake.concursos.commands import Apply, SendApplication
from intake.kinds import AporteKind
from intake.listening.commands import Join, SetNews, SetReachable, Submit
from intake.plugins import discover
from intake.reading.rules.intent import Intent, IntentKind, read
from intake.reading.rules.language import hear
from intake.requests.commands import Command, Result
from intake.words.codes import code_within, find_code, looks_like_code
from intake.words.text import clean, normalise

_ALL: tuple[ModuleType, ...] = tuple(discover(sys.modules[__name__]))
_VERBS: Mapping[str, Callable[[Moment, str], Turn]] = {
    verb: does for module in _ALL for verb, does in getattr(module, "VERBS", {}).items()
}
_PHRASES: Mapping[str, str] = {
    normalise(phrase): verb
    for module in _ALL
    for verb, phrases in getattr(module, "PHRASES", {}).items()
    for phrase in phrases.split("|")
}
_ON_RESULT: Mapping[type[Command], Callable[[Turn, Result, Facts], Turn]] = {
    command: module.on_result for module in _ALL for command in getattr(module, "COMMANDS", ())
}
_SLASHES = {
    "privacy": "privacidad",
    "help": "ayuda",
    "cancel": "cancelar",
    "stop": "baja",
    "settings": "menu",
}
"""Commands that Telegram itself offers or people know from other bots."""
_MAY_BE_AN_ANSWER = frozenset({"contar", "proponer", "lab"})
"""Verbs whose words, in the middle of a draft, are rather part of the answer."""
_WITH_CODE = frozenset({"ver", "corregir", "retirar", "reabrir"})
"""Verbs of one's own aporte that are typed with its code."""
_WAYS_OUT = frozenset({"menu", "ayuda", "atras", "cancelar", "baja", "privacidad", "concursos"})
"""What ends the questions of an application."""


def converse(state: State, incoming: Incoming, facts: Facts) -> Turn:
    """The turn that one incoming message makes. Never raises, whatever comes."""
    moment = Moment(state, incoming, facts)
    state = loops.count(moment)
    does = _BY_KIND.get(incoming.kind)
    if does is None or loops.is_endless(state):
        return Turn(state)
    moment = moment.at(state)
    turn = socorro.help_first(moment)
    if turn is None and loops.is_loop(state):
        return Turn(state)
    if turn is None:
        turn = loops.warn(_ask_for_a_clear_yes(moment, does(moment)))
    return invitar.with_share_links(socorro.give_back(turn), facts)


def resume(turn: Turn, result: Result, facts: Facts) -> Turn:
    """The turn that follows when the domain has obeyed the command of `turn`."""
    if socorro.is_helping(turn.state):
        return socorro.on_kept(turn, result)
    does = _ON_RESULT.get(type(turn.command)) if turn.command else None
    turn = does(turn, result, facts) if does else Turn(turn.state)
    return invitar.with_share_links(socorro.give_back(turn), facts)


def _on_text(moment: Moment) -> Turn:
    state, facts = moment.state, moment.facts
    text = clean(moment.incoming.text)
    if not normalise(text) and not spoken_emoji(text):
        return again(state, facts, texts.ONLY_WORDS)
    if choosing.is_unclear(moment, text):
        return choosing.ask_which(state, facts)
    value = choosing.chosen(moment, text)
    if value is None:
        moment = moment.at(replace(state, doubted=""))
        left = noticias.leave(moment, text)
        if left is not None:
            return left
        if name := slash_command(text):
            verb = _SLASHES.get(name) or _PHRASES.get(name)
            return _on_value(moment, verb) if verb else _beside(moment, texts.UNKNOWN_COMMAND)
        if means_position(text):
            return _beside(moment, texts.SEND_POSITION)
        value = _command(text, state) or _verb_with_code(text)
    return _on_words(moment, text, value)


def _verb_with_code(text: str) -> str | None:
    """«retirar K7F-3M6», as the value of its button."""
    verb, _, rest = normalise(text).partition(" ")
    code = find_code(rest) if verb in _WITH_CODE else None
    return f"{verb}:{code}" if code else None


def _on_words(moment: Moment, text: str, value: str | None = None) -> Turn:
    """Typed words and what they choose or command, if they do; else whatever is asked."""
    state = moment.state
    if socorro.is_helping(state):
        turn = socorro.on_text(moment, text, value)
        if turn is not None:
            return turn
    if value is not None:
        return _on_value(moment, value)
    draft = state.draft
    waits = state.focus or (draft is not None and not draft.text)
    if not normalise(text) and waits and preguntas.asked(state) is None:
        return again(state, moment.facts, texts.ONLY_WORDS)  # an emoji says no name, nor a story
    step = postular.asked(state)
    if step is not None:
        return postular.tell(moment, *step, text)
    code = find_code(text) or code_within(text)
    if code is not None:
        return mios.look_up(state, code)
    answered = _answer_to_us(moment, text)
    if answered is not None:
        return answered
    if state.draft is not None:
        return contar.on_text(moment)
    return _on_free_text(moment, text)


def _ask_for_a_clear_yes(moment: Moment, turn: Turn) -> Turn:
    """Permission is given by a button, by the words of one, or in direct answer to its question.

    A bare number, a «sí» or an emoji that came with another message in view, or before the question
    was seen, permits nothing: the question is asked again.
    """
    text = moment.incoming.text
    state, facts = moment.state, moment.facts
    if moment.incoming.kind is not Kind.TEXT or is_label(text, state.offered):
        return turn
    match turn.command:
        case Submit() | Join() if not facts.view.is_ours:
            return advance(state, facts)
        case SendApplication(concurso_id=number) if not facts.view.is_ours:
            return Turn(replace(state, focus=""), (), Apply(number, facts.at))
        case SetNews(granted=True) if not (facts.view.is_ours and noticias.was_asked(state)):
            return noticias.ask(moment)
        case _:
            return turn


def _beside(moment: Moment, text: str) -> Turn:
    """Say something, and ask again what was being asked."""
    return postular.besides(moment.state, text) or again(moment.state, moment.facts, text)


def _answer_to_us(moment: Moment, text: str) -> Turn | None:
    """Words that something we asked beside an aporte is waiting for."""
    state = moment.state
    question = preguntas.asked(state)
    if question is None and is_number(text):
        question = preguntas.in_view(moment)
    if question is not None:
        return preguntas.answer(state, question, text)
    reopened = respuesta.reopening(state)
    if reopened is not None:
        return respuesta.tell(moment, reopened, text)
    if resumen.is_asking(state):
        return resumen.name(moment, text)
    if noticias.is_asking(state):
        return noticias.name(moment, text)
    about = concursos.asked(state)
    if about is not None:
        return concursos.ask(moment, about, text)
    return None


def _command(text: str, state: State) -> str | None:
    """The command that was typed. While something is being told, only what cannot be an answer."""
    if postular.asked(state) or concursos.asked(state):
        verb = command_in(text, _PHRASES, cutoff=92)
        return verb if verb in _WAYS_OUT else None
    if state.draft is None:
        return command_in(text, _PHRASES)
    verb = command_in(text, _PHRASES, cutoff=90)
    return None if verb in _MAY_BE_AN_ANSWER else verb


def _on_free_text(moment: Moment, text: str) -> Turn:
    """Somebody's own words, nothing being asked."""
    state, facts = moment.state, moment.facts
    if looks_like_code(text):
        return say(state, texts.MISTYPED_CODE, *texts.MENU)
    intent = _intent(text)
    if facts.question is not None and intent.kind is not IntentKind.SALUDO:
        return preguntas.answer(state, facts.question.id, text)
    match intent.kind:
        case IntentKind.SALUDO:
            return inicio.greet(state, facts)
        case IntentKind.CONSULTA:
            return inicio.lab(state, facts, facts.world.guide.answer_to(text).id)
        case IntentKind.SPAM:
            return say(state, texts.NOT_FOR_US, *texts.MENU)
        case IntentKind.NADA if means_yes(text):
            return menu(state)
        case IntentKind.NADA:
            return say(state, texts.greeting_unclear(facts.is_new), *texts.MENU)
        case _:
            return _on_story(moment, text)


def _intent(text: str) -> Intent:
    """What somebody's own words want. In Quechua or Aymara they tell something, or greet."""
    heard = hear(text)
    if heard.only_greets:
        return Intent(IntentKind.SALUDO)
    intent = read(text)
    if heard.needs_interpreter and intent.kind not in texts.DERIVED:
        return replace(intent, kind=IntentKind.APORTE)
    return intent


def _on_story(moment: Moment, text: str) -> Turn:
    """A first message that already tells something; what has another way is told that first."""
    facts = moment.facts
    intent = read(text)
    kind = AporteKind.IDEA if intent.proposal else AporteKind.PROBLEMA
    turn = contar.start(moment.state, facts, kind, text=text, message_id=moment.message_id)
    if intent.kind not in texts.DERIVED:
        if not hear(text).needs_interpreter:
            return first_say(texts.thanks(kind, facts.is_new), turn)
        return first_say(texts.INTRODUCTION if facts.is_new else "", turn)
    return say(
        turn.state,
        f"{texts.derivation(intent.kind)}\n\n{texts.ALSO_AN_APORTE}",
        (texts.LEAVE_APORTE, "seguir"),
        (texts.NO_THANKS, "cancelar"),
    )


def _on_value(moment: Moment, value: str) -> Turn:
    """A tapped button or a typed command."""
    verb, _, rest = value.partition(":")
    if verb == noticias.NOT_LEAVING and moment.state.doubted:
        words = moment.state.doubted
        incoming = replace(moment.incoming, kind=Kind.TEXT, text=words, choice="")
        state = replace(moment.state, doubted="")
        return _on_words(Moment(state, incoming, moment.facts), words)
    if verb == "ayuda" and socorro.is_helping(moment.state):
        return socorro.more(moment, "")  # the page's own button: no list of commands now
    moment = moment.at(socorro.leave(moment.state, verb))
    step = postular.asked(moment.state)
    if step is not None and verb == "cancelar":
        return postular.leave(moment)
    if step is not None and verb in {"ayuda", "privacidad"}:
        return postular.aside(moment, _VERBS[verb](moment, rest), *step)
    if step is not None and verb == "atras":
        return postular.back(moment, *step)
    if verb[:1] == "d" and verb[1:].isdecimal():
        return _on_draft_value(moment, int(verb[1:]), rest)
    does = _VERBS.get(verb)
    return does(moment, rest) if does else again(moment.state, moment.facts, texts.OLD_BUTTON)


def _on_draft_value(moment: Moment, serial: int, rest: str) -> Turn:
    """A button of a draft: of this one, of one already registered, or of one left behind."""
    state, facts = moment.state, moment.facts
    step, _, choice = rest.partition(":")
    if state.draft is not None and state.draft.serial == serial:
        return contar.on_choice(moment, step, choice)
    if state.registered[0] == serial and step in {"resumen", "igual"}:
        return say(state, wording.already_registered(state.registered[1]), *texts.MENU)
    return again(state, facts, texts.OLD_BUTTON)


def _on_edit(moment: Moment) -> Turn:
    state, facts = moment.state, moment.facts
    draft = state.draft
    text = clean(moment.incoming.text)
    if draft is not None and draft.message_id == moment.incoming.message_id and text:
        return contar.tell(state, facts, text, draft.message_id, lead=texts.EDIT_TAKEN)
    return again(state, facts, texts.EDIT_NOT_TAKEN)


def _on_location(moment: Moment) -> Turn:
    state, facts = moment.state, moment.facts
    latitude, longitude = moment.incoming.latitude, moment.incoming.longitude
    if latitude is None or longitude is None:
        return again(state, facts, texts.ONLY_WORDS)
    step = postular.asked(state)
    if step is not None and step[1] != "lugar":
        return _beside(moment, texts.POSITION_NOT_NOW)
    if step is not None:
        return postular.at_position(moment, step[0], latitude, longitude)
    if noticias.is_asking(state) or resumen.is_asking(state):
        asking = noticias if noticias.is_asking(state) else resumen
        near = facts.world.gazetteer.nearest(latitude, longitude)
        return asking.choose(moment, near) if near else again(state, facts, texts.NOT_IN_PERU)
    if state.draft is None:
        state = contar.start(state, facts, AporteKind.PROBLEMA).state
    placed = place.on_position(state, facts, latitude, longitude)
    if placed is None:
        return advance(state, facts, texts.NOT_IN_PERU)
    if not placed.telling.text:
        label = place.label_of(facts, placed.telling.guess[0], "")
        return advance(placed, facts, texts.position_kept(label))
    return advance(placed.with_draft(compared=False, alike=()), facts)


def _on_file(moment: Moment) -> Turn:
    """A photo, a voice note, a document: kept with the draft; its caption tells, if it has one."""
    state, facts = moment.state, moment.facts
    caption = clean(moment.incoming.text)
    step = postular.asked(state)
    if step is not None:
        return postular.tell(moment, *step, caption)
    reopened = respuesta.reopening(state)
    if reopened is not None:
        return respuesta.tell(moment, reopened, caption)
    answered = _answer_to_us(moment, caption) if caption else None
    if answered is not None:
        return answered
    lead = texts.file_kept(moment.incoming.kind)
    if state.draft is None:
        proposal = bool(caption) and read(caption).proposal
        kind = AporteKind.IDEA if proposal else AporteKind.PROBLEMA
        turn = contar.start(state, facts, kind, text=caption, message_id=moment.message_id)
        return first_say(lead, turn)
    draft = state.draft
    if facts.attachment is not None and facts.attachment not in draft.attachments:
        state = state.with_draft(attachments=(*draft.attachments, facts.attachment))
    if caption and not draft.text:
        return contar.tell(state, facts, caption, moment.message_id, lead=lead)
    if caption:  # the answer to what was being asked, written under the picture
        return first_say(lead, contar.on_text(moment.at(state)))
    return advance(state, facts, lead)


def _on_contact(moment: Moment) -> Turn:
    """Their own card: the answer where a telephone is asked."""
    step = postular.asked(moment.state)
    if step is not None and step[1] == "contacto":
        return postular.tell(moment, *step, moment.incoming.text)
    return again(moment.state, moment.facts, texts.ONLY_WORDS)


def _on_reach(moment: Moment) -> Turn:
    reachable = moment.incoming.kind is Kind.UNBLOCKED
    version = moment.facts.world.notice.version
    return Turn(moment.state, (), SetReachable(reachable, version, moment.message_id))


_BY_KIND: Mapping[Kind, Callable[[Moment], Turn]] = {
    Kind.TEXT: _on_text,
    Kind.BUTTON: lambda moment: _on_value(moment, moment.incoming.choice),
    Kind.START: lambda moment: llegada.start(moment.at(socorro.leave(moment.state, "inicio"))),
    Kind.EDITED: _on_edit,
    Kind.LOCATION: _on_location,
    Kind.PHOTO: _on_file,
    Kind.VOICE: _on_file,
    Kind.DOCUMENT: _on_file,
    Kind.CONTACT: _on_contact,
    Kind.BLOCKED: _on_reach,
    Kind.UNBLOCKED: _on_reach,
    Kind.OTHER: lambda moment: again(moment.state, moment.facts, texts.ONLY_WORDS),
}
"""UNREADABLE is not here: it is kept, and nobody is answered."""
