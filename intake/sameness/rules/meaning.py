"""What a text means, small enough to be kept with each aporte: the same need in other words.

The direction of a text (`sentence_vector`), without what all texts share, as 512 bytes. How near
two are is one feature among others (`features`), because whoever tells of the same theme is near
too. The encoder and numpy are loaded when they are asked for: who shows a queue needs neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from intake.reading.rules.language import hear

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

SIZE = 512
_STEPS = 127
"""A byte goes from -127 to 127; the largest number of a direction is one of the two."""
MEAN_FILE = "meaning_mean.npy"


class Meaning:
    """The direction of a text as it is kept. Read only; what it is as floats is made when asked."""

    __slots__ = ("_unit", "numbers")

    def __init__(self, numbers: bytes) -> None:
        self.numbers = numbers
        self._unit: Floats | None = None

    @property
    def unit(self) -> Floats:
        """The same as floats, of length 1."""
        if self._unit is None:
            rows, lengths = _rows([self.numbers])
            self._unit = rows[0] / lengths[0]
        return self._unit

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Meaning):
            return NotImplemented
        return self.numbers == other.numbers

    def __hash__(self) -> int:
        return hash(self.numbers)


def meaning(text: str) -> Meaning | None:
    """What a text means; None where nobody can tell it: it is empty, or Quechua or Aymara.

    The encoder was not taught those languages, and its answer about them would be noise.
    """
    if not _is_readable(text):
        return None
    from intake.reading.rules.sentence_vector import centred, sentence_vector  # noqa: PLC0415 as above

    return Meaning(pack(centred(sentence_vector(text)[None], _mean()))[0])


def meanings(texts: Sequence[str]) -> list[Meaning | None]:
    """The same of many, which together take a third of the time."""
    from intake.reading.rules.sentence_vector import centred, sentence_vectors  # noqa: PLC0415 as above

    readable = [at for at, text in enumerate(texts) if _is_readable(text)]
    found: list[Meaning | None] = [None] * len(texts)
    if readable:
        vectors = sentence_vectors([texts[at] for at in readable])
        packed = pack(centred(vectors, _mean()))
        for at, numbers in zip(readable, packed, strict=True):
            found[at] = Meaning(numbers)
    return found


def pack(directions: Floats) -> list[bytes]:
    """Directions, a row each, as the table keeps them: a byte for each number."""
    import numpy as np  # noqa: PLC0415 it takes a tenth of a second to load

    largest = np.maximum(np.abs(directions).max(axis=1, keepdims=True), 1e-6)
    return [each.tobytes() for each in np.rint(directions * (_STEPS / largest)).astype(np.int8)]


def likeness(one: Meaning, other: Meaning) -> float:
    """How much two mean the same: 1 if wholly, 0 if no more than any two do."""
    return min(1.0, max(0.0, float(one.unit @ other.unit)))


def nearest(asked: Meaning, kept: Sequence[bytes], most: int) -> list[int]:
    """The positions of those that mean most nearly what is asked, the nearest first."""
    import numpy as np  # noqa: PLC0415 as above

    if not kept:
        return []
    rows, lengths = _rows(kept)
    # Not `@`: its library starts threads, which wait for each other where cores are busy.
    near = np.einsum("ij,j->i", rows, asked.unit) / lengths
    found: list[int] = np.argsort(-near, kind="stable")[:most].tolist()
    return found


def _rows(kept: Sequence[bytes]) -> tuple[Floats, Floats]:
    """As floats, and how long each row is."""
    import numpy as np  # noqa: PLC0415 as above

    rows = np.frombuffer(b"".join(kept), np.int8).reshape(len(kept), -1).astype(np.float32)
    return rows, np.maximum(np.sqrt(np.einsum("ij,ij->i", rows, rows)), 1.0)


def _is_readable(text: str) -> bool:
    return bool(text.strip()) and not hear(text).needs_interpreter


@cache
def _mean() -> Floats:
    import numpy as np  # noqa: PLC0415 as above

    with (resources.files("intake.data") / MEAN_FILE).open("rb") as file:
        mean: Floats = np.load(file, allow_pickle=False)
    return mean
