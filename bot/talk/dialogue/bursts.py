"""Several messages that are one telling: which may go together, and the one that they make.

People send what they have to say in pieces, as they speak. Only what may begin or go on with a
telling is a piece; whatever chooses, commands or answers one question is answered at once. Danger
waits for nothing, and is never thinned by the words around it.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.messages import Incoming, Kind
from bot.talk.dialogue import cases
from bot.talk.dialogue.parts import FILES, WORDS
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import World
from intake.reading.rules.acts import Act, Level
from intake.words.text import clean, normalise

_LONGEST_MESSAGE = 4096
"""Characters at which Telegram's programs cut a text, and send the rest as another message."""
_TELLS = frozenset({Act.APORTE, Act.RECLAMO, Act.DENUNCIA, Act.PELIGRO})
_MAY_GO_ON = _TELLS | {Act.RESPUESTA, Act.SALUDO, Act.OTRO}
"""What is often followed by more; a question or thanks stand by themselves."""


def waits_for_words(state: State) -> bool:
    """Whether a telling of any length may come now: nothing was asked, or just that was."""
    draft = state.draft
    is_asked = draft is not None and (draft.retelling or not draft.text)
    if draft is not None and is_asked and not (draft.correcting or draft.pending):
        return True
    if state.focus:
        return cases.asked(state) is not None or cases.reopening(state) is not None
    return state.draft is None


def is_cut(incoming: Incoming) -> bool:
    """Whether the rest of the text comes in the next message."""
    return incoming.kind is Kind.TEXT and len(incoming.text) == _LONGEST_MESSAGE


def is_part(incoming: Incoming) -> bool:
    """Whether the channel itself says that more belongs to it: an album, or a text cut in two."""
    return bool(incoming.album) or is_cut(incoming)


def may_go_on(incoming: Incoming, state: State, world: World) -> bool:
    """Whether free words, or a file, may be only the beginning of what somebody tells."""
    if not waits_for_words(state) or not stands_free(incoming):
        return False
    if not normalise(incoming.text):
        return incoming.kind in FILES
    return world.read(clean(incoming.text), state.asked).act in _MAY_GO_ON


def stands_free(incoming: Incoming) -> bool:
    """Whether it is about no other message."""
    return incoming.kind in WORDS and not (incoming.reply_to or incoming.is_forwarded)


def go_together(pieces: Sequence[Incoming], state: State, world: World) -> bool:
    """Whether these make one telling: words beside files must tell something by themselves."""
    kinds = {each.kind in FILES for each in pieces}
    words = clean(joined(pieces).text)
    if len(kinds) == 1 or not words:
        return True
    return world.read(words, state.asked).act in _TELLS


def danger_of(incoming: Incoming, state: State, world: World) -> Level:
    """How sure it is that these words, by themselves, tell of danger."""
    return world.read(clean(incoming.text), state.asked).level if incoming.text else Level.NONE


def undiluted(pieces: Sequence[Incoming], state: State, world: World) -> int:
    """How many of the pieces, from the first, may be read as one.

    All of them, unless one by itself is more surely of danger than the whole: those before it
    then, so that it is heard by itself.
    """
    level = danger_of(joined(pieces), state, world)
    for place, each in enumerate(pieces):
        if danger_of(each, state, world) > level:
            return max(place, 1)
    return len(pieces)


def is_edit(incoming: Incoming, pieces: Sequence[Incoming]) -> bool:
    """Whether it changes one of the pieces."""
    ids = {each.message_id for each in pieces if each.message_id}
    return incoming.kind is Kind.EDITED and incoming.message_id in ids


def _as_edited(messages: Sequence[Incoming]) -> list[Incoming]:
    """The pieces as they read after the edits among them."""
    pieces: list[Incoming] = []
    for message in messages:
        if is_edit(message, pieces):
            pieces = [
                replace(each, text=message.text) if each.message_id == message.message_id else each
                for each in pieces
            ]
        else:
            pieces.append(message)
    return pieces


def joined(messages: Sequence[Incoming]) -> Incoming:
    """The one message that the pieces make: the first, with the words and files of all."""
    pieces = _as_edited(messages)
    first, *rest = pieces
    if not rest:
        return first
    text = first.text
    for before, each in zip(pieces, rest, strict=False):
        between = "" if is_cut(before) or not (text and each.text) else "\n"
        text = f"{text}{between}{each.text}"
    file = next((each for each in pieces if each.kind in FILES), first)
    return replace(
        first,
        kind=file.kind,
        text=text,
        file_ref=file.file_ref,
        media_type=file.media_type,
        pieces=tuple((each.message_id, each.text) for each in pieces if each.text),
    )
