"""Write intake/data/everyday_words.txt: the Spanish words that people write every day.

    python -m tools.build_everyday_words [FILE.jsonl …]

They are read from tools/data/everyday_words.txt and from messages: tools/data/tag_messages.txt, and
files with a `text` a line. A word of messages is kept where two of them have it in
small letters: what was written once may be the name of a village.
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from intake.places.rules.place_words import ordinary_words
from intake.places.rules.places import builtin_districts
from intake.words.text import normalise, words

DATA = Path(__file__).parent / "data"
OUT = Path("intake/data/everyday_words.txt")
_TOKEN = re.compile(r"[^\W\d_]+")
_OF_PLACES = frozenset({"place", "news"})
_WIDTH = 118
_HEAD = (
    "# Palabras que la gente escribe cada día, sin tildes: ninguna es un lugar mal escrito.\n"
    "# Lo escribe `python -m tools.build_everyday_words`.\n"
)


def main(argv: list[str] | None = None) -> int:
    """Read the list and the messages, and write the words that they share."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("messages", nargs="*", type=Path, help="JSONL, one file a hand")
    options = parser.parse_args(argv)
    by_hand = [_tag_messages(), *(_voices(path) for path in options.messages)]
    found = (said_twice(by_hand) - _names()) | own_list()
    kept = sorted(word for word in found - ordinary_words() if len(word) > 2)
    OUT.write_text(_HEAD + "\n".join(_lines(kept)) + "\n", encoding="utf-8")
    print(f"{len(kept)} words")
    return 0


def own_list() -> set[str]:
    """The words that are known beforehand."""
    text = (DATA / "everyday_words.txt").read_text("utf-8")
    return {word for line in text.splitlines() if line[:1] != "#" for word in line.split()}


def _tag_messages() -> list[str]:
    lines = (DATA / "tag_messages.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line[:1] not in {"", "=", "#"}]


def _voices(path: Path) -> list[str]:
    """The messages of one hand that do not answer where they are of."""
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())
    return [
        row["text"]
        for row in rows
        if row.get("asked") not in _OF_PLACES or row.get("act") != "respuesta"
    ]


def said_twice(by_hand: Iterable[list[str]]) -> set[str]:
    """The words in small letters of two messages or more, each list being those of one hand."""
    seen: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for hand, messages in enumerate(by_hand):
        for number, message in enumerate(messages):
            for token in _TOKEN.findall(message):
                # Names have a capital; so has the first word, which comes again elsewhere.
                if token.islower():
                    for word in words(token):
                        seen[word].add((hand, number))
    return {word for word, where in seen.items() if len(where) > 1}


def _names() -> set[str]:
    """The whole names of places, as people call them: word for word, they are no everyday words."""
    return {
        normalise(name)
        for each in builtin_districts()
        for name in (each.name, each.capital or "", each.province, each.department)
    }


def _lines(kept: Iterable[str]) -> Iterator[str]:
    line = ""
    for each in kept:
        if len(line) + len(each) >= _WIDTH:
            yield line
            line = ""
        line = f"{line} {each}".strip()
    yield line


if __name__ == "__main__":
    sys.exit(main())
