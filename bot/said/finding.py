"""Which answers of the guide fit a question: by what it means, and by the words it shares.

Every phrasing of the guide speaks for its own answer, more the more alike it is to the question,
and against the others; how much, is settled once a process by least squares (a ridge over the
likeness of the phrasings among themselves), so that ten phrasings of one answer do not outweigh
six of another. A question of several sentences is also heard sentence by sentence.
"""

import hashlib
import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import IO, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.said.guide import Answer, Guide
from intake.reading.rules.learned import builtin_model
from intake.reading.rules.sentence_vector import Vector, centred, sentence_vectors
from intake.words.keys import phonetic_stem
from intake.words.text import words

SURE = 0.22
"""From what score on the first answer is given at once."""
LIKELY = 0.14
"""From what score on the first answer may be what was asked."""
BESIDE = 0.08
"""From what score on others are offered beside it."""
AHEAD = 0.1
"""By how much the first answer must lead for it to be given at once (the three chosen on questions
of other hands, and measured on further hands: `bench.answers`)."""
MOST = 3
"""How many are offered."""
KEPT = "respuestas.npz"
"""The directions of the phrasings of the shipped guide (`python -m tools.build_answers`)."""
_SIGN = 16
_WORDS = 0.5
"""How much shared words count beside the meaning (chosen on phrasings left out)."""
_RIDGE = 3.0
_SENTENCE = re.compile(r"(?<=[.!?\n])\s+|\s*¿")
_FEWEST = 3
"""Words of a sentence that is heard by itself."""
_Matrix: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """What may answer a question."""

    answers: tuple[Answer, ...] = ()
    """The likeliest first; empty where nothing in the guide is about it."""
    is_sure: bool = False
    """Whether the first may be given without asking."""


@dataclass(frozen=True, slots=True, eq=False)
class Finder:
    """What is known of the phrasings of one guide."""

    guide: Guide
    mean: Vector
    rarity: dict[str, float]
    """Of each word stem of the phrasings, or two in a row: rare ones tell more."""
    places: dict[str, int]
    vectors: Vector
    shares: _Matrix
    """(phrasings, stems) The words of each, of length 1."""
    weights: _Matrix
    """(phrasings, answers) How much each phrasing speaks for each answer."""

    @classmethod
    def of(cls, guide: Guide) -> "Finder":
        """Learn the phrasings, once; those that the kept file lacks take some milliseconds each."""
        said = [
            (each, place) for place, answer in enumerate(guide.answers) for each in _all(answer)
        ]
        # What nobody answers speaks for no answer, and so against all.
        known = len(said)
        said += [(each, 0) for each in guide.unanswered]
        mean = builtin_model().mean
        vectors = centred(_vectors([each for each, _ in said]), mean)
        counted = [Counter(_stems(each)) for each, _ in said]
        holds = Counter(stem for stems in counted for stem in stems)
        # What one phrasing alone holds makes it like no other.
        rarity = {stem: math.log(1 + len(said) / held) for stem, held in holds.items() if held > 1}
        places = {stem: place for place, stem in enumerate(rarity)}
        shares = np.stack([_shares(stems, rarity, places) for stems in counted])
        alike = vectors @ vectors.T + _WORDS * shares @ shares.T
        wanted = np.zeros((len(said), len(guide.answers)), np.float32)
        wanted[np.arange(known), [place for _, place in said[:known]]] = 1
        weights = np.linalg.solve(alike + _RIDGE * np.eye(len(said)), wanted)
        return cls(guide, mean, rarity, places, vectors, shares, weights.astype(np.float32))

    def scores(self, question: str) -> NDArray[np.float32]:
        """How much each answer of the guide fits, in its order."""
        parts = _parts(question)
        vectors = centred(sentence_vectors(parts), self.mean)
        shares = np.stack(
            [_shares(Counter(_stems(part)), self.rarity, self.places) for part in parts]
        )
        alike = vectors @ self.vectors.T + _WORDS * shares @ self.shares.T
        scores: NDArray[np.float32] = (alike @ self.weights).max(axis=0)
        return scores

    def find(self, question: str) -> Found:
        """What answers it; nothing where no answer is likely enough."""
        scores = self.scores(question)
        order = [int(place) for place in np.argsort(-scores)[:MOST]]
        first, second = float(scores[order[0]]), float(scores[order[1]]) if order[1:] else 0.0
        least = BESIDE if first >= LIKELY else math.inf
        likely = tuple(self.guide.answers[place] for place in order if scores[place] >= least)
        return Found(likely, is_sure=first >= SURE and first - second >= AHEAD)


@cache
def finder_of(guide: Guide) -> Finder:
    """The finder of a guide, made once."""
    return Finder.of(guide)


def write_vectors(guide: Guide, file: IO[bytes]) -> None:
    """Keep the directions of all phrasings, so that no process need read them again."""
    said = sorted(set(_every(guide)))
    vectors = sentence_vectors(said).astype(np.float16)
    signs = np.frombuffer("".join(map(_sign, said)).encode(), np.uint8)
    np.savez(file, signs=signs, vectors=vectors)


def kept_vectors() -> dict[str, Vector]:
    """The kept directions, by the sign of their phrasing."""
    with resources.files("bot.said.data").joinpath(KEPT).open("rb") as file:
        kept = np.load(file, allow_pickle=False)
        signs = bytes(kept["signs"]).decode()
        vectors = kept["vectors"].astype(np.float32)
    places = range(0, len(signs), _SIGN)
    return {
        signs[place : place + _SIGN]: vector for place, vector in zip(places, vectors, strict=True)
    }


def unkept(guide: Guide) -> list[str]:
    """The phrasings whose direction is not kept: they were written after the file was made."""
    known = kept_vectors()
    return [each for each in _every(guide) if _sign(each) not in known]


def _vectors(said: list[str]) -> Vector:
    """The direction of each; the kept one where there is one."""
    known = kept_vectors()
    new = [each for each in said if _sign(each) not in known]
    if new:
        known |= dict(zip(map(_sign, new), sentence_vectors(new), strict=True))
    return np.stack([known[_sign(each)] for each in said])


def _sign(phrasing: str) -> str:
    return hashlib.sha256(phrasing.encode()).hexdigest()[:_SIGN]


def _every(guide: Guide) -> list[str]:
    said = [each for answer in guide.answers for each in _all(answer)]
    return [*said, *guide.unanswered]


def _all(answer: Answer) -> tuple[str, ...]:
    return (answer.question, *answer.phrasings)


def _stems(text: str) -> list[str]:
    stems = [phonetic_stem(word) for word in words(text)]
    return [*stems, *(f"{one} {two}" for one, two in pairwise(stems))]


def _shares(stems: Counter[str], rarity: dict[str, float], places: dict[str, int]) -> _Matrix:
    row = np.zeros(len(places), np.float32)
    for stem, count in stems.items():
        if stem in places:
            row[places[stem]] = rarity[stem] * (1 + math.log(count))
    return np.asarray(row / max(float(np.linalg.norm(row)), 1e-6), np.float32)


def _parts(question: str) -> list[str]:
    """The whole, and each sentence that says enough by itself."""
    sentences = [part for part in _SENTENCE.split(question) if len(part.split()) >= _FEWEST]
    return [question, *sentences] if len(sentences) > 1 else [question]
