"""What is said to a person, whatever the channel: the payload of an outbox row."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tap, or to type by its number or its words."""

    label: str
    value: str
    """What comes back when it is tapped: at most 64 bytes (Telegram's callback_data)."""
    url: str = ""
    """Where a tap leads instead, on a channel that can; typed, the value comes back."""

    def to_json(self) -> list[str]:
        """The label and the value, and the address if it has one."""
        return [self.label, self.value, self.url] if self.url else [self.label, self.value]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Plain text and what can be chosen. A channel that has no buttons numbers the choices."""

    text: str
    choices: tuple[Choice, ...] = ()
    asks_location: bool = False
    """Whether sending one's position would answer it."""

    def to_json(self) -> dict[str, object]:
        """The message as the outbox keeps it."""
        payload: dict[str, object] = {"text": self.text}
        if self.choices:
            payload["choices"] = [choice.to_json() for choice in self.choices]
        if self.asks_location:
            payload["asks_location"] = True
        return payload

    @classmethod
    def from_json(cls, payload: dict[str, Any]) -> "Outgoing":
        """The message that `to_json` made."""
        return cls(
            text=payload["text"],
            choices=tuple(Choice(*each) for each in payload.get("choices", ())),
            asks_location=payload.get("asks_location", False),
        )

    def about(self, code: str) -> "Outgoing":
        """The same message with the code that its reader knows in place of `{codigo}`."""
        spoken = f"{code[:3]}-{code[3:]}"
        choices = tuple(
            Choice(each.label, each.value.replace("{codigo}", code), each.url)
            for each in self.choices
        )
        return Outgoing(self.text.replace("{codigo}", spoken), choices, self.asks_location)
