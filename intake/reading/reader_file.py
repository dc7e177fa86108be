"""A learned reader as a file: its model, and a card that says from what it was made and how well.

It holds numbers, and signals that several people share; no text that anybody wrote.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from intake.errors import DataFileError
from intake.reading.rules.acts import ACT, DANGER, IDEA, KIND, RESERVE, Act, Danger
from intake.reading.rules.learned import Model
from intake.reading.rules.sentence_vector import SIZE
from intake.store.db import JsonDict

LARGEST = 30_000_000
_LARGEST_UNPACKED = 200_000_000
_CARD = "ficha.json"
_NEEDED = frozenset(
    {DANGER, RESERVE, IDEA, *(ACT + each for each in Act), *(KIND + each for each in Danger)}
)


@dataclass(frozen=True, slots=True)
class ReaderFile:
    """What is in the file of a learned reader."""

    model: Model
    card: JsonDict


def to_bytes(model: Model, card: JsonDict) -> bytes:
    """The file, the same bytes for the same model and card."""
    kept = io.BytesIO()
    model.write(kept)
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as parts:
        written = json.dumps(card, ensure_ascii=False, indent=2, sort_keys=True)
        parts.writestr(zipfile.ZipInfo(_CARD), written, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def from_bytes(content: bytes) -> ReaderFile:
    """What such a file holds; DataFileError says why it cannot be used."""
    try:
        card = _card(content)
        model = Model.read(io.BytesIO(content))
        faults = list(_faults(model))
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError):
        raise DataFileError(
            "No es un lector como los que escribe ayni aprender, o está dañado."
        ) from None
    if faults:
        raise DataFileError(
            f"Ese lector no sirve a esta versión del programa ({faults[0]}). Haga otro con: "
            "ayni aprender --guardar ARCHIVO"
        )
    return ReaderFile(model, card)


def _card(content: bytes) -> JsonDict:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if sum(each.file_size for each in parts.infolist()) > _LARGEST_UNPACKED:
            raise ValueError("too large")
        card = json.loads(parts.read(_CARD))
    if not isinstance(card, dict):
        raise TypeError("no card")
    return card


def _faults(model: Model) -> Iterator[str]:
    """Why a model that was read cannot be asked, in the order of what is looked at."""
    if missing := _NEEDED - set(model.heads):
        yield f"no sabe de «{min(missing)}»"
    signals, heads = len(model.places), len(model.heads)
    shapes = {
        "weights": (signals, heads),
        "rarity": (signals,),
        "direction": (SIZE, heads),
        "mean": (SIZE,),
        "step": (heads,),
        "bias": (heads,),
        "slope": (heads,),
        "offset": (heads,),
    }
    for name, shape in shapes.items():
        numbers = getattr(model, name)
        if numbers.shape != shape or not np.isfinite(numbers).all():
            yield f"sus números no cuadran: {name}"
    bounds = model.bounds
    if not 0 <= bounds.danger_maybe <= bounds.danger_now <= 1 or not 0 <= bounds.reserve <= 1:
        yield "sus umbrales no cuadran"
