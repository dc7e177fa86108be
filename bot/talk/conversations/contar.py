"""Telling a problem or an idea: what each answer changes in the draft."""

from dataclasses import replace

from bot.messages import Kind
from bot.said import texts, wording
from bot.said.welcome import INVITE
from bot.talk.dialogue import changes, personal, place
from bot.talk.dialogue.hearing import is_bare, means_no, means_yes
from bot.talk.dialogue.joining import join, joins_the_one, line_of, names_it, says_same
from bot.talk.dialogue.parts import FILES, TEXT, Ear, Precedence
from bot.talk.dialogue.questions import (
    advance,
    again,
    ask_what,
    ask_what_to_correct,
    ask_which,
    menu,
)
from bot.talk.dialogue.state import Draft, State
from bot.talk.dialogue.telling import INSIST, TOO_SHORT, kind_of, part, start, take_up_second, tell
from bot.talk.dialogue.turn import Facts, Moment, Turn, first_say, say, sentences
from intake.kinds import Actor, AporteKind
from intake.listening.commands import (
    Correct,
    FindSimilar,
    Join,
    Joined,
    Refused,
    SimilarFound,
    Submit,
    Submitted,
)
from intake.listening.rules.affected import as_whom, is_whom
from intake.reading.rules.acts import Act, Level
from intake.requests.commands import Result
from intake.words.text import clean

PHRASES = {
    "atras": "atras|volver|regresar|volver atras|ir atras|anterior",
    "cancelar": "cancelar|cancela|salir|anular|olvidalo|ya no quiero|terminar",
    "retomar": "retomar|retomarlo|mejor si retomarlo",
}
SLASHES = {"cancel": "cancelar"}
WAYS_OUT = frozenset({"atras", "cancelar"})
COMMANDS = (FindSimilar, Submit, Join, Correct)
_TELLS = 0.5
"""From what share on a sentence beside an answer tells something."""
_LONGEST_PLACE = 8
"""Words: who says more tells something besides the place."""
_LONGEST_NAME = 5
"""Words: more than these, where no district is named among them, are kept with the story too."""
_LONGEST_WHOM = 8
_LONGEST_AFFECTED = 300  # letters
_DISTINCT = "no"
_AFFECTED = {
    "familia": (texts.MY_FAMILY, Actor.CIUDADANIA),
    "comunidad": (texts.MY_COMMUNITY, Actor.CIUDADANIA),
    "distrito": (texts.MY_DISTRICT, Actor.CIUDADANIA),
    "municipalidad": (texts.THE_DISTRICT, Actor.MUNICIPALIDAD),
}


def _answer(moment: Moment, text: str) -> Turn | None:
    """Free words in the middle of a draft: a change of what was told, or the open question's."""
    state, facts = moment.state, moment.facts
    draft = state.draft
    if draft is None or (not is_bare(text) and changes.is_beside(moment.reading)):
        return None
    if draft.aside:
        return _on_aside(moment, text)
    if draft.correcting or draft.pending:
        return _on_pending(moment, text)
    turn = changes.changed(moment, text)
    if turn is not None:
        return turn
    if draft.matters:
        return _on_matters(moment, text)
    if not draft.text or draft.retelling:
        return _on_story(moment, text)
    if _may_be_something_new(facts, text):
        return ask_which(state.with_draft(aside=text), facts)
    return _on_question(moment, text)


def _on_question(moment: Moment, text: str) -> Turn:
    """The answer to the question of the form that is open."""
    state = moment.state
    if state.telling.lacks_place:
        return _on_place(moment, text)
    if state.asks_whom:
        return _on_affected(moment, text)
    return _on_summary(moment, text)


def _choose(moment: Moment, step: str, value: str) -> Turn:
    """A button of the present draft, of whatever step, however old."""
    state, facts = moment.state, moment.facts
    match step:
        case "lugar":
            state = place.on_choice(state, facts, value)
        case "afecta" if value in _AFFECTED:
            affected, actor = _AFFECTED[value]
            state = state.with_draft(affected=affected, actor=actor, asks_whom=False)
        case "igual":
            return _on_alike_choice(moment, value)
        case "resumen":
            return _on_summary_choice(moment, value)
        case "cambiar":
            return _on_field(moment, value)
        case "partes" if state.telling.matters:
            if value == "dos":
                return part(state, facts)
            state = state.with_draft(matters=())
        case "aparte":
            return _settle_aside(state, facts, value, moment.message_id)
        case "voz" if state.telling.attachments and not state.telling.text:
            state = state.with_draft(text=texts.VOICE_TO_HEAR, message_id=moment.message_id)
    return advance(state, facts)


def _on_alike_choice(moment: Moment, value: str) -> Turn:
    """One of those that were shown as alike, or none of them."""
    state, facts = moment.state, moment.facts
    if value == _DISTINCT:
        return advance(state.with_draft(compared=True, alike=()), facts)
    if value not in {code for code, _, _ in state.telling.alike}:
        return advance(state, facts)
    if not names_it(moment):
        return advance(state, facts, texts.CHOOSE_ONE)
    return join(moment, value)


