"""What the Lab's people ask about a case, and the answer on its way back to them."""

from dataclasses import replace

from bot.said import texts
from bot.talk.dialogue import applying, cases
from bot.talk.dialogue.hearing import is_number
from bot.talk.dialogue.parts import Ear, Precedence
from bot.talk.dialogue.questions import go_on
from bot.talk.dialogue.turn import Facts, Moment, Turn, say
from intake.listening.commands import AnswerQuestion, Refused
from intake.reading.rules.acts import Act
from intake.requests.commands import Result

COMMANDS = (AnswerQuestion,)
FOCUS = cases.QUESTION


def _answer(moment: Moment, text: str) -> Turn | None:
    """It answers the question they opened; a number, also the one they have in view."""
    question = cases.asked(moment.state)
    if question is None and is_number(text):
        question = cases.in_view(moment)
    return None if question is None else cases.answer(moment, question, text)


def _answer_unasked(moment: Moment, text: str) -> Turn | None:
    """Nothing else is asked and a question waits: what is no greeting answers it."""
    question, is_open = moment.facts.question, moment.state.draft is None
    if question is None or not is_open or moment.reading.act is Act.SALUDO:
        return None
    return cases.answer(moment, question.id, text)


EARS = (
    Ear(Precedence.LAB, cases.ANSWERS, _answer),
    Ear(Precedence.ANSWER, cases.ANSWERS, _answer_unasked),
)


def on_result(turn: Turn, result: Result, facts: Facts) -> Turn:
    """The answer is with the case; a draft goes on where it was."""
    if isinstance(result, Refused):
        return say(turn.state, result.reason, *texts.MENU)
    beside = applying.besides(turn.state, texts.ANSWER_KEPT)
    if beside is not None:
        return beside
    return go_on(
        turn.state, facts, texts.ANSWER_KEPT, (texts.IT_WAS_SOMETHING_ELSE, "contar"), texts.MENU[2]
    )


def _ask(moment: Moment, rest: str) -> Turn:
    """Show the question again and wait for words."""
    state, question = moment.state, moment.facts.question
    if question is None or str(question.id) != rest:
        return say(state, texts.ALREADY_ANSWERED, *texts.MENU)
    return say(
        replace(state, focus=f"{FOCUS}:{question.id}"),
        # Without choices: «1» may well be the answer.
        texts.question_again(question.code, question.text),
    )


VERBS = {FOCUS: _ask}
