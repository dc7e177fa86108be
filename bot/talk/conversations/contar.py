"""Telling a problem or an idea: what each answer changes in the draft."""

from dataclasses import replace

from bot.messages import Kind
from bot.said import texts, wording
from bot.said.welcome import INVITE
from bot.talk.dialogue import place
from bot.talk.dialogue.hearing import chosen_number, means_no, means_yes
from bot.talk.dialogue.parts import FILES, TEXT, Ear, Precedence
from bot.talk.dialogue.questions import (
    advance,
    again,
    ask_what,
    ask_what_to_correct,
    ask_which,
    button,
    menu,
    offer_draft,
    summary,
)
from bot.talk.dialogue.state import State
from bot.talk.dialogue.telling import kind_of, start, tell
from bot.talk.dialogue.turn import Facts, Moment, Turn, first_say, say
from intake.kinds import Actor, AporteKind
from intake.listening.commands import (
    Alike,
    Correct,
    FindSimilar,
    Join,
    Joined,
    Refused,
    SimilarFound,
    Submit,
    Submitted,
)
from intake.reading.rules.acts import Act
from intake.requests.commands import Result
from intake.words.text import clean, normalise, word_set

PHRASES = {
    "contar": (
        "contar|contar un problema|quiero contar un problema|tengo un problema|problema|"
        "nuevo aporte|otro problema|contar otra cosa"
    ),
    "proponer": (
        "proponer|proponer una idea|tengo una idea|idea|quiero proponer|"
        "quiero proponer una idea|propuesta"
    ),
    "atras": "atras|volver|regresar|volver atras|ir atras|anterior",
    "cancelar": "cancelar|cancela|salir|anular|olvidalo|ya no quiero|terminar",
}
SLASHES = {"cancel": "cancelar"}
WAYS_OUT = frozenset({"atras", "cancelar"})
MAY_BE_AN_ANSWER = frozenset({"contar", "proponer"})
COMMANDS = (FindSimilar, Submit, Join, Correct)
TOO_SHORT = 3
"""Words below which we ask for a little more, once."""
_INSIST = "un poco más"
_DISTINCT = "no"
_JOINING = word_set("uno unirme unirnos unimos sumo sumarme sumarnos sumamos igual mismo misma")
_AROUND = word_set(
    "si me nos es lo la a ese esa eso esto quiero queremos yo tambien por favor claro"
)
_AFFECTED = {
    "familia": (texts.MY_FAMILY, Actor.CIUDADANIA),
    "comunidad": (texts.MY_COMMUNITY, Actor.CIUDADANIA),
    "distrito": (texts.MY_DISTRICT, Actor.CIUDADANIA),
    "municipalidad": (texts.THE_DISTRICT, Actor.MUNICIPALIDAD),
}
_OTHER_KIND = {
    AporteKind.IDEA: AporteKind.PROBLEMA,
    AporteKind.PROBLEMA: AporteKind.IDEA,
}


def _answer(moment: Moment, text: str) -> Turn | None:
    """Free words in the middle of a draft: the answer to the open question."""
    state, facts = moment.state, moment.facts
    draft = state.draft
    if draft is None:
        return None
    if draft.aside or draft.correcting:
        return advance(state, facts, texts.CHOOSE_ONE)
    if not draft.text:
        return _on_story(moment, text)
    if _may_be_something_new(facts, text):
        return ask_which(state.with_draft(aside=text), facts)
    if draft.lacks_place:
        state, lead = place.on_text(state, facts, text)
        return advance(state, facts, lead)
    if draft.lacks_affected:
        return _on_affected(moment, text)
    if draft.lacks_comparison:
        return _on_comparison(moment, text)
    return _on_summary(moment, text)


def _choose(moment: Moment, step: str, value: str) -> Turn:
    """A button of the present draft, of whatever step, however old."""
    state, facts = moment.state, moment.facts
    match step:
        case "lugar":
            state = place.on_choice(state, facts, value)
        case "afecta" if value in _AFFECTED:
            affected, actor = _AFFECTED[value]
            state = state.with_draft(affected=affected, actor=actor)
        case "igual":
            return _on_alike_choice(moment, value)
        case "resumen":
            return _on_summary_choice(moment, value)
        case "cambiar":
            state = _forget(state, value)
        case "aparte":
            return _settle_aside(state, facts, value, moment.message_id)
        case "voz" if state.telling.attachments and not state.telling.text:
            state = state.with_draft(text=texts.VOICE_TO_HEAR, message_id=moment.message_id)
    return advance(state, facts)


