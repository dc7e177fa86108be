"""The conversations of the files beside this one, read.

A conversation is a `name`, its `turns`, what it `keeps`, and where it is `held` if not on the page
alone. A turn does one thing, and then says
what is heard:

    says       words; several in a list are sent at once. {codigo} is the code of one's receipt
    taps       the first choice whose label is like this
    sends      a position ({lat, lon}), a photo or a contact: only Telegram has the last two
    neighbour  [words, place]: somebody else tells this first; {codigo} is theirs then
    tells_on   answers whatever is asked, as somebody of this place, until there is a receipt

    asks       a pattern of the whole name of what is asked: a Topic of `bench.teller`
    hears      patterns, of which each is in what was said (small letters, no accents)
    never      patterns of which none is
    entry      one of these entries of the answers file was given, or offered to be tapped
    offers     a pattern of a label

`keeps` is of this person: aportes, text, without, place (its label; empty for none), actor, kind,
joined, reserved, interpreter, news, withdrawn, questions (what the staff find among those that
wait for an answer).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Script:
    """One conversation."""

    name: str
    turns: Sequence[Mapping[str, Any]]
    keeps: Mapping[str, Any]
    held: Sequence[str]
    """Where it is held: on the page, in Chromium, on Telegram."""


def _known(row: Mapping[str, Any], names: str) -> None:
    unknown = set(row) - set(names.split())
    if unknown:
        raise ValueError(f"una conversación no lleva {sorted(unknown)}: {row}")


_ACTS = "says taps sends neighbour tells_on"
_HEARD = "asks hears never entry offers"


def scripts() -> list[Script]:
    """All of them, in the order of the files."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for row in yaml.safe_load(path.read_text("utf-8")):
            _known(row, "name turns keeps held")
            for turn in row["turns"]:
                _known(turn, f"{_ACTS} {_HEARD}")
                if sum(act in turn for act in _ACTS.split()) != 1:
                    raise ValueError(f"un turno hace una sola cosa: {turn}")
            found.append(
                Script(row["name"], row["turns"], row.get("keeps", {}), row.get("held", ["page"]))
            )
    return found


def all_of(patterns: str | Sequence[str]) -> list[re.Pattern[str]]:
    """One pattern or several."""
    return [re.compile(each) for each in ([patterns] if isinstance(patterns, str) else patterns)]
