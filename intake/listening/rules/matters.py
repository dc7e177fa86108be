"""Two matters in one message: «no hay agua y además la posta no tiene médico».

Only where the words themselves part them, and the reader is nearly sure that each part tells by
itself of a priority that the other does not touch. In doubt it is one: who tells why or what
follows («se cayó el puente y los niños no van a la escuela») tells one thing.
"""

import re

from intake.reading.rules.acts import Act, Level
from intake.reading.rules.reader import Reader

_PARTS = re.compile(
    r"[.;\n]+\s*|\s*,?\s+y\s+(?=adem[aá]s\b|tambi[eé]n\b|aparte\b)|"
    r"\s*,\s*(?=adem[aá]s\b|tambi[eé]n\b|tampoco\b|aparte\b)",
    re.IGNORECASE,
)
_AND = re.compile(r"^y\s+", re.IGNORECASE)
ENDS = " ,;.\n"
"""Signs that a part neither begins nor ends with."""
_SURE = 0.9
"""Probability of its own priority that each part must have."""
_UNTOUCHED = 0.2
"""What it may have at most of the other's."""
_FEWEST = 3  # words of a part
_LONGEST = 700
"""Letters: a longer story is rarely two, and each place where it may be parted takes time."""
_MOST_CUTS = 6


def two_matters(reader: Reader, text: str) -> tuple[str, str] | None:
    """The two parts, with all their words; None where it is one matter or nobody can be sure."""
    if len(text) > _LONGEST or reader.read(text).level is not Level.NONE:
        return None
    cuts = [found.start() for found in _PARTS.finditer(text)][:_MOST_CUTS]
    parted = [(text[:at].strip(ENDS), _AND.sub("", text[at:].strip(ENDS))) for at in cuts]
    found = [pair for pair in parted if _are_two(reader, *pair)]
    return found[0] if len(found) == 1 else None


def _are_two(reader: Reader, first: str, second: str) -> bool:
    if min(len(first.split()), len(second.split())) < _FEWEST:
        return False
    one, other = reader.read(first), reader.read(second)
    if one.opinion is None or other.opinion is None:
        return False
    if not one.act is other.act is Act.APORTE:
        return False
    ones, others = one.opinion.priorities, other.opinion.priorities
    its, theirs = max(ones, key=ones.__getitem__), max(others, key=others.__getitem__)
    is_sure = ones[its] >= _SURE and others[theirs] >= _SURE
    return is_sure and ones[theirs] <= _UNTOUCHED and others[its] <= _UNTOUCHED
