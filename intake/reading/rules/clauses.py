"""How much each word of a clause is meant: asked for, said in passing, only a place, or denied."""

from collections.abc import Iterable, Sequence

from intake.words.keys import fold
from intake.words.text import word_set

ASKED = 1.3
PLAIN = 1.0
IN_PASSING = 0.7
A_PLACE = 0.6
DENIED = 0.0

Cue = tuple[str, ...]


def _cues(text: str) -> dict[str, tuple[Cue, ...]]:
    """Phrases with | between them, by their first word, as they sound; the longest first."""
    found: dict[str, list[Cue]] = {}
    for phrase in text.split("|"):
        cue = tuple(fold(word) for word in phrase.split())
        found.setdefault(cue[0], []).append(cue)
    return {first: tuple(sorted(cues, key=len, reverse=True)) for first, cues in found.items()}


def _sounds(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in word_set(text))


# What follows these, up to the next sign or «pero», is said not to be the matter.
_DENIALS = _cues(
    """no es por falta|no es por|no es falta|no es problema|no es que falte|no nos falta|
    no falta|no faltan|no pedimos|no necesitamos|no queremos|ya tenemos|ya hay|
    ya contamos con|ya cuenta con|ya tiene|ya nos pusieron|ya nos dieron|ya nos hicieron|
    ya pusieron|ya hicieron|ya llego|ya arreglaron|si hay|si tenemos|si contamos con|
    gracias por|en vez|en lugar|no solo|mas que"""
)
_DENIAL_REACH = 7
_BUT = _sounds("pero sino aunque lo que sin no falta faltan ahora seguimos desde con")
_AND_THEN = _sounds(
    "no falta faltan pedimos queremos necesitamos seguimos ahora queda quedan todavia"
)
# What these ask for, or say is missing, is the matter.
_ASKED = _cues(
    """no hay|no tenemos|no tengo|no tiene|no tienen|no contamos con|no cuenta con|
    no existe|no nos dan|no dan|no llega|no llegan|no entra|no funciona|no alcanza|
    no viene|no vienen|no recibimos|no recibo|falta|faltan|hace falta|necesitamos|
    necesito|necesita|pedimos|pido|pedir|solicitamos|solicito|queremos|quiero|
    quisieramos|quisiera|propongo|proponemos|proponer|mi idea es|mi propuesta es|pongan|
    construyan|arreglen|den|manden|reparen|hagan|mejoren|instalen|traigan|capaciten|
    ensenen|nunca llego|nunca pusieron|se cayo|se rompio|se malogro|malogrado|carecemos|
    sufrimos|sufren|por falta|estamos sin|seguimos sin|me quitaron|nos quitaron|
    se perdio|problema"""
)
_ASKED_REACH = 4
# What follows these, up to the next sign, is when or why, and not what.
_PASSING = _cues("cuando|si|mientras|cada vez que|aunque|ademas de|porque|pues|como si|para que")
_PASSING_REACH = 8
_WHY = _sounds("porque pues para")
_PLACES = _sounds("en hacia hasta cerca lado frente detras dentro a")
_WELL = _cues("esta bien|estan bien|funciona bien|funcionan bien|no es problema")


_KINDS = {"denied": _DENIALS, "asked": _ASKED, "in passing": _PASSING, "well": _WELL}
_BY_FIRST = {
    first: tuple((kind, cue) for kind, cues in _KINDS.items() for cue in cues.get(first, ()))
    for first in {first for cues in _KINDS.values() for first in cues}
}


def weigh(part: Sequence[str]) -> list[float]:
    """The weight of each word of a clause that is given without its links («de», «la»…)."""
    sounds = [fold(word) for word in part]
    weights = [A_PLACE if before in _PLACES else PLAIN for before in ["", *sounds][: len(part)]]
    spans = _spans(sounds)
    asked = spans.get("asked", [])
    for start, end in spans.get("in passing", ()):
        _pass_over(sounds, weights, start, end, asked)
    for start, end in asked:
        reach = min(end + _ASKED_REACH, len(part))
        weights[start:reach] = [ASKED if each == PLAIN else each for each in weights[start:reach]]
    for start, end in spans.get("denied", ()):
        _deny(sounds, weights, start, end)
    well_up_to = _said_well(sounds, spans.get("well", ()))
    weights[:well_up_to] = [DENIED] * well_up_to
    return weights


def _said_well(sounds: list[str], spans: Iterable[tuple[int, int]]) -> int:
    """Where «…está bien» begins, the last one: all before it works; 0 if nothing is said so."""
    return max((start for start, _ in spans if sounds[start - 1 : start] != ["nu"]), default=0)


def _pass_over(
    sounds: list[str], weights: list[float], start: int, end: int, asked: list[tuple[int, int]]
) -> None:
    reach = min(end + _PASSING_REACH, len(sounds))
    if sounds[start] in _WHY and any(end <= each < reach for each, _ in asked):
        return  # «porque no hay obstetra» says what is missing
    weights[end:reach] = [min(weight, IN_PASSING) for weight in weights[end:reach]]


def _deny(sounds: list[str], weights: list[float], start: int, end: int) -> None:
    if end < len(sounds) and sounds[end].isdigit():
        return  # «ya tenemos 5 niños con anemia»
    for place in range(start, min(end + _DENIAL_REACH, len(sounds))):
        if place >= end and _ends(sounds, place):
            break
        weights[place] = DENIED


def _ends(sounds: list[str], place: int) -> bool:
    """Whether another matter begins here: «ya tenemos luz pero…», «…y no tenemos agua»."""
    if sounds[place] == "i":
        return place + 1 < len(sounds) and sounds[place + 1] in _AND_THEN
    return sounds[place] in _BUT


def _spans(sounds: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """Where each cue begins and ends, by what it does; of those that begin together the longest."""
    found: dict[str, list[tuple[int, int]]] = {}
    for start, sound in enumerate(sounds):
        for kind, cue in _BY_FIRST.get(sound, ()):
            if tuple(sounds[start : start + len(cue)]) == cue:
                spans = found.setdefault(kind, [])
                if not spans or spans[-1][0] != start:
                    spans.append((start, start + len(cue)))
    return found
