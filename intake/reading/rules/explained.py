"""Why a text is read as it is: the words that moved each decision, as they were written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intake.kinds import Actor
from intake.reading.rules.acts import ACT, ACTOR, DANGER, IDEA, RESERVE, Act, Asked, Level
from intake.reading.rules.reader import Reader, Reading
from intake.words.text import normalise

_MOST_WORDS = 150
"""Of a longer text its beginning is explained: each word is left out in turn to see what it did."""

_SIGNS = ".,;:!?¡¿()«»“”…\"'"


@dataclass(frozen=True, slots=True)
class Explained:
    """A reading, and the words for what it decided."""

    reading: Reading
    reserved: tuple[str, ...]
    """Why strangers may not read it, by its words alone; nothing if they may."""
    act_share: float | None
    """How sure the model is of the act; None where danger or a rule decides, or it cannot read."""
    by_head: Mapping[str, tuple[str, ...]]
    """The words for each head that was asked about, the strongest first."""

    @property
    def words(self) -> tuple[str, ...]:
        """Those that moved what it was taken for: a rule's, and then the model's."""
        return self.moved(_deciding(self.reading), self.reading.words)

    def moved(self, head: str, by_rule: Iterable[str] = ()) -> tuple[str, ...]:
        """The words that spoke for a head, after those that a rule went by; each once."""
        each_once: dict[str, str] = {}
        for word in (*by_rule, *self.by_head.get(head, ())):
            each_once.setdefault(normalise(word), word)
        return tuple(each_once.values())


def explain(reader: Reader, text: str, asked: Asked, *, whole: bool = True) -> Explained:
    """Read a text and say why. Without `whole`, only why it is taken for what it is."""
    reading = reader.read(text, asked)
    heads = [_deciding(reading)]
    if whole:
        heads += [DANGER, RESERVE, IDEA, f"{ACTOR}{Actor.MUNICIPALIDAD}"]
    beginning = " ".join(text.split()[:_MOST_WORDS])
    return Explained(
        reading=reading,
        reserved=reader.reasons_to_reserve((text,)),
        act_share=_share(reading),
        by_head={
            head: _plain(reader.model.why(beginning, asked, head))
            for head in dict.fromkeys(heads)
            if reading.opinion is not None and head in reader.model.heads
        },
    )


def _deciding(reading: Reading) -> str:
    """The head that what it is taken for hangs on."""
    return DANGER if reading.level is Level.NOW else f"{ACT}{reading.act}"


def _share(reading: Reading) -> float | None:
    if reading.opinion is None or reading.level is Level.NOW:
        return None
    is_by_rule = reading.act is Act.SALUDO and reading.opinion.act is not Act.SALUDO
    return None if is_by_rule else reading.opinion.acts.get(reading.act)


def _plain(found: Iterable[str]) -> tuple[str, ...]:
    """The words without the signs that stand at them."""
    stripped = (word.strip(_SIGNS) for word in found)
    return tuple(dict.fromkeys(word for word in stripped if word))