def _on_alike_choice(moment: Moment, value: str) -> Turn:
    """One of those that were shown as alike, or none of them."""
    state, facts = moment.state, moment.facts
    if value == _DISTINCT:
        return advance(state.with_draft(compared=True), facts)
    if value not in {code for code, _, _ in state.telling.alike}:
        return advance(state, facts)
    if not _names_it(moment):
        return advance(state, facts, texts.CHOOSE_ONE)
    return _join(moment, value)


def on_result(turn: Turn, result: Result, facts: Facts) -> Turn:
    """The domain answered."""
    state = turn.state
    draft = state.telling
    closed = replace(state, draft=None)
    match result:
        case SimilarFound(similar, theirs):
            lead = wording.yours_already(theirs) if theirs else ""
            lines = tuple(_line(facts, each) for each in similar)
            return advance(state.with_draft(alike=lines, compared=not lines), facts, lead)
        case Submitted(code, answer_by):
            return say(
                replace(closed, registered=(draft.serial, code)),
                wording.receipt(code, answer_by),
                *texts.after_receipt(facts.wants_news),
                INVITE,
            )
        case Joined(code, voices, answer_by, view):
            return say(
                replace(closed, registered=(draft.serial, code)),
                wording.joined(code, voices, answer_by, view),
                *texts.after_receipt(facts.wants_news),
                INVITE,
            )
        case Refused(reason) if draft.editing:
            return say(closed, reason, *texts.MENU)
        case Refused(reason):
            return advance(state.with_draft(compared=True), facts, reason)
        case _:
            return say(closed, wording.corrected(draft.editing), *texts.MENU)


def _begin(moment: Moment, kind: AporteKind) -> Turn:
    if moment.state.draft is not None and moment.state.draft.text:
        return offer_draft(moment.state)
    return start(moment.state, moment.facts, kind)


def _cancel(moment: Moment, _: str) -> Turn:
    draft = moment.state.draft
    if draft is None:
        return menu(moment.state)
    text = texts.NOT_CHANGED if draft.editing else texts.CANCELLED
    return say(replace(moment.state, draft=None, focus=""), text, *texts.MENU)


def _go_on(moment: Moment, _: str) -> Turn:
    if moment.state.draft is None:
        return menu(moment.state)
    return advance(moment.state, moment.facts)


def _back(moment: Moment, _: str) -> Turn:
    """Forget the last answer and ask again; the menu if there is nothing before."""
    state, draft = moment.state, moment.state.draft
    if draft is None:
        return menu(state)
    if draft.correcting:
        state = state.with_draft(correcting=False)
    elif not draft.text or draft.editing:
        return menu(replace(state, draft=None))
    elif draft.lacks_place:
        state = state.with_draft(text="", guess=(), place_text="", place_tries=0)
    elif draft.lacks_affected:
        state = state.with_draft(ubigeo="", no_place=False, guess=(), place_text="")
    else:
        state = state.with_draft(affected="", actor=None, compared=False, alike=())
    return advance(state, moment.facts)


VERBS = {
    "contar": lambda moment, _: _begin(moment, AporteKind.PROBLEMA),
    "proponer": lambda moment, _: _begin(moment, AporteKind.IDEA),
    "cancelar": _cancel,
    "atras": _back,
    "seguir": _go_on,
}


def _on_story(moment: Moment, text: str) -> Turn:
    state, facts = moment.state, moment.facts
    if len(text.split()) < TOO_SHORT and state.focus != _INSIST:
        # Asked once: whoever insists with two words is taken at their word.
        return first_say(texts.A_LITTLE_MORE, ask_what(replace(state, focus=_INSIST), facts))
    elsewhere = moment.reading.elsewhere
    lead = texts.derivation(elsewhere) if elsewhere else ""
    return tell(replace(state, focus=""), facts, text, moment.message_id, lead=lead)


def _on_affected(moment: Moment, text: str) -> Turn:
    state, facts = moment.state, moment.facts
    actor = state.telling.actor or facts.actor or Actor.CIUDADANIA
    return advance(state.with_draft(affected=text[:300], actor=actor), facts)


