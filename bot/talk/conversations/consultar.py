"""Questions, at any moment: answered from the guide, and what was open goes on after the answer.

What the guide does not know is kept for the team. Words of which it is not known whether they tell
or ask are held, and used by what is then chosen.
"""

from dataclasses import replace
from datetime import timedelta

from bot.said import texts
from bot.said.finding import Found, finder_of
from bot.said.guide import CALLS, THEIRS, Answer
from bot.talk.dialogue import telling
from bot.talk.dialogue.calls import list_calls
from bot.talk.dialogue.hearing import is_bare
from bot.talk.dialogue.parts import TEXT, Ear, Precedence
from bot.talk.dialogue.questions import advance, again, go_on
from bot.talk.dialogue.state import State, Unsure
from bot.talk.dialogue.turn import Facts, Moment, Turn, first_say, say
from intake.listening.commands import KeepQuestion, ListMine, LookUp, Refused
from intake.reading.rules.acts import Act, Level
from intake.reading.rules.reader import Reading
from intake.requests.commands import Result
from intake.words.text import clean

COMMANDS = (KeepQuestion,)
ANSWER, SETTLE = "lab", "esto-es"
PHRASES = {ANSWER: "que es ayni lab|que es ayni|que es el laboratorio|quienes son"}
MAY_BE_AN_ANSWER = frozenset({ANSWER})
_ASKS = frozenset({Act.PREGUNTA, Act.ESTADO})
_TELLS = frozenset({Act.APORTE, Act.RECLAMO, Act.DENUNCIA})
_SAYS = _TELLS | {Act.PERSONA, Act.PELIGRO}
"""What somebody wants to be heard with, be it told or asked for."""
_ABOUT_IT = frozenset({ANSWER, SETTLE, "agregar"})
_ADDS = frozenset({Act.APORTE, Act.RESPUESTA, Act.CORRECCION})
_MAY_BE_ANSWERED = frozenset({Act.CANCELAR, Act.CORRECCION, Act.OTRO})
"""«Quiero borrar mis datos» asks how, where nothing is open that could be taken back."""
_UNCLEAR = frozenset({Act.OTRO, Act.CORRECCION, Act.RESPUESTA})
_JUST = timedelta(hours=1)
"""How long after a receipt words are first taken to be about it."""
_MAY_TELL = 0.2
"""From what chance on words that ask may tell something instead, or too."""
_MAY_ASK = 0.3
"""From what chance on words that tell may ask something instead."""
_SURELY_TELLS = 0.5
"""From what chance on words of which we ask what they are surely tell something."""
_CERTAINLY_TELLS = 0.75
"""Under what chance of telling it is asked, where the guide has an answer."""
_HARDLY_TELLS = 0.25
"""Under what chance of telling anything we ask what they want."""


def _meanwhile(moment: Moment, text: str) -> Turn | None:
    """A question in the middle of what is told: answered, and then the open one again."""
    state, act = moment.state, moment.reading.act
    if state.draft is None or state.focus or is_bare(text):
        return None
    if act is Act.ESTADO:
        return _how_theirs_are(moment)
    if act is not Act.PREGUNTA:
        return None
    found = finder_of(moment.facts.world.guide).find(text)
    may_tell = _chance(moment.reading, _TELLS) >= _MAY_TELL
    if found.is_sure or (found.answers and not may_tell):
        return _answer(moment, found.answers[0])
    # At the first question it may well be the story, which is then shown before it is registered.
    return _keep(state, text) if state.draft.text else None


def _asked(moment: Moment, text: str) -> Turn | None:
    """Nothing is open: what asks, and what came just after a receipt."""
    reading, code = moment.reading, _just_registered(moment)
    if reading.says_nothing:
        return None
    if reading.act is Act.ESTADO:
        return _how_theirs_are(moment)
    if reading.act is Act.PREGUNTA:
        return _on_question(moment, text)
    if code and reading.act in _ADDS and reading.level is Level.NONE:
        return _add_or_new(moment, text, code)
    return _unsure(moment, text)


