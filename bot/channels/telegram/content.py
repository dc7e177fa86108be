"""What a message of a person holds: its kind, words, place or file, as fields of `Incoming`."""

import re
from typing import Required, TypedDict

from bot.channels.telegram.fields import (
    Fields,
    MalformedError,
    count,
    degrees,
    is_id,
    needed,
    section,
    text,
)
from bot.messages import Kind

_LIGHT = 1_000_000
"""Bytes of a photo that a person with few data can send and we can keep."""
_START = re.compile(r"/start(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_FILES = (
    ("voice", Kind.VOICE, "audio/ogg"),
    ("audio", Kind.VOICE, "audio/mpeg"),
    ("video_note", Kind.VOICE, "video/mp4"),
    ("video", Kind.DOCUMENT, "video/mp4"),
    ("document", Kind.DOCUMENT, "application/octet-stream"),
)
_SERVICE = frozenset(
    {
        "chat_background_set",
        "connected_website",
        "forum_topic_closed",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_reopened",
        "message_auto_delete_timer_changed",
        "migrate_from_chat_id",
        "migrate_to_chat_id",
        "pinned_message",
        "proximity_alert_triggered",
        "write_access_allowed",
    }
)


class Content(TypedDict, total=False):
    """The fields of `Incoming` that a message's content fills."""

    kind: Required[Kind]
    text: str
    latitude: float
    longitude: float
    file_ref: str
    media_type: str


def is_said(message: Fields) -> bool:
    """Whether a person said it: not another bot, nor Telegram itself (a message was pinned…)."""
    sender = message.get("from")
    is_bot = isinstance(sender, dict) and sender.get("is_bot") is True
    return not is_bot and _SERVICE.isdisjoint(message)


def content(message: Fields) -> Content:
    """The kind and the content; OTHER if it has no words, no place and no file for us."""
    caption = text(message, "caption")
    for reader in (_words, _place, _photo, _file, _own_card):
        found = reader(message)
        if found is not None:
            found.setdefault("text", caption)
            return found
    return {"kind": Kind.OTHER, "text": caption}


def _words(message: Fields) -> Content | None:
    words = text(message, "text")
    if not words:
        return None
    start = _START.fullmatch(words)
    if start:
        return {"kind": Kind.START, "text": (start[1] or "").strip()}
    return {"kind": Kind.TEXT, "text": words}


def _place(message: Fields) -> Content | None:
    """A position, a live one (its first point), or a venue (with its name)."""
    venue = section(message.get("venue", {}))
    where = message.get("location", venue.get("location"))
    if where is None:
        return None
    where = section(where)
    names = [name for name in (text(venue, "title"), text(venue, "address")) if name]
    return {
        "kind": Kind.LOCATION,
        "text": ", ".join(names),
        "latitude": degrees(where.get("latitude"), 90),
        "longitude": degrees(where.get("longitude"), 180),
    }


def _photo(message: Fields) -> Content | None:
    """The largest size of at most about 1 MB; the largest where all are bigger."""
    if "photo" not in message:
        return None
    sizes = message["photo"]
    if not isinstance(sizes, list) or not sizes:
        raise MalformedError
    sizes = [section(size) for size in sizes]
    light = [size for size in sizes if count(size, "file_size") <= _LIGHT]
    best = max(light or sizes, key=lambda size: (count(size, "width"), count(size, "file_size")))
    return {"kind": Kind.PHOTO, "file_ref": needed(best, "file_id"), "media_type": "image/jpeg"}


def _own_card(message: Fields) -> Content | None:
    """Their own contact card: its telephone. Somebody else's is none of ours to keep."""
    card = section(message.get("contact", {}))
    phone = text(card, "phone_number")
    if not phone or not is_id(card.get("user_id")):
        return None
    if card["user_id"] != section(message.get("from", {})).get("id"):
        return None
    return {"kind": Kind.CONTACT, "text": phone}


def _file(message: Fields) -> Content | None:
    if "animation" in message:  # a GIF; it comes with a `document` too
        return None
    for name, kind, usual in _FILES:
        if name in message:
            file = section(message[name])
            media_type = text(file, "mime_type") or usual
            return {"kind": kind, "file_ref": needed(file, "file_id"), "media_type": media_type}
    return None
