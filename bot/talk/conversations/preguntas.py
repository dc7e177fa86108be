"""What the Lab's people ask about a case, and the answer on its way back to them."""

from dataclasses import replace

from bot.said import texts
from bot.talk.dialogue.questions import go_on
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Moment, Turn, say
from intake.listening.commands import AnswerQuestion, Refused
from intake.requests.commands import Result
from intake.words.text import clean

COMMANDS = (AnswerQuestion,)


def asked(state: State) -> int | None:
    """The question that free words answer now, if one was opened."""
    verb, _, number = state.focus.partition(":")
    return int(number) if verb == "responder" else None


def in_view(moment: Moment) -> int | None:
    """The open question, where its message is the last that reached them."""
    question = moment.facts.question
    values = {value for _, value in moment.facts.view.begun}
    return question.id if question and f"responder:{question.id}" in values else None


def answer(state: State, question_id: int, text: str) -> Turn:
    """Hand the words over to the case."""
    return Turn(replace(state, focus=""), (), AnswerQuestion(question_id, clean(text)))


def on_result(turn: Turn, result: Result, facts: Facts) -> Turn:
    """The answer is with the case; a draft goes on where it was."""
    if isinstance(result, Refused):
        return say(turn.state, result.reason, *texts.MENU)
    return go_on(
        turn.state, facts, texts.ANSWER_KEPT, (texts.IT_WAS_SOMETHING_ELSE, "contar"), texts.MENU[2]
    )


def _ask(moment: Moment, rest: str) -> Turn:
    """Show the question again and wait for words."""
    state, question = moment.state, moment.facts.question
    if question is None or str(question.id) != rest:
        return say(state, texts.ALREADY_ANSWERED, *texts.MENU)
    return say(
        replace(state, focus=f"responder:{question.id}"),
        # Without choices: «1» may well be the answer.
        texts.question_again(question.code, question.text),
    )


VERBS = {"responder": _ask}
