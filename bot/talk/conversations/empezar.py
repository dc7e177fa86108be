"""Beginning to tell: by the menu, or with a first message that already tells something."""

from dataclasses import replace

from bot.said import texts
from bot.talk.dialogue.parts import TEXT, Ear, Precedence
from bot.talk.dialogue.questions import offer_draft
from bot.talk.dialogue.state import Unsure
from bot.talk.dialogue.telling import INSIST, TOO_SHORT, kind_of, start
from bot.talk.dialogue.turn import Moment, Turn, first_say, say
from intake.kinds import AporteKind

PHRASES = {
    "contar": (
        "contar|contar un problema|quiero contar un problema|tengo un problema|problema|"
        "nuevo aporte|otro problema|contar otra cosa"
    ),
    "proponer": (
        "proponer|proponer una idea|tengo una idea|idea|quiero proponer|"
        "quiero proponer una idea|propuesta"
    ),
}
MAY_BE_AN_ANSWER = frozenset({"contar", "proponer"})


def _begin(moment: Moment, kind: AporteKind) -> Turn:
    if moment.state.draft is not None and moment.state.draft.text:
        return offer_draft(moment.state)
    return start(moment.state, moment.facts, kind)


def _begin_with(moment: Moment, text: str) -> Turn:
    """A first message that already tells something; what has another way is told that first."""
    facts = moment.facts
    reading = moment.reading
    kind = kind_of(reading)
    if len(text.split()) < TOO_SHORT and not reading.needs_interpreter:
        # «Carretera» says too little: it waits for what follows.
        word = Unsure(text, moment.message_id, tells=True)
        asked = start(replace(moment.state, unsure=word), facts, kind)
        return first_say(
            texts.A_LITTLE_MORE, replace(asked, state=replace(asked.state, focus=INSIST))
        )
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


VERBS = {
    "contar": lambda moment, _: _begin(moment, AporteKind.PROBLEMA),
    "proponer": lambda moment, _: _begin(moment, AporteKind.IDEA),
}
EARS = (Ear(Precedence.STORY, TEXT, _begin_with),)
