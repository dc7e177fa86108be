"""The one language of channels and conversations: what came in."""

import re
import unicodedata
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

_KEPT = timedelta(hours=24)
"""How long a channel keeps what nobody fetches (Telegram: a day)."""


class Kind(StrEnum):
    """What a person did."""

    TEXT = "texto"
    BUTTON = "boton"
    START = "inicio"  # opened the chat, perhaps with a payload
    EDITED = "editado"  # changed a message sent before
    LOCATION = "ubicacion"
    PHOTO = "foto"
    VOICE = "voz"
    DOCUMENT = "documento"
    CONTACT = "contacto"  # their own card: `text` is the telephone
    OTHER = "otro"  # sticker, poll, somebody else's card…: acknowledged in words
    BLOCKED = "bloqueo"
    UNBLOCKED = "desbloqueo"
    UNREADABLE = "ilegible"  # kept raw; nobody is answered


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update of one person. Texts are as typed; the inbox cleans them."""

    channel: str
    external_id: str
    """The channel's id of the update: the same id is the same update."""
    address: str
    kind: Kind
    text: str = ""
    """What was typed; the caption of a photo; the payload of a start."""
    choice: str = ""
    """The value of the button."""
    message_id: str = ""
    """The channel's id of the message, if it has one: an edit names it again."""
    reply_to: str = ""
    """The channel's id of the message they replied to, where they did."""
    album: str = ""
    """What the channel calls the album it is part of: several files that were sent as one."""
    is_forwarded: bool = False
    """Whether they passed on what somebody else had written."""
    pieces: tuple[tuple[str, str], ...] = ()
    """Where it was made of several messages: the id and the words of each that had any."""
    sent: int | None = None
    """When they sent it by the clock of the channel's own servers, in seconds since 1970. Never
    what somebody's telephone or page says."""
    latitude: float | None = None
    longitude: float | None = None
    file_ref: str = ""
    media_type: str = ""
    origin: str = ""
    """A keyed hash of the network it came from, where the channel can tell; never an address."""
    raw: str = ""
    """The update itself, where it could not be read."""

    @property
    def sent_at(self) -> datetime | None:
        """When they sent it, as an instant."""
        return (
            None
            if self.sent is None
            else datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=self.sent)
        )

    def sent_before(self, received_at: datetime) -> datetime:
        """When it was sent: received, or up to a day earlier if the channel kept it so long."""
        sent_at = self.sent_at
        if sent_at is None or not received_at - _KEPT <= sent_at <= received_at:
            return received_at
        return sent_at

    def to_json(self) -> dict[str, object]:
        """The message as the inbox keeps it, without what is empty."""
        return {name: value for name, value in asdict(self).items() if _is_said(value)}

    def fit_to_keep(self) -> "Incoming":
        """The same with metadata that every database takes and no terminal obeys.

        What was typed keeps its signs: it is stored as JSON, and the inbox cleans it.
        """
        return replace(
            self,
            external_id=_plain(self.external_id),
            address=_plain(self.address),
            message_id=_plain(self.message_id),
            album=_plain(self.album),
            file_ref=_plain(self.file_ref),
            media_type=_media_type(self.media_type),
        )

    @classmethod
    def from_json(cls, payload: dict[str, Any]) -> "Incoming":
        """The message that `to_json` made."""
        return cls(**{**payload, "kind": Kind(payload["kind"])})


def _is_said(value: object) -> bool:
    """Whether a field says something. A latitude of 0 does: it is no False."""
    return value is not None and value is not False and value not in ("", ())


_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}")
_ANY_MEDIA = "application/octet-stream"


def _media_type(given: str) -> str:
    """`type/subtype`, or what says nothing: it comes from whoever sent the file."""
    if not given:
        return ""
    kind = given.partition(";")[0].strip().lower()
    return kind if _MEDIA_TYPE.fullmatch(kind) else _ANY_MEDIA


def _plain(given: str) -> str:
    return "".join(sign for sign in given if unicodedata.category(sign)[0] != "C")
