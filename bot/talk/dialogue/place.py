"""Where: from words or from a position to one district.

What was said word for word in answer is taken. What a story names, or an answer only resembles, is
one guess: the recap asks it back, beside everything else.
"""

from bot.said import texts, wording
from bot.talk.dialogue.hearing import means_no
from bot.talk.dialogue.state import Draft, State
from bot.talk.dialogue.turn import Facts, Turn, say
from intake.listening.commands import AporteView, Glimpse
from intake.places.rules.gazetteer import Certainty, PlaceMatch
from intake.words.text import clean

_MOST_CHOICES = 10
_LONGEST_PLACE = 200
_PATIENCE = 2
"""After this many misses we go on without the place if they like."""


def label(facts: Facts, view: AporteView) -> str:
    """The place of their own aporte, as said to them."""
    return label_of(facts, view.ubigeo or "", view.place_text)


def name_of(facts: Facts, glimpse: Glimpse) -> str:
    """What another told, as anybody may read it: the topic and the district that is in the list."""
    return wording.called(glimpse, label_of(facts, glimpse.ubigeo or "", ""))


def label_of(facts: Facts, ubigeo: str, place_text: str) -> str:
    """The district, province and department; else their own words; else that it was not said."""
    district = facts.world.gazetteer.find(ubigeo) if ubigeo else None
    return district.label if district else (place_text or texts.NO_PLACE)


def guess_from_story(state: State, facts: Facts, text: str) -> State:
    """The districts a story may mean: those it names, else the one they wrote of before."""
    match = facts.world.gazetteer.search_in_sentence(text)
    if not match.proposed and state.telling.guess:
        return state
    guess, home = _guess(match), facts.ubigeo
    if home and (not guess or home in guess[1:]):
        guess = (home,)
    return state.with_draft(guess=guess, place_text=match.matched)


def ask(state: State, facts: Facts) -> Turn:
    """Ask for the place, or let them choose among several."""
    draft = state.telling
    gazetteer = facts.world.gazetteer
    skip = (texts.RATHER_NOT_SAY, f"d{draft.serial}:lugar:ninguno")
    districts = [gazetteer.find(ubigeo) for ubigeo in draft.guess]
    known = [district for district in districts if district is not None]
    if not known:
        return say(state, texts.WHERE, skip, asks_location=True)
    homonyms = len({district.name for district in known}) == 1
    choices = [
        (
            texts.in_province(district.province, district.department)
            if homonyms
            else district.label,
            f"d{draft.serial}:lugar:{district.ubigeo}",
        )
        for district in known
    ]
    question = texts.which_province(known[0].name, len(known)) if homonyms else texts.WHICH_PLACE
    return say(state, question, *choices, (texts.ANOTHER_PLACE, f"d{draft.serial}:lugar:otro"))


def on_text(state: State, facts: Facts, text: str) -> tuple[State, str]:
    """Read words at the question of the place; the lead says what was not understood."""
    draft = state.telling
    if means_no(text):
        no = {"guess": (), "place_text": ""} if draft.guess else {"no_place": True}
        return state.with_draft(**no), ""
    may_be = facts.world.read(text, state.asked).may_answer
    if may_be and (narrowed := _narrowed(draft, facts, text)):
        return state.with_draft(guess=narrowed, place_text=_with_former(draft, text)), ""
    match = facts.world.gazetteer.search(text, home=facts.ubigeo)
    if may_be and match.proposed:
        is_sure = match.certainty is Certainty.SURE
        return state.with_draft(
            ubigeo=match.proposed[0].ubigeo if is_sure else "",
            guess=() if is_sure else _guess(match),
            place_text=_with_former(draft, text),
        ), ""
    if draft.guess:
        return state, texts.CHOOSE_ONE
    return _missed(state, facts, text)


def _missed(state: State, facts: Facts, text: str) -> tuple[State, str]:
    """Nothing in the list is called so; what may be a place stays with the aporte all the same."""
    draft = state.telling
    tries = draft.place_tries + 1
    is_place = facts.world.gazetteer.may_tell_where(text)
    kept = _with_former(draft, text) if is_place else draft.place_text
    state = state.with_draft(guess=(), place_text=kept, place_tries=tries)
    if tries > _PATIENCE:
        # A person will know the place by their words.
        return state.with_draft(no_place=True), texts.PLACE_KEPT if kept else texts.PLACE_LEFT
    return state, texts.place_not_found(text) if is_place else texts.NO_PLACE_HEARD


def _with_former(draft: Draft, text: str) -> str:
    """Their words for the place. «Huancané», said when «comunidad de Jasana» was not found, adds to
    it, and so does «Melgar» to a «Santa Rosa» of which there are many.
    """
    former, said = draft.place_text, clean(text)
    return (f"{former}, {said}" if former and former != said else said)[:_LONGEST_PLACE]


def _guess(match: PlaceMatch) -> tuple[str, ...]:
    """One district to confirm where the words settle it or nearly; else those to choose among."""
    return tuple(district.ubigeo for district in match.proposed[:_MOST_CHOICES])


def _narrowed(draft: Draft, facts: Facts, text: str) -> tuple[str, ...]:
    """«Melgar» after «Santa Rosa»: what was said before still counts, if it leaves fewer."""
    if len(draft.guess) < 2:
        return ()
    found = _guess(facts.world.gazetteer.search(f"{draft.place_text} {text}", home=facts.ubigeo))
    return found if len(found) < len(draft.guess) else ()


def on_choice(state: State, facts: Facts, choice: str) -> State:
    """Take a tapped place, another one, or none."""
    if choice == "ninguno":
        return state.with_draft(no_place=True, guess=(), ubigeo="", place_text="")
    if choice == "otro":
        return state.with_draft(guess=(), ubigeo="", no_place=False, place_text="")
    district = facts.world.gazetteer.find(choice)
    if district is None:
        return state
    return state.with_draft(
        ubigeo=district.ubigeo, guess=(), no_place=False, compared=False, alike=()
    )


def on_position(state: State, facts: Facts, latitude: float, longitude: float) -> State | None:
    """Propose the nearest districts; None outside Peru."""
    near = facts.world.gazetteer.nearest(latitude, longitude)
    if not near:
        return None
    return state.with_draft(
        guess=tuple(district.ubigeo for district in near), ubigeo="", no_place=False, place_text=""
    )
