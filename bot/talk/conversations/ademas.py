"""What follows what was just told, and what is said of an earlier message.

Words that were sent before our question had even left are no answer to it: they are more of what
is told, which they never replace.
"""

from bot.said import texts
from bot.talk.dialogue.parts import TEXT, Ear, Precedence
from bot.talk.dialogue.telling import tell_more
from bot.talk.dialogue.turn import Moment, Turn


def _add(moment: Moment, text: str) -> Turn | None:
    """A late piece of what is being told."""
    state, draft = moment.state, moment.state.draft
    if draft is None or not moment.facts.view.is_unseen:
        return None
    if not draft.text or draft.aside or draft.correcting or draft.editing or state.focus:
        return None
    return tell_more(state, moment.facts, text, lead=texts.ADDED)


EARS = (Ear(Precedence.DRAFT, TEXT, _add),)
