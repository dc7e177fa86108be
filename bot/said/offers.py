"""What the Lab offers under a message, in the words of the conversations: their buttons' values."""

from collections.abc import Mapping
from dataclasses import replace

from intake.store.outgoing import Choice, Deed, Outgoing

VALUES: Mapping[Deed, str] = {
    Deed.ANSWER: "responder:{}",
    Deed.HELPED: "sirvio-si:{}",
    Deed.DID_NOT_HELP: "sirvio-no:{}",
    Deed.REOPEN: "reabrir:{}",
    Deed.SEE_CALL: "concurso:{}",
    Deed.SEE_APPLICATION: "postulacion:{}",
    Deed.WRITE_TO_PERSON: "persona:escribir",
    Deed.STOP_NEWS: "baja",
}
"""What comes back when each is tapped; `{}` is what it is about."""


def in_buttons(message: Outgoing) -> Outgoing:
    """The message with its offers as choices; the choices that it has already stay first."""
    offered = tuple(
        Choice(each.label, VALUES[each.deed].format(each.about)) for each in message.offers
    )
    return replace(message, choices=(*message.choices, *offered), offers=())
