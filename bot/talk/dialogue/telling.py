"""Telling something: a draft begins, and takes its words, whoever hears them first."""

from dataclasses import replace

from bot.said import team_texts, texts
from bot.talk.dialogue import place
from bot.talk.dialogue.questions import advance
from bot.talk.dialogue.state import Draft, State
from bot.talk.dialogue.turn import Facts, Turn
from intake.kinds import Actor, AporteKind
from intake.listening.rules.affected import affected_in
from intake.listening.rules.matters import ENDS, two_matters
from intake.reading.rules.language import hear
from intake.reading.rules.reader import Reading
from intake.words.text import clean

TOO_SHORT = 3
"""Words below which we ask for a little more, once."""
INSIST = "un poco más"
"""The focus once a little more was asked for."""


def kind_of(reading: Reading) -> AporteKind:
    """What is told: an idea where it proposes something, else a problem."""
    return AporteKind.IDEA if reading.is_proposal else AporteKind.PROBLEMA


_SURELY = 0.8
"""«32 familias no tenemos agua» reads a little like an official's: who is taken for one is sure."""


def speaks_for(reading: Reading) -> Actor | None:
    """For whom they speak, where their words leave little doubt; the recap says it to them."""
    actor, opinion = reading.actor, reading.opinion
    is_sure = actor and opinion and opinion.actors.get(actor.value, 0.0) >= _SURELY
    return actor if is_sure else None


def start(
    state: State, facts: Facts, kind: AporteKind, *, text: str = "", message_id: str = ""
) -> Turn:
    """Begin a new draft, with its text where it was already told."""
    serial = state.serial + 1
    draft = Draft(serial=serial, kind=kind, attachments=facts.attachments)
    state = replace(state, serial=serial, draft=draft, dropped=None, focus="")
    return tell(state, facts, text, message_id) if text else advance(state, facts)


def part(state: State, facts: Facts) -> Turn:
    """Tell two matters one after the other: the first now, the second with all that is known."""
    draft = state.telling
    first, second = draft.matters
    if not draft.text.rstrip(ENDS).endswith(second):
        # More was said since: it is of either, so it stays whole.
        return advance(state.with_draft(matters=()), facts)
    later = replace(
        draft,
        serial=state.serial + 1,
        text=second,
        kind=kind_of(facts.world.read(second)),
        affected=affected_in(second),
        matters=(),
    )
    state = replace(state, serial=later.serial, later=later)
    state = state.with_draft(
        text=first,
        kind=kind_of(facts.world.read(first)),
        affected=affected_in(first),
        matters=(),
    )
    return advance(state, facts)


def take_up_second(done: Turn, facts: Facts, first: Draft) -> Turn:
    """After the first of two matters the second is asked about, of the same place if it had none.

    What is said of the first stands before it.
    """
    later = done.state.later
    if later is None or later.serial != first.serial + 1:
        return done
    if not later.ubigeo:
        later = replace(
            later,
            ubigeo=first.district,
            place_text=first.place_text,
            no_place=first.no_place,
            guess=(),
        )
    state = replace(done.state, draft=later, later=None)
    turn = advance(state, facts, texts.now_the_other(later.text))
    return replace(turn, replies=(*done.replies, *turn.replies))


def _with_unsure(text: str, state: State) -> tuple[str, State]:
    """What tells something, and of which they did not say whether it is new, is told with this."""
    held = state.unsure
    if held is None or not held.tells:
        return text, state
    return clean(f"{held.text}\n{text}"), replace(state, unsure=None)


def tell(state: State, facts: Facts, text: str, message_id: str, *, lead: str = "") -> Turn:
    """Take `text` as what is told; the place, whom it touches and who speaks, if it says so."""
    text, state = _with_unsure(clean(text), state)
    reading, former = facts.world.read(text), state.telling
    said = former.affected if former.affected != affected_in(former.text) else ""
    state = state.with_draft(
        text=text,
        message_id=message_id,
        retelling=False,
        matters=() if former.editing else two_matters(facts.world.reader, text) or (),
        compared=False,
        alike=(),
        affected=said or affected_in(text),
        actor=former.actor or speaks_for(reading) or facts.actor,
    )
    is_open = not former.ubigeo and not former.no_place
    if is_open and (former.text or not former.guess):
        state = place.guess_from_story(state, facts, text)
    tongue = hear(text).tongue
    if tongue is not None:
        said = team_texts.in_your_tongue(tongue, facts.world.tongues)
        lead = f"{lead}\n\n{said}".strip()
    return advance(state, facts, lead)
