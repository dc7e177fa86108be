"""The learned part of the reader: linear, so that every word has its share in what is decided.

A message is signals (`signals.py`) and a direction (`sentence_vector.py`); each head of the model
adds up the weights of what it sees, and its sum becomes a probability. The model is a file of data,
made by `intake.reading.learning` from the texts in `intake/data/voices`.
"""

import io
import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from importlib import resources
from typing import IO

import numpy as np
from numpy.typing import NDArray

from intake.reading.rules.acts import (
    ACT,
    ACTOR,
    DANGER,
    IDEA,
    KIND,
    PRIORITY,
    RESERVE,
    Act,
    Asked,
    Bounds,
    Danger,
    Opinion,
)
from intake.reading.rules.sentence_vector import Vector, centred, sentence_vector
from intake.reading.rules.signals import LETTERS, MARK, signals

BLOCKS: Mapping[str, float] = {"words": 1.0, "letters": 1.0, "marks": 0.5}
"""How much each block of signals counts."""
DIRECTION = 0.7
"""How much the direction of the whole counts beside them (both chosen on hands left out)."""
_MOST_DIGITS = 3
"""Of a word that is shown as a cause: longer numbers may be somebody's."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Weights: of every signal and of every number of the direction, for every head."""

    heads: tuple[str, ...]
    places: Mapping[str, int]
    """The row of each signal that the model knows."""
    blocks: NDArray[np.int8]
    """(signals,) Which block each is of, by its place in `BLOCKS`."""
    rarity: NDArray[np.float32]
    """(signals,) How much a signal tells: rare ones more."""
    weights: NDArray[np.int8]
    """(signals, heads) In steps of `step`, which keeps the file small."""
    step: NDArray[np.float32]
    """(heads,)"""
    direction: NDArray[np.float32]
    """(512, heads)"""
    mean: Vector
    """(512,) The direction that all texts share."""
    bias: NDArray[np.float32]
    slope: NDArray[np.float32]
    offset: NDArray[np.float32]
    """(heads,) How a sum becomes a probability, measured on hands that were left out."""
    bounds: Bounds
    """Chosen on hands that were left out."""
    version: str

    @classmethod
    def read(cls, file: IO[bytes]) -> "Model":
        """Read a model file. What it holds is numbers and names, never code."""
        with np.load(file, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        names = bytes(arrays["signals"]).decode().split("\n")
        return cls(
            heads=tuple(bytes(arrays["heads"]).decode().split("\n")),
            places={name: place for place, name in enumerate(names)},
            blocks=blocks_of(names),
            rarity=arrays["rarity"],
            weights=arrays["weights"],
            step=arrays["step"],
            direction=arrays["direction"].astype(np.float32),
            mean=arrays["mean"],
            bias=arrays["bias"],
            slope=arrays["slope"],
            offset=arrays["offset"],
            bounds=Bounds(*map(float, arrays["bounds"])),
            version=bytes(arrays["version"]).decode(),
        )

    def write(self, file: IO[bytes]) -> None:
        """Write a model file, the same bytes for the same model."""
        arrays: dict[str, NDArray[np.generic]] = {
            "signals": _bytes("\n".join(self.places)),
            "heads": _bytes("\n".join(self.heads)),
            "version": _bytes(self.version),
            "direction": self.direction.astype(np.float16),
            "rarity": self.rarity,
            "weights": self.weights,
            "step": self.step,
            "mean": self.mean,
            "bias": self.bias,
            "slope": self.slope,
            "offset": self.offset,
            "bounds": np.array(astuple(self.bounds), np.float32),
        }
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as kept:
            for name, array in arrays.items():
                held = io.BytesIO()
                np.lib.format.write_array(held, np.ascontiguousarray(array), allow_pickle=False)
                kept.writestr(zipfile.ZipInfo(f"{name}.npy"), held.getvalue(), compresslevel=9)

    def opinion(self, text: str, asked: Asked) -> Opinion:
        """What the model makes of a message that came while this question was open."""
        sums = self._sums(text, asked)
        value = dict(zip(self.heads, self.slope * sums + self.offset, strict=True))
        return Opinion(
            danger=_chance(value[DANGER]),
            kinds={Danger(k): p for k, p in _shares(_family(value, KIND)).items()},
            acts={Act(k): p for k, p in _shares(_family(value, ACT)).items()},
            reserve=_chance(value[RESERVE]),
            idea=_chance(value[IDEA]),
            actors={k: _chance(v) for k, v in _family(value, ACTOR).items()},
            priorities={k: _chance(v) for k, v in _family(value, PRIORITY).items()},
        )

    def why(self, text: str, asked: Asked, head: str, most: int = 4) -> tuple[str, ...]:
        """The words that spoke most for a head, the strongest first, as they were written.

        Never a number or an address that may be somebody's.
        """
        column = self.heads.index(head)
        shares = self._shares_of_words(text, asked, column)
        best = sorted(shares.items(), key=lambda item: -item[1])
        spoke = [word for word, share in best if share > 0 and not _may_be_somebodys(word)]
        return tuple(spoke[:most])

    def _sums(self, text: str, asked: Asked) -> NDArray[np.float32]:
        rows, values = self._seen(signals(text, asked))
        of_signals = values @ self.weights[rows].astype(np.float32) * self.step
        towards = DIRECTION * centred(sentence_vector(text), self.mean)
        return np.asarray(of_signals + towards @ self.direction + self.bias, np.float32)

    def _seen(self, found: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """The rows of the signals that are known, and how much each counts in this message."""
        known = [place for each in found if (place := self.places.get(each)) is not None]
        rows = np.array(known, np.intp)
        return rows, weigh(self.rarity[rows], self.blocks[rows])

    def _shares_of_words(self, text: str, asked: Asked, column: int) -> dict[str, float]:
        """What each word adds: by what is lost where it is not there."""
        words = list(dict.fromkeys(text.split()))
        whole = float(self._sums(text, asked)[column])
        return {
            word: whole - float(self._sums(_without(text, word), asked)[column]) for word in words
        }


def weigh(rarity: NDArray[np.float32], blocks: NDArray[np.int8]) -> NDArray[np.float32]:
    """How much each signal of one message counts: a block is of the same length in all messages."""
    squares = np.bincount(blocks, rarity * rarity, minlength=len(BLOCKS))
    shares = np.array(list(BLOCKS.values())) / np.sqrt(np.maximum(squares, 1e-9))
    return np.asarray(rarity * shares[blocks], np.float32)


def blocks_of(names: Sequence[str]) -> NDArray[np.int8]:
    """The block that each signal belongs to, by its place in `BLOCKS`."""
    of = {LETTERS: 1, MARK: 2}
    return np.array([of.get(name[0], 0) for name in names], np.int8)


@cache
def builtin_model() -> Model:
    """The model that comes with the program."""
    with (resources.files("intake.data") / "reader.npz").open("rb") as file:
        return Model.read(file)


def _family(values: Mapping[str, float], prefix: str) -> dict[str, float]:
    return {
        head.removeprefix(prefix): value
        for head, value in values.items()
        if head.startswith(prefix)
    }


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _chance(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, float(value)))))


def _shares(values: Mapping[str, float]) -> dict[str, float]:
    """Several that exclude each other, as probabilities that add up to 1."""
    highest = max(values.values())
    powers = {name: math.exp(float(value - highest)) for name, value in values.items()}
    total = sum(powers.values())
    return {name: power / total for name, power in powers.items()}


def _may_be_somebodys(word: str) -> bool:
    return "@" in word or sum(letter.isdigit() for letter in word) > _MOST_DIGITS


def _without(text: str, word: str) -> str:
    return " ".join(each for each in text.split() if each != word)
