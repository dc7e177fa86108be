"""What is said to a person, whatever the channel: the payload of an outbox row."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from intake.words.codes import spoken


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


class Deed(StrEnum):
    """What a person can do about a message that the Lab begins. The values are kept."""

    ANSWER = "responder"  # a question of an operator, by its number
    HELPED = "sirvio"  # say so of the answer about an aporte, by its code
    DID_NOT_HELP = "no_sirvio"  # the same
    REOPEN = "reabrir"  # tell something new about an aporte, by its code
    SEE_CALL = "ver_concurso"  # by its number
    SEE_APPLICATION = "mi_postulacion"  # one's own, by the number of its concurso
    WRITE_TO_PERSON = "escribir"  # to whoever of the team attends them
    STOP_NEWS = "baja"  # about nothing


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be done with one tap about a message that the Lab begins, and how it is called.

    How a tap comes back is the conversation's own: the bot makes a Choice of it on its way out.
    """

    label: str
    deed: Deed
    about: str = ""
    """The number or the code that it is about; `{codigo}` for the code that each reader knows."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Plain text and what can be chosen. A channel that has no buttons numbers the choices."""

    text: str
    choices: tuple[Choice, ...] = ()
    """What an answer of the conversation lets one choose."""
    asks_location: bool = False
    """Whether sending one's position would answer it."""
    ends_location: bool = False
    """Whether one's position was asked before it, and is not any more."""
    offers: tuple[Offer, ...] = ()
    """What a message that the Lab begins lets one do, after the choices."""

    @property
    def labels(self) -> tuple[str, ...]:
        """All that can be tapped, in order."""
        choices = (each.label for each in self.choices)
        return (*choices, *(each.label for each in self.offers))

    def to_json(self) -> dict[str, object]:
        """The message as the outbox keeps it."""
        payload: dict[str, object] = {"text": self.text}
        if self.choices:
            payload["choices"] = [choice.to_json() for choice in self.choices]
        if self.asks_location:
            payload["asks_location"] = True
        if self.ends_location:
            payload["ends_location"] = True
        if self.offers:
            payload["offers"] = [[each.label, each.deed.value, each.about] for each in self.offers]
        return payload

    @classmethod
    def from_json(cls, payload: dict[str, Any]) -> "Outgoing":
        """The message that `to_json` made."""
        return cls(
            text=payload["text"],
            choices=tuple(Choice(*each) for each in payload.get("choices", ())),
            asks_location=payload.get("asks_location", False),
            ends_location=payload.get("ends_location", False),
            offers=tuple(
                Offer(label, Deed(deed), about) for label, deed, about in payload.get("offers", ())
            ),
        )

    def about(self, code: str) -> "Outgoing":
        """The same message with the code that its reader knows in place of `{codigo}`."""
        return replace(
            self,
            text=self.text.replace("{codigo}", spoken(code)),
            offers=tuple(
                replace(each, about=each.about.replace("{codigo}", code)) for each in self.offers
            ),
        )
