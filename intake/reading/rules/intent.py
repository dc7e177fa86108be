"""What a message wants, before it is taken as an aporte. An advice, never a closed door.

In doubt it is an APORTE: somebody turned away by mistake does not come back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from intake.places.rules.place_words import ordinary_words
from intake.reading.rules.derivations import (
    DANGER,
    DERIVED,
    Derivation,
    IntentKind,
    Phrase,
    Readings,
    builtin_readings,
    derivation,
    parse_readings,
)
from intake.reading.rules.spelling import one_less
from intake.reading.rules.vocabulary import is_ordinary
from intake.words.keys import LONGEST_KEPT, fold, stem
from intake.words.text import in_full, normalise, number_free

_SHORTEST_SLIP = 5
"""Letters of a word that may have one of them wrong."""


@dataclass(frozen=True, slots=True)
class Intent:
    """How a message reads, and the words of it that say so."""

    kind: IntentKind
    proposal: bool = False
    words: tuple[str, ...] = ()
    also: tuple[IntentKind, ...] = ()
    """Other kinds of danger that it tells of; `kind` is the one that cannot wait."""
    is_own: bool = False
    """Somebody says of themselves that they are in danger: nothing takes that back."""

    @property
    def danger(self) -> tuple[IntentKind, ...]:
        """The kinds of danger that somebody may be in, the most urgent first."""
        return (self.kind, *self.also) if self.kind in DANGER else ()


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it is spelt and as it sounds, word by word."""

    words: tuple[str, ...]
    sounds: tuple[str, ...]
    line: str
    known: frozenset[str]


def read(text: str) -> Intent:
    """What a message wants, and how it was known; remembered, if it is of usual length."""
    return _remembered(text) if len(text) <= LONGEST_KEPT else _read(text)


def _read(text: str) -> Intent:
    readings = builtin_readings()
    heard = _hear(text)
    if _says_nothing(heard.sounds, readings):
        return Intent(IntentKind.NADA)
    is_proposal = bool(_found(readings.proposal, heard))
    found = [(way.kind, why) for way in readings.derivations if (why := _why(way, readings, heard))]
    danger = [(kind, why) for kind, why in found if kind in DANGER]
    if danger:
        (first, why), *others = danger
        is_own = any(_found(way.first_person, heard) for way in readings.derivations)
        return Intent(first, is_proposal, why, tuple(kind for kind, _ in others), is_own)
    return _calm(heard, readings, found, is_proposal=is_proposal)


def _calm(
    heard: Heard,
    readings: Readings,
    found: Sequence[tuple[IntentKind, tuple[str, ...]]],
    *,
    is_proposal: bool,
) -> Intent:
    """What somebody wants who is in no danger."""
    if _only_greets(heard, readings):
        return Intent(IntentKind.SALUDO, words=heard.words)
    if found:
        return Intent(found[0][0], is_proposal, found[0][1])
    spam = _spam(readings, heard)
    if spam:
        return Intent(IntentKind.SPAM, words=spam)
    question = _question(readings, heard, is_proposal=is_proposal)
    if question:
        return Intent(IntentKind.CONSULTA, words=question)
    return Intent(IntentKind.APORTE, is_proposal)


def _hear(text: str) -> Heard:
    words = tuple(normalise(text).split())
    sounds = tuple(_sound(in_full(word)) for word in words)
    return Heard(words, sounds, f" {' '.join(sounds)} ", frozenset(sounds))


@lru_cache(maxsize=1_024)
def _remembered(text: str) -> Intent:
    return _read(text)


@lru_cache(maxsize=32_768)
def _sound(word: str) -> str:
    """As it sounds; with one letter wrong in a long word, as the word that was meant."""
    sound = fold(word)
    known = builtin_readings().sounds
    if sound in known or min(len(word), len(sound) + 1) < _SHORTEST_SLIP or is_ordinary(word):
        return sound
    if stem(word) in _ordinary_stems():
        return sound  # «quedando» is of «quedar», a word by itself, and no slip of «quemando»
    meant = (_one_letter_off(said) for said in dict.fromkeys((sound, fold(number_free(word)))))
    return next(filter(None, meant), sound)


def _one_letter_off(said: str) -> str | None:
    """The sound that was meant with one letter wrong, the nearest in length first; or None."""
    near = {meant for key in one_less(said) for meant in _near().get(key, ())}
    for meant in sorted(near, key=lambda each: (abs(len(each) - len(said)), each)):
        if meant[0] == said[0] and OSA.distance(meant, said, score_cutoff=1) <= 1:
            return meant
    return None


@cache
def _ordinary_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in ordinary_words())


@cache
def _near() -> dict[str, list[str]]:
    """Known words by what is left of them without one letter."""
    near: dict[str, list[str]] = {}
    for sound in builtin_readings().sounds:
        if len(sound) >= _SHORTEST_SLIP - 1:
            for key in one_less(sound):
                near.setdefault(key, []).append(sound)
    return near


def _only_greets(heard: Heard, readings: Readings) -> bool:
    """«Hola, me llamo Rosa y quiero contar un problema»: nothing of the problem itself yet."""
    if len(heard.sounds) > 14:
        return False
    line = heard.line
    for phrase in readings.empty:
        line = phrase.pattern.sub("", line, count=1)
    return readings.greeting.issuperset(line.split())


def _question(readings: Readings, heard: Heard, *, is_proposal: bool) -> tuple[str, ...]:
    """About the Lab or a contest; what says that something is missing is an aporte."""
    sure = _found(readings.sure_question, heard)
    if sure or is_proposal or _found(readings.no_question, heard):
        return sure
    return _found(readings.question, heard)


def _spam(readings: Readings, heard: Heard) -> tuple[str, ...]:
    sure = _found(readings.spam, heard)
    hints = [hit for p in readings.spam_hint if (hit := _found((p,), heard))]
    return sure or (tuple(w for hit in hints for w in hit) if len(hints) >= 3 else ())


def _why(way: Derivation, readings: Readings, heard: Heard) -> tuple[str, ...]:
    """The words that lead this way. What somebody says of themselves is never taken back."""
    own = _found(way.first_person, heard)
    if own:
        return own
    why = _found(way.phrases, heard)
    if not why and way.if_urgent and _found(readings.urgency, heard):
        why = () if _found(way.unless_urgent, heard) else _found(way.if_urgent, heard)
    return () if why and _found(way.unless, heard) else why


def _says_nothing(sounds: tuple[str, ...], readings: Readings) -> bool:
    if all(sound in readings.filler or not sound.isalpha() for sound in sounds):
        return True
    # Keys struck at random: no vowel, one letter repeated, or five consonants in a row.
    return all(
        not re.search("[aiu]", s) or len(set(s)) == 1 or re.search("[b-df-hj-np-tv-z]{5}", s)
        for s in sounds
    )


def _found(phrases: tuple[Phrase, ...], heard: Heard) -> tuple[str, ...]:
    """The words of the message that the first fitting phrase stands for."""
    known = heard.known
    for phrase in phrases:
        for need in phrase.needs:
            if need.isdisjoint(known):
                break
        else:
            hit = phrase.pattern.search(heard.line)
            if hit is None:
                continue
            first = heard.line.count(" ", 0, hit.start())
            return heard.words[first : first + len(hit.group().split())]
    return ()


__all__ = ["DANGER", "DERIVED", "Intent", "IntentKind", "derivation", "parse_readings", "read"]