def on_result(turn: Turn, result: Result, facts: Facts) -> Turn:
    """The domain answered."""
    state = turn.state
    draft = state.telling
    closed = replace(state, draft=None)
    match result:
        case SimilarFound(similar, theirs):
            lead = wording.yours_already(theirs) if theirs else ""
            lines = tuple(line_of(facts, each) for each in similar)
            return advance(state.with_draft(alike=lines, compared=True), facts, lead)
        case Submitted(code, answer_by):
            return _with_receipt(closed, facts, draft, code, wording.receipt(code, answer_by))
        case Joined(code, voices, answer_by, view):
            receipt = wording.joined(code, voices, answer_by, view)
            return _with_receipt(closed, facts, draft, code, receipt)
        case Refused(reason) if draft.editing:
            return say(closed, reason, *texts.MENU)
        case Refused(reason):
            return advance(state.with_draft(compared=True, alike=()), facts, reason)
        case _:
            return say(closed, wording.corrected(draft.editing), *texts.MENU)


def _with_receipt(state: State, facts: Facts, draft: Draft, code: str, receipt: str) -> Turn:
    """The receipt and what may follow; the second of two matters, where there is one."""
    state = replace(state, registered=(draft.serial, code))
    done = say(state, receipt, *texts.after_receipt(facts.wants_news), INVITE)
    return take_up_second(done, facts, draft)


def _cancel(moment: Moment, _: str) -> Turn:
    draft = moment.state.draft
    if draft is None:
        return menu(moment.state)
    return changes.drop(moment.state)


def _go_on(moment: Moment, _: str) -> Turn:
    """What is being told goes on where it was; words that might have given it up did not."""
    if moment.state.draft is None:
        return _take_up(moment, _) if moment.state.dropped else menu(moment.state)
    return advance(moment.state.with_draft(pending="", correcting=False), moment.facts)


def _take_up(moment: Moment, _: str) -> Turn:
    """They thought better of giving it up."""
    state, facts = moment.state, moment.facts
    if state.dropped is None or state.draft is not None:
        return again(state, facts, texts.NOTHING_TO_TAKE_UP)
    draft = replace(state.dropped, pending="", correcting=False)
    state = replace(state, draft=draft, dropped=None, focus="")
    return advance(state, facts, texts.TAKEN_UP_AGAIN)


def _back(moment: Moment, _: str) -> Turn:
    """Forget the last answer and ask again; the menu if there is nothing before."""
    state, draft = moment.state, moment.state.draft
    if draft is None:
        return menu(state)
    if draft.retelling and draft.lacks_place:
        return menu(state.with_draft(retelling=False))
    if draft.correcting or draft.pending or draft.retelling:
        state = state.with_draft(correcting=False, pending="", retelling=False)
    elif not draft.text or draft.editing:
        return menu(replace(state, draft=None))
    elif draft.lacks_place:
        state = changes.forget(state, "texto")
    elif draft.asks_whom:
        state = state.with_draft(asks_whom=False)
    else:
        state = changes.forget(state, "lugar")
    return advance(state, moment.facts)


VERBS = {
    "cancelar": _cancel,
    "atras": _back,
    "seguir": _go_on,
    "retomar": _take_up,
}


def _on_story(moment: Moment, text: str) -> Turn:
    state, facts = moment.state, moment.facts
    if len(text.split()) < TOO_SHORT and state.focus != INSIST:
        # Asked once: whoever insists with two words is taken at their word.
        return first_say(texts.A_LITTLE_MORE, ask_what(replace(state, focus=INSIST), facts))
    elsewhere = moment.reading.elsewhere
    lead = texts.derivation(elsewhere) if elsewhere else ""
    return tell(replace(state, focus=""), facts, text, moment.message_id, lead=lead)


def _on_aside(moment: Moment, text: str) -> Turn:
    """More words while it is asked whether they are something new: they join those that wait."""
    state = moment.state
    if is_bare(text):
        return advance(state, moment.facts, texts.CHOOSE_ONE)
    longer = clean(f"{state.telling.aside}\n{text}")
    return advance(state.with_draft(aside=longer), moment.facts)


def _on_matters(moment: Moment, text: str) -> Turn:
    """Words while it is asked whether it is one or two: more of the whole, which is then one."""
    if means_yes(text):
        return _choose(moment, "partes", "una")
    if means_no(text):
        return _choose(moment, "partes", "dos")
    if is_bare(text):
        return advance(moment.state, moment.facts, texts.CHOOSE_ONE)
    return changes.add(moment.state, moment.facts, text)


def _on_pending(moment: Moment, text: str) -> Turn:
    """Words while it is asked what is to be changed, or whether all is given up."""
    state, facts = moment.state, moment.facts
    if is_bare(text):
        return advance(state, facts, texts.CHOOSE_ONE)
    if changes.gives_up(state, text, moment.reading):
        return changes.drop(state)
    return changes.amend(state, facts, text)