def _line(facts: Facts, each: Alike) -> tuple[str, str, str]:
    name = place.name_of(facts, each.glimpse)
    return each.code, name, wording.alike_line(name, each.glimpse, facts.now)


def _on_comparison(moment: Moment, text: str) -> Turn:
    state, facts = moment.state, moment.facts
    alike = state.telling.alike
    if means_no(text):
        return advance(state.with_draft(compared=True), facts)
    says_yes = means_yes(text) or _says_same(text)
    if says_yes and len(alike) == 1 and _is_shown(state, alike[0][0]):
        return _join(moment, alike[0][0])
    return advance(state, facts, texts.CHOOSE_ONE)


def _says_same(text: str) -> bool:
    """«sí, es lo mismo», «igual me uno»: nothing but that."""
    said = set(normalise(text).split())
    return said <= _JOINING | _AROUND and not said.isdisjoint(_JOINING)


def _is_shown(state: State, code: str) -> bool:
    """Whether the line of it was in the last thing said: only then is a bare «sí» a yes to it."""
    return button(state.telling, "igual", code) in {value for _, value in state.offered}


def _names_it(moment: Moment) -> bool:
    """Whether they tapped it, or typed its number, that they join, or a yes to the only one.

    A word of the topic or the name of the district, typed alone, is no yes.
    """
    if moment.incoming.kind is not Kind.TEXT:
        return True
    text = clean(moment.incoming.text)
    says_so = not _JOINING.isdisjoint(normalise(text).split()) or (
        means_yes(text) and len(moment.state.telling.alike) == 1
    )
    return says_so or chosen_number(text, len(moment.state.offered)) is not None


def _join(moment: Moment, code: str) -> Turn:
    draft = moment.state.telling
    command = Join(
        code=code,
        words=draft.text,
        attachments=draft.attachments,
        consent_version=moment.facts.world.notice.version,
        message_id=moment.message_id,
    )
    return Turn(moment.state, (), command)


def _on_summary(moment: Moment, text: str) -> Turn:
    state, facts = moment.state, moment.facts
    if means_yes(text):
        return _on_summary_choice(moment, "si")
    if means_no(text):
        return _on_summary_choice(moment, "corregir")
    if len(text.split()) > TOO_SHORT:
        longer = clean(f"{state.telling.text}\n{text}")
        return first_say(texts.ADDED, summary(state.with_draft(text=longer), facts))
    return advance(state, facts, texts.CHOOSE_ONE)


def _on_summary_choice(moment: Moment, choice: str) -> Turn:
    state, facts = moment.state, moment.facts
    draft = state.telling
    if choice == "corregir":
        return ask_what_to_correct(state.with_draft(correcting=True), facts)
    if not draft.text or draft.lacks_place or draft.lacks_affected or draft.actor is None:
        return advance(state, facts)
    if draft.editing:
        correction = Correct(
            code=draft.editing,
            kind=draft.kind,
            text=draft.text,
            ubigeo=draft.ubigeo or None,
            place_text=draft.place_text,
            affected=draft.affected,
            actor=draft.actor,
        )
        return Turn(state, (), correction)
    submission = Submit(
        kind=draft.kind,
        text=draft.text,
        ubigeo=draft.ubigeo or None,
        place_text=draft.place_text,
        affected=draft.affected,
        actor=draft.actor,
        attachments=draft.attachments,
        consent_version=facts.world.notice.version,
        message_id=moment.message_id,
    )
    return Turn(state, (), submission)


def _forget(state: State, field: str) -> State:
    """Forget one answer, so that it is asked again and the rest stays."""
    state = state.with_draft(correcting=False)
    match field:
        case "texto":
            return state.with_draft(text="", alike=(), compared=False)
        case "lugar":
            return state.with_draft(
                ubigeo="", no_place=False, guess=(), place_text="", alike=(), compared=False
            )
        case "afecta":
            return state.with_draft(affected="", actor=None)
        case "tipo":
            return state.with_draft(kind=_OTHER_KIND[state.telling.kind])
        case _:
            return state


def _may_be_something_new(facts: Facts, text: str) -> bool:
    """Hours later, a whole sentence that tells a problem is hardly the answer to our question."""
    return (
        facts.idle.total_seconds() > 6 * 3600
        and len(text.split()) >= 5
        and facts.world.read(text).act is Act.APORTE
    )


