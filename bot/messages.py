"""The one language of channels and conversations: what came in."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


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
    OTHER = "otro"  # sticker, contact, poll…: acknowledged in words
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
    """The channel's id of the message, where it has one: an edit names it again."""
    latitude: float | None = None
    longitude: float | None = None
    file_ref: str = ""
    media_type: str = ""
    origin: str = ""
    """A keyed hash of the network it came from, where the channel can tell; never an address."""
    raw: str = ""
    """The update itself, where it could not be read."""

    def to_json(self) -> dict[str, Any]:
        """As kept in the inbox: what is empty is left out."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}

    @classmethod
    def from_json(cls, payload: dict[str, Any]) -> "Incoming":
        """The inverse of to_json."""
        return cls(**{**payload, "kind": Kind(payload["kind"])})