def _unsure(moment: Moment, text: str) -> Turn | None:
    """What may ask or tell, or goes on about what we asked."""
    state, reading = moment.state, moment.reading
    if reading.act in _MAY_BE_ANSWERED and reading.level is Level.NONE:
        found = finder_of(moment.facts.world.guide).find(text)
        if found.is_sure:
            return _answer(moment, found.answers[0], Unsure(text, moment.message_id, asks=True))
    if reading.act in _UNCLEAR:
        return _tell_or_ask(moment, text)
    if reading.act is Act.APORTE and reading.level is Level.NONE and _is_unclear(reading):
        found = finder_of(moment.facts.world.guide).find(text)
        if found.is_sure:
            return _answer(moment, found.answers[0], Unsure(text, moment.message_id, asks=True))
        return _tell_or_ask(moment, text)
    if reading.act is Act.APORTE and reading.level is Level.NONE and _may_ask(moment, text):
        return _tell_or_ask(moment, text)
    if reading.act in _TELLS and state.unsure is not None and not state.unsure.asks:
        return _tell(moment, text)
    return None


EARS = (
    Ear(Precedence.MEANWHILE, TEXT, _meanwhile),
    Ear(Precedence.SMALL_TALK, TEXT, _asked),
)


def _on_question(moment: Moment, text: str) -> Turn:
    found = finder_of(moment.facts.world.guide).find(text)
    if not found.is_sure and _chance(moment.reading, _TELLS) >= _MAY_TELL:
        return _tell_or_ask(moment, text)
    return _answer_or_offer(moment, found, Unsure(text, moment.message_id, asks=True))


def _answer_or_offer(moment: Moment, found: Found, asked: Unsure) -> Turn:
    """The answer, with the others that may be meant beside it; or it goes to the team."""
    if not found.answers:
        return _keep(moment.state, asked.text)
    first, *others = found.answers
    if found.is_sure:
        return _answer(moment, first, asked)
    may_be_told = not (first.shows or first.is_for_team)
    offered = others if may_be_told else found.answers
    asks = texts.OR_ONE_OF_THESE if others else texts.WAS_IT_THIS
    return say(
        replace(moment.state, unsure=asked),
        f"{first.said}\n\n{asks}" if may_be_told else texts.IS_IT_ONE_OF_THESE,
        *((each.question, f"{ANSWER}:{each.id}") for each in offered),
        (texts.ANOTHER_QUESTION, f"{SETTLE}:otra"),
    )


def _answer(moment: Moment, answer: Answer, asked: Unsure | None = None) -> Turn:
    """What the guide says, and then what was open, or what belongs to it.

    `asked`: their words, where we judged by ourselves which answer fits: they may say that it
    does not.
    """
    state = moment.state
    if answer.is_for_team and asked is not None:
        return first_say(answer.said, _keep(state, asked.text))
    if state.unsure is not None and state.unsure.asks:
        state = replace(state, unsure=None)
    if answer.shows == CALLS:
        return first_say(answer.said, list_calls(moment.at(state)))
    if answer.shows == THEIRS:
        return first_say(answer.said, _how_theirs_are(moment.at(state)))
    if state.draft is not None:
        return advance(state, moment.facts, answer.said)
    if state.unsure is not None:
        return first_say(answer.said, _ask_what_it_is(state))
    choices = answer.choices or texts.MENU[:2]
    if asked is None:
        return say(state, answer.said, *choices)
    not_that = (texts.ASKED_SOMETHING_ELSE, f"{SETTLE}:otra")
    return say(replace(state, unsure=asked), answer.said, *choices, not_that)


def _how_theirs_are(moment: Moment) -> Turn:
    """The one of which they have the receipt at hand; else all of theirs."""
    code = "" if moment.state.draft else _just_registered(moment)
    return Turn(moment.state, (), LookUp(code) if code else ListMine())


def _keep(state: State, text: str) -> Turn:
    """Nobody wrote an answer to it yet: the team gets it."""
    return Turn(replace(state, unsure=None), (), KeepQuestion(clean(text)))


def on_result(turn: Turn, result: Result, facts: Facts) -> Turn:
    """It is with the team; what was open goes on."""
    is_answered = bool(turn.replies)
    kept = texts.KEPT_TOO if is_answered else texts.KEPT_FOR_TEAM
    said = result.reason if isinstance(result, Refused) else kept
    return go_on(turn.state, facts, said, *texts.MENU[:2])


