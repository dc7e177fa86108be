"""The sentences of the chat that go with a rule of the domain: data, and not beside the rule."""

from collections.abc import Mapping
from functools import cache

from intake.datafiles import parse_yaml, shipped_text

FILE = "sentences.yaml"


def refusal(name: str, **fields: object) -> str:
    """What tells a person why what they asked for cannot be done, and what can."""
    return sentences("negativas")[name].format(**fields)


def call_news(name: str, **fields: object) -> str:
    """What tells a person about a concurso that they take part in or asked about."""
    return sentences("concursos")[name].format(**fields)


def team_says(name: str, **fields: object) -> str:
    """What the team says to who asked it something beside an aporte."""
    return sentences("equipo")[name].format(**fields)


def sentences(part: str) -> Mapping[str, str]:
    """The sentences of one part of the file by their names, with their fields still open."""
    return _parts()[part]


@cache
def _parts() -> Mapping[str, Mapping[str, str]]:
    parts: Mapping[str, Mapping[str, str]] = parse_yaml(shipped_text(FILE))
    return parts
