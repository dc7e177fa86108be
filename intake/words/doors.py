"""The addresses that lead to the bot, each with the code of what brought the person."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from intake.words.channels import DoorForm, Setting, declared, variable
from intake.words.codes import spoken
from intake.words.enumerations import either

NEIGHBOUR = "PARTE9"
"""The code of «pasó la voz», one for all: nobody is asked who invited them."""
_INVITATION = (
    "Cuéntale a Ayni Escucha qué le falta a tu comunidad. Lo lee el AYNI Lab Social del MIDIS y "
    "te avisan qué pasa. Es gratis."
)


@dataclass(frozen=True, slots=True)
class Door:
    """One way in: what its channel declares of it, and where it is here."""

    channel: str
    label: str
    form: DoorForm
    here: str
    """The value of its setting; empty: this door is closed."""

    def link(self, code: str) -> str:
        """Opens the chat; empty where the door is closed."""
        return self.form.link.format(here=self.here, code=code) if self.here else ""

    @property
    def by_hand(self) -> str:
        """How to come in without a camera; the code follows."""
        return self.form.by_hand.format(here=self.here, site=self._site)

    @property
    def aloud(self) -> str:
        """The same for who hears it; empty where it cannot be said."""
        return self.form.aloud.format(here=self.here, site=self._site)

    @property
    def _site(self) -> str:
        """An address as one writes it by hand: `ayni.gob.pe`."""
        pieces = urlsplit(self.here)
        return f"{pieces.netloc}{pieces.path}"


@dataclass(frozen=True, slots=True)
class Doors:
    """By which doors one comes in, in the order in which channels are offered."""

    every: tuple[Door, ...] = ()

    @classmethod
    def by(cls, setting: Setting) -> "Doors":
        """Those of all channels; `setting` gives the value of one, empty where it is not set."""
        return cls(
            tuple(
                Door(each.name, each.label, each.door, setting(each.door.setting))
                for each in declared()
                if each.door is not None
            )
        )

    @property
    def first(self) -> Door | None:
        """The one that posters lead to; None if all are closed."""
        return next((door for door in self.every if door.here), None)

    @property
    def said_aloud(self) -> Door | None:
        """The one that the radio tells of; None if no open one can be said."""
        return next((door for door in self.every if door.here and door.form.aloud), None)

    def link(self, code: str) -> str:
        """The first door that there is; empty where there is none."""
        return self.first.link(code) if self.first else ""

    @property
    def settings(self) -> str:
        """The variables that open a door: «AYNI_A o AYNI_B»."""
        return either(variable(door.form.setting) for door in self.every)

    @property
    def explained(self) -> str:
        """The same, each with what it holds."""
        return either(f"{variable(door.form.setting)} ({door.form.what})" for door in self.every)

    def share_link(self) -> str:
        """A sheet «share with…», filled in; empty if there is nothing to share, or no sheet."""
        link = self.link(NEIGHBOUR)
        sheet = next((door.form.share for door in self.every if door.form.share), "")
        if not link or not sheet:
            return ""
        return sheet.format(link=quote(link, safe=""), text=quote(_INVITATION))

    def invitation(self) -> str:
        """The words that tell a neighbour how to come in, to be sent on or read aloud."""
        links = [door.link(NEIGHBOUR) for door in self.every if door.here]
        if not links:
            return (
                "Pasa la voz: dile a tu vecino que escriba por donde tú me escribes y que mande "
                f"este código: {spoken(NEIGHBOUR)}"
            )
        return f"Pasa la voz. Reenvía este mensaje a tu vecino:\n\n{_INVITATION}\n" + "\n".join(
            links
        )
