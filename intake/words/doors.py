"""The addresses that lead to the bot, each with the code of what brought the person."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from intake.words.codes import spoken

NEIGHBOUR = "PARTE9"
"""The code of «pasó la voz», one for all: nobody is asked who invited them."""
_INVITATION = (
    "Cuéntale a Ayni Escucha qué le falta a tu comunidad. Lo lee el AYNI Lab Social del MIDIS y "
    "te avisan qué pasa. Es gratis."
)


@dataclass(frozen=True, slots=True)
class Doors:
    """By which doors one comes in: the bot's @name in Telegram, the address of the web chat."""

    telegram: str = ""
    web: str = ""

    def telegram_link(self, code: str) -> str:
        """The link that opens the chat in Telegram; empty if the bot has no @name there."""
        return f"https://t.me/{self.telegram}?start={code}" if self.telegram else ""

    def web_link(self, code: str) -> str:
        """The link that opens the web chat; empty if it has no address."""
        return f"{self.web}/?de={code}" if self.web else ""

    def link(self, code: str) -> str:
        """The link of the first door that there is; empty if there is none."""
        return self.telegram_link(code) or self.web_link(code)

    @property
    def site(self) -> str:
        """The web chat as one writes it by hand: `ayni.gob.pe`."""
        pieces = urlsplit(self.web)
        return f"{pieces.netloc}{pieces.path}"

    def share_link(self) -> str:
        """The link to Telegram's «share with…», filled in; empty if there is nothing to share."""
        link = self.link(NEIGHBOUR)
        if not link:
            return ""
        return f"https://t.me/share/url?url={quote(link, safe='')}&text={quote(_INVITATION)}"

    def invitation(self) -> str:
        """The words that tell a neighbour how to come in, to be sent on or read aloud."""
        links = [each for each in (self.telegram_link(NEIGHBOUR), self.web_link(NEIGHBOUR)) if each]
        if not links:
            return (
                "Pasa la voz: dile a tu vecino que escriba por donde tú me escribes y que mande "
                f"este código: {spoken(NEIGHBOUR)}"
            )
        return f"Pasa la voz. Reenvía este mensaje a tu vecino:\n\n{_INVITATION}\n" + "\n".join(
            links
        )
