"""Learn the points of intake/data/tag_words.csv from told messages.

    python -m tools.train_tag_words [--folds 4] [--hands] [--voices FOLDER]

Messages are tools/data/tag_messages.txt: a line `= priorities`, then what people tell of one need,
a line each; and those that separate hands wrote, a file each hand. The phrases of the priorities
file count as short messages of their own. With `--folds` nothing is written: each need is judged
by what was learnt from the others; with `--hands`, each hand by what was learnt without it.
"""

import argparse
import csv
import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.reading.rules.tag_words import TagWords, share_of, stem_of
from intake.reading.rules.tags import Vocabulary
from intake.reading.rules.vocabulary import LINKS, is_ordinary
from intake.words.text import in_full, words

SEED = 7
MESSAGES = Path(__file__).parent / "data" / "tag_messages.txt"
OUT = Path("intake/data/tag_words.csv")
VOICES = Path("intake/data/voices")
_ROUNDS = 12
_STEP = 0.4
_SHRINK = 0.5
_PHRASE_COUNTS = 0.2
"""What a phrase of the priorities file counts for, beside a message."""
_WITHOUT_PHRASES_COUNTS = 0.4
_SURE = 2.0
"""How fast points become certainty: a point ahead is e to the second times as likely."""
_FEW = 3
"""Messages or phrases that an ordinary word must be more than in."""
_LEAST = 0.1
"""Points too small to be kept."""

Points = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Told:
    """A message, its priorities, and the need it tells."""

    text: str
    priorities: tuple[str, ...]
    need: int
    hand: str = ""
    """Who wrote it, where it is of a file of their own."""


@dataclass(frozen=True, slots=True)
class Example:
    """What is learnt from: stems, and what phrases already said."""

    stems: tuple[str, ...]
    priorities: tuple[str, ...]
    said: Mapping[str, float]
    counts: float = 1.0


