"""Telegram updates as `Incoming`: pure, and never raises, whatever JSON comes.

The dicts are read directly and not through PTB's `Update.de_json`: that builds some thirty objects
for a text (0.16 ms, more than the rest of the webhook), and raises on a field that Telegram changed
even where we do not read it, which would lose a person's words.

Only private chats are read. What is said in a group is not for us, even if the bot was added to it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Unpack

from bot.channels.telegram.content import Content, content, is_said
from bot.channels.telegram.fields import Fields, MalformedError, is_id, section, text
from bot.messages import Incoming, Kind

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""What Telegram is asked to send: exactly what is read here."""

_LAST_DATE = 2**32
"""Seconds since 1970: what is later is no date."""
_MAX_RAW = 20_000
_BLOCKED = frozenset({"kicked", "left"})
_UNBLOCKED = frozenset({"member", "restricted", "administrator", "creator"})
_FORWARDED = frozenset({"forward_origin", "forward_date"})
"""What says that a message was passed on: the present field, and that of older servers."""
_NOT_FOR_US = frozenset(
    {"channel_post", "edited_channel_post", "chat_member", "inline_query", "poll"}
)
"""Not asked for; some may still come just after the list of allowed updates was changed."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What an update is for us."""

    update_id: int | None
    """None if it has no usable one: it cannot even be confirmed."""
    incoming: Incoming | None = None
    """None if nobody spoke to us: a group, a service message, a live position that moved."""
    callback_id: str = ""
    """The tap that waits for an answer."""


def read(update: object) -> Parsed:
    """What one update says. One that cannot be read comes back as UNREADABLE, with its JSON."""
    if not isinstance(update, dict) or not is_id(update_id := update.get("update_id")):
        return Parsed(None)
    name = next((name for name in _READERS if name in update), None)
    if name is None:
        ours = _NOT_FOR_US.isdisjoint(update)
        return Parsed(update_id, _unreadable(update_id, update) if ours else None)
    try:
        body = section(update[name])
        incoming = _READERS[name](str(update_id), body)
        tapped = text(body, "id") if name == "callback_query" else ""
    except MalformedError:
        return Parsed(update_id, _unreadable(update_id, update))
    return Parsed(update_id, incoming, tapped)


def _message(update_id: str, message: Fields) -> Incoming | None:
    if not _is_private(message) or not is_said(message):
        return None
    answered = message.get("reply_to_message")
    replied_to = answered.get("message_id") if isinstance(answered, dict) else None
    return _incoming(
        update_id,
        message,
        sent=_date(message, "date"),
        reply_to=str(replied_to) if is_id(replied_to) else "",
        album=_album(message),
        is_forwarded=not _FORWARDED.isdisjoint(message),
        **content(message),
    )


def _date(message: Fields, name: str) -> int | None:
    """When it was sent or edited, in seconds since 1970, if that is a date."""
    date = message.get(name)
    return date if is_id(date) and 0 < date < _LAST_DATE else None


def _album(message: Fields) -> str:
    """The name of its album; it is a courtesy of the channel: whatever else it is, none."""
    name = message.get("media_group_id")
    return name if isinstance(name, str) else ""


def _edited(update_id: str, message: Fields) -> Incoming | None:
    """Words that changed. A live position that moved or a poll that got a vote says nothing."""
    words = text(message, "text") or text(message, "caption")
    if not words or not _is_private(message) or not is_said(message):
        return None
    sent = _date(message, "edit_date")
    return _incoming(update_id, message, kind=Kind.EDITED, text=words, sent=sent)


def _tap(update_id: str, query: Fields) -> Incoming | None:
    """A button. Its message may be long gone ("inaccessible"): the tap counts all the same."""
    message = query.get("message")
    if not isinstance(message, dict) or "chat" not in message:
        message = {"chat": {"id": section(query.get("from")).get("id")}}
    if not _is_private(message) or "data" not in query:
        return None
    return _incoming(update_id, message, kind=Kind.BUTTON, choice=text(query, "data"))


def _membership(update_id: str, change: Fields) -> Incoming | None:
    """The person blocked the bot, or took it back."""
    if not _is_private(change):
        return None
    status = text(section(change.get("new_chat_member")), "status")
    if status in _BLOCKED:
        return _incoming(update_id, change, kind=Kind.BLOCKED)
    if status in _UNBLOCKED:
        return _incoming(update_id, change, kind=Kind.UNBLOCKED)
    raise MalformedError


_READERS: dict[str, Callable[[str, Fields], Incoming | None]] = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _tap,
    "my_chat_member": _membership,
}


class _Found(Content, total=False):
    """What an update says beside its content."""

    sent: int | None
    reply_to: str
    album: str
    is_forwarded: bool
    choice: str


def _incoming(update_id: str, about: Fields, **found: Unpack[_Found]) -> Incoming:
    """An Incoming of the chat that `about` is in."""
    chat_id = section(about.get("chat")).get("id")
    if not is_id(chat_id):
        raise MalformedError
    message_id = about.get("message_id")
    return Incoming(
        channel="telegram",
        external_id=update_id,
        address=str(chat_id),
        message_id=str(message_id) if is_id(message_id) else "",
        **found,
    )


def _unreadable(update_id: int, update: Fields) -> Incoming:
    try:
        raw = json.dumps(update, ensure_ascii=False)
    except (ValueError, RecursionError):
        raw = "(ni siquiera se pudo escribir)"
    raw = raw.encode("utf-8", "replace")[:_MAX_RAW].decode("utf-8", "ignore")
    return Incoming("telegram", str(update_id), "0", Kind.UNREADABLE, raw=raw)


def _is_private(about: Fields) -> bool:
    return bool(section(about.get("chat")).get("type", "private") == "private")
