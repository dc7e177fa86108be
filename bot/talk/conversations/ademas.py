"""What is said of an earlier message, or was never an answer to the last question.

- Words that were sent before our question had even left are more of what is told.
- A message that is edited changes what it had said; a reply to an earlier question answers that.
- What somebody else wrote, and what we said ourselves, are not their own words: nothing begins.
"""

from bot.messages import Kind
from bot.said import texts
from bot.talk.dialogue import answers, applying, cases
from bot.talk.dialogue.parts import TEXT, WORDS, Ear, Precedence
from bot.talk.dialogue.questions import again
from bot.talk.dialogue.telling import tell
from bot.talk.dialogue.turn import Moment, Turn
from intake.words.text import clean

_STEPS = (answers.PLACE, answers.AFFECTED)


def _passed_on(moment: Moment, _: str) -> Turn | None:
    """A forwarded message, or one of ours that came back."""
    if moment.facts.view.is_echo:
        said = texts.OURS_CAME_BACK
    elif moment.incoming.is_forwarded:
        said = texts.PASSED_ON
    else:
        return None
    state = moment.state
    return applying.besides(state, said) or again(state, moment.facts, said)


def _answer_earlier(moment: Moment, text: str) -> Turn | None:
    """A reply to a question of this draft that is settled already."""
    state, facts, draft = moment.state, moment.facts, moment.state.draft
    if draft is None or not draft.text or not facts.view.is_reply:
        return None
    of_draft = f"d{draft.serial}:"
    asked = {value for _, value in facts.view.begun if value.startswith(of_draft)}
    for step, is_open in zip(_STEPS, (draft.lacks_place, state.asks_whom), strict=True):
        # The recap lets one choose another place too, but it asks about the whole.
        is_its = asked and all(value.startswith(f"{of_draft}{step}:") for value in asked)
        if is_its and not is_open:
            return answers.change(state, facts, step, text, lead=texts.CHANGED)
    return None


def _add(moment: Moment, text: str) -> Turn | None:
    """A late piece of what is being told, perhaps with a file."""
    state, facts, draft = moment.state, moment.facts, moment.state.draft
    if draft is None or not facts.view.is_unseen or not text:
        return None
    is_of_other = draft.aside or draft.pending or draft.correcting or draft.retelling
    if not draft.text or is_of_other or draft.editing or state.focus:
        return None
    files = dict.fromkeys((*draft.attachments, *facts.attachments))
    whole = clean(f"{draft.text}\n{text}")
    state = state.with_draft(attachments=tuple(files))
    return tell(state, facts, whole, draft.message_id, lead=texts.ADDED)


def _edit(moment: Moment, text: str) -> Turn | None:
    """A message that told or answered something was changed."""
    return answers.edit(moment, text, lead=texts.EDIT_TAKEN) if text else None


def _reply_to_the_lab(moment: Moment, text: str) -> Turn | None:
    """The Lab's question, answered from within something else, which goes on."""
    question = cases.replied(moment)
    if question is None or not text:
        return None
    return cases.answer(moment, question, text, focus=moment.state.focus)


EARS = (
    Ear(Precedence.FORM, TEXT, _passed_on),
    Ear(Precedence.FORM, TEXT, _reply_to_the_lab),
    Ear(Precedence.DRAFT, TEXT, _answer_earlier),
    Ear(Precedence.DRAFT, WORDS, _add),
    Ear(Precedence.DRAFT, frozenset({Kind.EDITED}), _edit),
)