def _settle_aside(state: State, facts: Facts, choice: str, message_id: str) -> Turn:
    aside = state.telling.aside
    state = state.with_draft(aside="")
    if choice == "nuevo" and aside:
        kind = kind_of(facts.world.read(aside))
        return start(state, facts, kind, text=aside, message_id=message_id)
    return advance(state, facts)


def _on_button(moment: Moment, rest: str) -> Turn:
    """A button of a draft: of this one, of one already registered, or of one left behind."""
    state, facts = moment.state, moment.facts
    number, _, rest = rest.partition(":")
    serial = int(number)
    step, _, choice = rest.partition(":")
    if state.draft is not None and state.draft.serial == serial:
        return _choose(moment, step, choice)
    if state.registered[0] == serial and step in {"resumen", "igual"}:
        return say(state, wording.already_registered(state.registered[1]), *texts.MENU)
    return again(state, facts, texts.OLD_BUTTON)


def _begin_with(moment: Moment, text: str) -> Turn:
    """A first message that already tells something; what has another way is told that first."""
    facts = moment.facts
    reading = moment.reading
    kind = kind_of(reading)
    turn = start(moment.state, facts, kind, text=text, message_id=moment.message_id)
    if reading.elsewhere is None:
        if not reading.needs_interpreter:
            return first_say(texts.thanks(kind, facts.is_new), turn)
        return first_say(texts.INTRODUCTION if facts.is_new else "", turn)
    return say(
        turn.state,
        f"{texts.derivation(reading.elsewhere)}\n\n{texts.ALSO_AN_APORTE}",
        (texts.LEAVE_APORTE, "seguir"),
        (texts.NO_THANKS, "cancelar"),
    )


def _edit(moment: Moment, text: str) -> Turn:
    """They changed the message that told it."""
    state, facts, draft = moment.state, moment.facts, moment.state.draft
    if draft is not None and draft.message_id == moment.incoming.message_id and text:
        return tell(state, facts, text, draft.message_id, lead=texts.EDIT_TAKEN)
    return again(state, facts, texts.EDIT_NOT_TAKEN)


def _locate(moment: Moment, _: str) -> Turn | None:
    """Their position: the place of what is being told, which may begin with it."""
    state, facts = moment.state, moment.facts
    if moment.position is None:
        return None
    if state.draft is None:
        state = start(state, facts, AporteKind.PROBLEMA).state
    placed = place.on_position(state, facts, *moment.position)
    if placed is None:
        return advance(state, facts, texts.NOT_IN_PERU)
    if not placed.telling.text:
        label = place.label_of(facts, placed.telling.guess[0], "")
        return advance(placed, facts, texts.position_kept(label))
    return advance(placed.with_draft(compared=False, alike=()), facts)


def _keep_file(moment: Moment, caption: str) -> Turn:
    """A photo, a voice note, a document: kept with the draft; its caption tells, if it has one."""
    state, facts, draft = moment.state, moment.facts, moment.state.draft
    lead = texts.file_kept(moment.incoming.kind)
    if draft is None:
        kind = kind_of(moment.reading) if caption else AporteKind.PROBLEMA
        turn = start(state, facts, kind, text=caption, message_id=moment.message_id)
        return first_say(lead, turn)
    new = (each for each in facts.attachments if each not in draft.attachments)
    state = state.with_draft(attachments=(*draft.attachments, *new))
    if caption and not draft.text:
        return tell(state, facts, caption, moment.message_id, lead=lead)
    # A caption is the answer to what was being asked, written under the picture.
    answered = _answer(moment.at(state), caption) if caption else None
    return first_say(lead, answered) if answered is not None else advance(state, facts, lead)


def doubts(moment: Moment, turn: Turn) -> Turn | None:
    """An aporte is registered with a clear yes; one that may answer something else is asked."""
    if not isinstance(turn.command, Submit | Join) or moment.facts.view.is_ours:
        return None
    return advance(moment.state, moment.facts)


NUMBERED = {"d": _on_button}
EARS = (
    Ear(Precedence.DRAFT, TEXT, _answer),
    Ear(Precedence.STORY, TEXT, _begin_with),
    Ear(Precedence.STORY, FILES, _keep_file),
    Ear(Precedence.STORY, frozenset({Kind.LOCATION}), _locate),
    Ear(Precedence.STORY, frozenset({Kind.EDITED}), _edit),
)
