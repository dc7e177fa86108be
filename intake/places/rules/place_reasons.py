"""Why a text is read as a place, in a sentence for people."""

from intake.places.rules.gazetteer import PART_OF_NAME, SECOND_NAME, SOUNDS_ALIKE
from intake.places.rules.place_search import Reading
from intake.places.rules.place_spans import Cue, Span, Words

_NOUNS = {"province": "su provincia", "department": "su región"}
_FROM_AFAR = "parece otro lugar, del que solo habla"
_NEAR = "solo dice que está cerca o de camino"


def reason(words: Words, reading: Reading) -> str:
    """What each name in the text is to the place: «taraco» es el distrito; «huancane»…"""
    own = reading.span
    if reading.level in {"province", "department"}:
        noun = "una provincia" if reading.level == "province" else "una región"
        parts = [f"{_quoted(words, own)} es {noun}, sin decir el distrito"]
    elif reading.level == "centre":
        parts = [f"{_quoted(words, own)} es un centro poblado de este distrito"]
    else:
        parts = [f"{_quoted(words, own)} {_district(own)}"]
    parts += [f"{_quoted(words, span)} {_support(span)}" for span in reading.support]
    return "; ".join(parts)


def _district(span: Span) -> str:
    match span.name.distance:
        case 0:
            said = "es su nombre"
        case distance if distance == SECOND_NAME:
            said = "es su capital u otro nombre suyo"
        case distance if distance == PART_OF_NAME:
            said = "es parte de su nombre"
        case distance if distance <= SOUNDS_ALIKE:
            said = "suena como su nombre"
        case _:
            said = "se parece a su nombre"
    if span.cue == Cue.AWAY:
        return f"{said}, pero {_FROM_AFAR}"
    if span.cue == Cue.NEAR:
        return f"{said}, pero {_NEAR}"
    return f"{said}, pero lo dice de una comunidad" if span.cue == Cue.CENTRE else said


def _support(span: Span) -> str:
    if span.name.level == "centre":
        return "es un centro poblado suyo"
    noun = _NOUNS[span.name.level]
    return f"se parece a {noun}" if span.name.distance else f"es {noun}"


def _quoted(words: Words, span: Span) -> str:
    return f"«{' '.join(words.words[span.start : span.end])}»"