def _may_ask(moment: Moment, text: str) -> bool:
    """Whether it does not surely tell, and the guide has surely an answer to it."""
    opinion = moment.reading.opinion
    if opinion is None or opinion.acts[Act.APORTE] >= _CERTAINLY_TELLS:
        return False
    return finder_of(moment.facts.world.guide).find(text).is_sure


def _is_unclear(reading: Reading) -> bool:
    """Whether it may as well ask, or hardly tells: it was taken for an aporte for want of better.

    What the model cannot read, in another tongue, is told: a person will understand it.
    """
    if reading.opinion is None:
        return False
    return _chance(reading, _ASKS) >= _MAY_ASK or _chance(reading, _SAYS) < _HARDLY_TELLS


def _chance(reading: Reading, acts: frozenset[Act]) -> float:
    opinion = reading.opinion
    return sum(opinion.acts[act] for act in acts) if opinion else 0.0


def _tell_or_ask(moment: Moment, text: str) -> Turn:
    """We ask what it is, and hold the words, with those of which we asked just before."""
    turn = _ask_what_it_is(replace(moment.state, unsure=_with_held(moment, text)))
    return first_say(texts.GREETING, turn) if moment.facts.is_new else turn


def _with_held(moment: Moment, text: str) -> Unsure:
    held = moment.state.unsure or Unsure()
    before = "" if held.asks else held.text
    opinion = moment.reading.opinion
    tells = opinion is None or opinion.acts[Act.APORTE] >= _SURELY_TELLS
    return Unsure(clean(f"{before}\n{text}"), moment.message_id, tells=held.tells or tells)


def _ask_what_it_is(state: State) -> Turn:
    return say(
        state,
        texts.TELL_OR_ASK,
        (texts.IT_IS_TO_TELL, f"{SETTLE}:contar"),
        (texts.IT_IS_A_QUESTION, f"{SETTLE}:pregunta"),
    )


def _tell(moment: Moment, text: str) -> Turn:
    """What we asked about is told, with what they write now."""
    state, facts = replace(moment.state, unsure=None), moment.facts
    held = moment.state.unsure or Unsure()
    whole = clean(f"{held.text}\n{text}")
    kind = telling.kind_of(facts.world.read(whole))
    told = held.message_id or moment.message_id
    turn = telling.start(state, facts, kind, text=whole, message_id=told)
    return first_say(texts.thanks(kind, facts.is_new), turn)


def _just_registered(moment: Moment) -> str:
    """The code of the receipt that they have just read; empty where that is long ago."""
    is_long_ago = moment.facts.idle > _JUST or moment.state.focus
    return "" if is_long_ago else moment.state.registered[1]


def _add_or_new(moment: Moment, text: str, code: str) -> Turn:
    return say(
        replace(moment.state, unsure=_with_held(moment, text)),
        texts.add_or_new(code),
        (texts.ADD_IT, f"agregar:{code}"),
        (texts.IT_IS_SOMETHING_ELSE, f"{SETTLE}:contar"),
    )


def _settle(moment: Moment, choice: str) -> Turn:
    """They said what the words are that we asked about."""
    held, state = moment.state.unsure, moment.state
    if held is None or state.draft is not None:
        return again(state, moment.facts, texts.OLD_BUTTON)
    if choice == "contar":
        return _tell(moment, "")
    if choice == "otra":
        return _keep(state, held.text)
    found = finder_of(moment.facts.world.guide).find(held.text)
    return _answer_or_offer(moment.at(replace(state, unsure=None)), found, replace(held, asks=True))


def leave(state: State, verb: str) -> State:
    """They chose something else: what we asked about is over, unless it surely tells something."""
    if verb in _ABOUT_IT or state.unsure is None or state.unsure.tells:
        return state
    return replace(state, unsure=None)


def finish(turn: Turn, _: Facts) -> Turn:
    """Once something is told, nothing older waits beside it but what surely tells something."""
    unsure = turn.state.unsure
    if turn.state.draft is None or unsure is None or unsure.tells or turn.command is not None:
        return turn
    return replace(turn, state=replace(turn.state, unsure=None))


VERBS = {
    ANSWER: lambda moment, rest: _answer(moment, moment.facts.world.guide.find(rest)),
    SETTLE: _settle,
}