def _on_field(moment: Moment, field: str) -> Turn:
    """What they chose to correct, or where words of theirs belong."""
    state, facts = moment.state, moment.facts
    pending = state.telling.pending
    state = changes.forget(state.with_draft(pending=""), field)
    if field == "agregar" and pending:
        return changes.add(state, facts, pending)
    return advance(state, facts)


def _on_place(moment: Moment, text: str) -> Turn:
    """The answer to «¿dónde?»; what tells more than a place joins the story."""
    state, lead = place.on_text(moment.state, moment.facts, text)
    words = len(text.split())
    is_kept = clean(text) in state.telling.place_text
    is_aporte = words > _LONGEST_PLACE and moment.reading.act is Act.APORTE
    # «El camino está cortado por el huaico» may be the name of nothing at all.
    tells = is_aporte or (words > _LONGEST_NAME and not changes.named_place(moment.facts, text))
    if is_kept and not tells and (beside := _told_beside(moment, text)):
        return changes.add(state, moment.facts, beside, f"{texts.ADDED} {lead}".strip())
    if (is_kept and not tells) or words <= TOO_SHORT or is_bare(text):
        return advance(state, moment.facts, lead)
    return changes.add(state, moment.facts, text, f"{texts.ADDED} {lead}".strip())


def _told_beside(moment: Moment, text: str) -> str:
    """The sentences of an answer that tell something: «Se secó todo. En Villa Rica»."""
    read = moment.facts.world.read
    opinions = ((part, read(part)) for part in sentences(text))
    told = [
        part
        for part, reading in opinions
        if reading.level is not Level.NONE
        or (reading.opinion is not None and reading.opinion.acts[Act.APORTE] >= _TELLS)
    ]
    return ". ".join(told)


def _on_affected(moment: Moment, text: str) -> Turn:
    state, facts = moment.state, moment.facts
    if len(text.split()) > _LONGEST_WHOM and moment.reading.act is Act.APORTE:
        return changes.add(state, facts, text)
    whom = as_whom(text)
    if not text.endswith(whom[-1:]):
        state = changes.with_more(state, text)  # it is longer than what is shown of it
    return advance(state.with_draft(affected=whom, asks_whom=False), facts)


def _on_summary(moment: Moment, text: str) -> Turn:
    state, facts = moment.state, moment.facts
    if means_yes(text):
        return _on_summary_choice(moment, "si")
    if means_no(text):
        return _on_summary_choice(moment, "corregir")
    if code := joins_the_one(moment, text):
        return join(moment, code)
    if is_bare(text) or says_same(text) or moment.reading.says_nothing:
        return advance(state, facts, texts.CHOOSE_ONE)
    if is_whom(text):
        return advance(state.with_draft(affected=as_whom(text)), facts)
    if moment.reading.act in changes.TELLS or len(text.split()) > _LONGEST_PLACE:
        return changes.add(state, facts, text)
    # Nothing but the whole was asked: what answers something answers that again.
    return changes.amend(state, facts, text)


def _on_summary_choice(moment: Moment, choice: str) -> Turn:
    state, facts = moment.state, moment.facts
    draft = state.telling
    if choice == "corregir":
        return ask_what_to_correct(state.with_draft(correcting=True), facts)
    if choice == "quitar":
        return advance(personal.taken_out(state), facts, texts.TAKEN_OUT)
    if not draft.text or draft.lacks_place or draft.lacks_comparison:
        return advance(state, facts)
    actor = draft.actor or facts.actor or Actor.CIUDADANIA
    if draft.editing:
        correction = Correct(
            code=draft.editing,
            kind=draft.kind,
            text=draft.text,
            ubigeo=draft.district or None,
            place_text=draft.place_text,
            affected=draft.affected,
            actor=actor,
        )
        return Turn(state, (), correction)
    submission = Submit(
        kind=draft.kind,
        text=draft.text,
        ubigeo=draft.district or None,
        place_text=draft.place_text,
        affected=draft.affected,
        actor=actor,
        attachments=draft.attachments,
        consent_version=facts.world.notice.version,
        message_id=moment.message_id,
    )
    return Turn(state, (), submission)


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
        if state.parked is not None:
            return changes.add(state, facts, aside)  # two wait already: nothing is left behind
        # What was half told waits, and is offered again when the new one is done.
        state = replace(state, draft=None, parked=state.telling)
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
    if answered is None and caption:
        return changes.add(state, facts, caption, lead)
    return first_say(lead, answered) if answered is not None else advance(state, facts, lead)


def doubts(moment: Moment, turn: Turn) -> Turn | None:
    """An aporte is registered with a clear yes; one that may answer something else is asked."""
    if not isinstance(turn.command, Submit | Join) or moment.facts.view.is_ours:
        return None
    return advance(moment.state, moment.facts)


NUMBERED = {"d": _on_button}
EARS = (
    Ear(Precedence.DRAFT, TEXT, _answer),
    Ear(Precedence.STORY, FILES, _keep_file),
    Ear(Precedence.STORY, frozenset({Kind.LOCATION}), _locate),
    Ear(Precedence.STORY, frozenset({Kind.EDITED}), _edit),
)