def main(argv: list[str] | None = None) -> int:
    """Write the points, or report how well they would do on needs never seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--hands", action="store_true", help="each hand, learnt without it")
    parser.add_argument("--voices", type=Path, default=VOICES)
    options = parser.parse_args(argv)
    told = (*read_messages(MESSAGES.read_text("utf-8")), *read_voices(options.voices))
    if options.folds or options.hands:
        print(_judged(told, _by_hand if options.hands else _by_need(told, options.folds)))
        return 0
    points = learn(told)
    with OUT.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("stem", "priority", "points"))
        table.writerows((s, p, points[s][p]) for s in sorted(points) for p in sorted(points[s]))
    print(f"{len(points)} stems in {OUT}")
    return 0


def read_messages(text: str) -> Iterator[Told]:
    """The messages of a file, each with its need."""
    priorities: tuple[str, ...] = ()
    need = 0
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("="):
            priorities, need = tuple(line[1:].strip().split(",")), need + 1
        else:
            yield Told(line, priorities, need)


def read_voices(folder: Path) -> Iterator[Told]:
    """What each hand told of a need, from its file in the folder; nothing if there is none."""
    for file in sorted(folder.glob("*.jsonl")):
        for row in map(json.loads, file.read_text("utf-8").splitlines()):
            if row["act"] == "aporte" and row.get("priorities"):
                yield Told(row["text"], tuple(row["priorities"]), 0, file.stem)


def learn(told: Sequence[Told]) -> Points:
    """Points of each stem for each priority, over what phrases say: a shrunk softmax."""
    plain = Vocabulary(Vocabulary.builtin().data, TagWords({}))
    names = [priority.id for priority in plain.priorities]
    examples = [
        Example(_stems(p.words), (p.of,), {}, _PHRASE_COUNTS)
        for p in dict.fromkeys(plain.data.phrases)
        if p.weight != "exclude"
    ]
    for t in told:
        stems = _stems(plain.said(t.text))
        examples.append(Example(stems, t.priorities, plain.phrase_points(t.text)))
        # Also as if no phrase had been found: for the messages that are told in other words.
        examples.append(Example(stems, t.priorities, {}, _WITHOUT_PHRASES_COUNTS))
    weights: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(names))
    steps: dict[str, list[float]] = defaultdict(lambda: [1e-3] * len(names))
    seen = Counter(stem for example in examples for stem in example.stems)
    rng = random.Random(SEED)
    for _ in range(_ROUNDS):
        rng.shuffle(examples)
        for example in examples:
            _learn_one(example, names, weights, steps, seen)
    return _kept(weights, names, seen - Counter(dict.fromkeys(_common(told), _FEW)))


def _learn_one(
    example: Example,
    names: Sequence[str],
    weights: dict[str, list[float]],
    steps: dict[str, list[float]],
    seen: Counter[str],
) -> None:
    share = share_of(len(example.stems))
    rows = [weights[stem] for stem in example.stems]
    points = [
        _SURE * (example.said.get(name, 0.0) + share * sum(row[n] for row in rows))
        for n, name in enumerate(names)
    ]
    most = max(points)
    odds = [math.exp(each - most) for each in points]
    total = sum(odds)
    right = 1 / len(example.priorities)
    wrong = [
        example.counts * (odd / total - right * (name in example.priorities))
        for odd, name in zip(odds, names, strict=True)
    ]
    for stem, row in zip(example.stems, rows, strict=True):
        sums = steps[stem]
        for n, error in enumerate(wrong):
            slope = _SURE * share * error + _SHRINK * row[n] / seen[stem]
            sums[n] += slope * slope
            row[n] -= _STEP * slope / math.sqrt(sums[n])


def _common(told: Sequence[Told]) -> frozenset[str]:
    """Stems of ordinary words: that one message has them says nothing."""
    said = (in_full(word) for each in told for word in words(each.text))
    return frozenset(stem for word in said if is_ordinary(word) and (stem := stem_of(word)))


def _kept(
    weights: Mapping[str, Sequence[float]], names: Sequence[str], seen: Mapping[str, int]
) -> Points:
    """Only what speaks for a priority, and counts: so each tag can say the words that made it."""
    kept = {
        stem: {n: round(w, 2) for n, w in zip(names, row, strict=True) if w >= _LEAST}
        for stem, row in weights.items()
        if seen.get(stem, 0) > 0
    }
    return {stem: row for stem, row in kept.items() if row}


def _stems(words_of_it: Iterable[str]) -> tuple[str, ...]:
    said = (in_full(word) for word in words_of_it if word not in LINKS)
    return tuple(dict.fromkeys(stem for word in said if (stem := stem_of(word))))


Fold = Callable[[Told], Hashable]
"""With which others a message is left out; None: it is always learnt from and never judged."""


def _by_need(told: Sequence[Told], folds: int) -> Fold:
    needs = sorted({t.need for t in told})
    random.Random(SEED).shuffle(needs)
    fold_of = {need: n % folds for n, need in enumerate(needs)}
    return lambda t: None if t.hand else fold_of[t.need]


def _by_hand(t: Told) -> str | None:
    return t.hand or None


def _judged(told: Sequence[Told], fold_of: Fold) -> str:
    data = Vocabulary.builtin().data
    lines = []
    for fold in sorted({fold_of(t) for t in told} - {None}, key=str):
        points = learn([t for t in told if fold_of(t) != fold])
        judged = [t for t in told if fold_of(t) == fold]
        for name, tag_words in (("phrases", TagWords({})), ("both", TagWords(points))):
            vocabulary = Vocabulary(data, tag_words)
            figures = _figures([([x.priority for x in vocabulary.tag(t.text)], t) for t in judged])
            lines.append(f"{fold} {name}: {len(judged)}, {figures}")
    return "\n".join(lines)


def _figures(read: Sequence[tuple[Sequence[str], Told]]) -> str:
    hits = sum(len({*tags} & {*t.priorities}) for tags, t in read)
    figures = {
        "top1": sum(bool({*tags[:1]} & {*t.priorities}) for tags, t in read) / len(read),
        "in_top3": sum(bool({*tags} & {*t.priorities}) for tags, t in read) / len(read),
        "precision": hits / max(1, sum(len(tags) for tags, _ in read)),
        "recall": hits / sum(len(t.priorities) for _, t in read),
    }
    return ", ".join(f"{name} {figure:.3f}" for name, figure in figures.items())


if __name__ == "__main__":
    sys.exit(main())
