"""How the learned reader is made from texts, and how well it reads hands that it never saw.

Each head is fitted by ridge regression on ±1: a linear rule with one answer, the same on every
machine. Sums become probabilities by what was seen of hands left out, never of the texts learned.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intake.reading.examples import CITIZENS, LAB, Example, Label
from intake.reading.rules import learned
from intake.reading.rules.acts import (
    ACT,
    ACTOR,
    DANGER,
    IDEA,
    KIND,
    PRIORITY,
    RESERVE,
    Act,
    Bounds,
    Danger,
)
from intake.reading.rules.learned import DIRECTION, Model
from intake.reading.rules.sentence_vector import centred, sentence_vectors
from intake.reading.rules.signals import MARK, signals

_FEWEST = 3
"""Texts that must hold a signal for it to be learned."""
_MOST_SIGNALS = 60_000
_RIDGE = 0.8
"""How much weights are held back (chosen on hands left out)."""
_CHUNK = 2_048
FOLDS = 8
"""Into how many parts hands are put, each of which is left out once."""
_FEWEST_PEOPLE = 3
"""People who must have written what no composed text has, so that it tells of none of them."""
_MOST_DIGITS = 3
"""Of what no composed text has: longer numbers may be somebody's."""
# How often, at most, a mistake may be met among messages as they come in. A person in danger who
# gets no help is worse than many who are shown a number they do not need, up to where nobody reads
# numbers any more; one who tells a problem and is answered something else does not come back.
_FALSE_NOW, _NEAR_MISS_NOW, _FALSE_MAYBE = 0.009, 0.03, 0.075
_FALSE_RESERVE, _TURNED_AWAY = 0.08, 0.014
_EVEN = 0.5
_TOPICAL = frozenset({Act.APORTE, Act.RECLAMO, Act.DENUNCIA})
Floats = NDArray[np.float32]


@dataclass(slots=True)
class Lesson:
    """Examples made ready: what is seen of each, and what each head should have said."""

    examples: Sequence[Example]
    names: list[str]
    rarity: Floats
    rows: list[NDArray[np.intp]]
    values: list[Floats]
    towards: Floats
    """(examples, 512) Directions, centred, of length `DIRECTION`."""
    mean: Floats
    heads: list["Head"] = field(default_factory=list)
    gram: Floats = field(default_factory=lambda: np.empty(0, np.float32))
    """(examples, examples) How alike each two are in what is seen of them."""


@dataclass(frozen=True, slots=True)
class Head:
    """One thing to be learned, and from which examples."""

    name: str
    right: NDArray[np.bool_]
    taught_by: NDArray[np.bool_]


def prepare(examples: Sequence[Example]) -> Lesson:
    """Read every example once. Signals that too few share are left out."""
    found = [signals(each.text, each.asked) for each in examples]
    holds = Counter(signal for each in found for signal in each)
    names = _shared(holds, _private(examples, found))
    places = {name: place for place, name in enumerate(names)}
    total = len(examples)
    rarity = np.array([_rarity(name, holds[name], total) for name in names], np.float32)
    blocks = learned.blocks_of(names)
    rows = [
        np.fromiter((places[each] for each in seen if each in places), np.intp) for seen in found
    ]
    values = [learned.weigh(rarity[each], blocks[each]) for each in rows]
    vectors = sentence_vectors([each.text for each in examples])
    mean = vectors.mean(axis=0)
    towards = DIRECTION * centred(vectors, mean)
    lesson = Lesson(examples, names, rarity, rows, values, towards, mean)
    lesson.heads = list(_heads(examples))
    lesson.gram = _gram(lesson)
    return lesson


def _private(examples: Sequence[Example], found: Sequence[tuple[str, ...]]) -> set[str]:
    """Signals that may tell of somebody: corrections alone have them, of too few people."""
    people: dict[str, set[str]] = defaultdict(set)
    for each, seen in zip(examples, found, strict=True):
        for name in seen if each.is_correction else ():
            people[name].add(each.hand)
    for each, seen in zip(examples, found, strict=True):
        for name in () if each.is_correction else seen:
            people.pop(name, None)
    return {
        name
        for name, hands in people.items()
        if len(hands) < _FEWEST_PEOPLE or sum(map(str.isdigit, name)) > _MOST_DIGITS
    }


def _shared(holds: Mapping[str, int], private: Collection[str]) -> list[str]:
    """The signals that are learned, in order: those that enough texts share, and none private."""
    often = [(count, name) for name, count in holds.items() if count >= _FEWEST]
    kept = [each for each in sorted(often, reverse=True) if each[1] not in private]
    return sorted(name for _, name in kept[:_MOST_SIGNALS])


def _rarity(name: str, count: int, total: int) -> float:
    return 1.0 if name[0] == MARK else math.log(total / count) + 1


def _heads(examples: Sequence[Example]) -> Iterable[Head]:
    """Everything that is learned, and from which examples: from those that say it."""
    in_danger = _marks(each.danger is not None for each in examples)
    yield Head(DANGER, in_danger, _saying(examples, Label.DANGER))
    reserved = _marks(each.is_reserved for each in examples)
    yield Head(RESERVE, reserved, _saying(examples, Label.RESERVE))
    by_act = _saying(examples, Label.ACT)
    for act in Act:
        yield Head(ACT + act, _marks(each.act is act for each in examples), by_act)
    for kind in Danger:
        yield Head(KIND + kind, _marks(each.danger is kind for each in examples), in_danger)
    yield from _heads_of_tellings(examples)
    yield from _heads_of_topics(examples)


def _heads_of_tellings(examples: Sequence[Example]) -> Iterable[Head]:
    """Problem or idea, and for whom it speaks: learned from what is told."""
    tellings = _marks(each.act is Act.APORTE for each in examples)
    tellings &= _saying(examples, Label.MANNER)
    yield Head(IDEA, _marks(each.is_idea for each in examples), tellings)
    for actor in sorted({each.actor for each in examples} - {CITIZENS}):
        yield Head(ACTOR + actor, _marks(each.actor == actor for each in examples), tellings)


def _heads_of_topics(examples: Sequence[Example]) -> Iterable[Head]:
    """Each priority that a composed text has."""
    topical = _marks(each.act in _TOPICAL and bool(each.priorities) for each in examples)
    topical &= _saying(examples, Label.TOPICS)
    composed = (each.priorities for each in examples if not each.is_correction)
    for name in sorted(set(chain.from_iterable(composed))):
        yield Head(PRIORITY + name, _marks(name in each.priorities for each in examples), topical)


def _marks(answers: Iterable[bool]) -> NDArray[np.bool_]:
    return np.fromiter(answers, bool)


def _saying(examples: Sequence[Example], label: Label) -> NDArray[np.bool_]:
    return _marks(label in each.says for each in examples)


def _gram(lesson: Lesson) -> Floats:
    """How alike each two are, over the signals in parts that fit into memory."""
    total = len(lesson.examples)
    gram = lesson.towards @ lesson.towards.T + 1
    lengths = [len(each) for each in lesson.rows]
    owners, rows = np.repeat(np.arange(total), lengths), np.concatenate(lesson.rows)
    values = np.concatenate(lesson.values)
    order = np.argsort(rows, kind="stable")
    owners, rows, values = owners[order], rows[order], values[order]
    for start in range(0, len(lesson.names), _CHUNK):
        here = slice(*np.searchsorted(rows, (start, start + _CHUNK)))
        part = np.zeros((total, _CHUNK), np.float32)
        part[owners[here], rows[here] - start] = values[here]
        gram += part @ part.T
    return np.asarray(gram, np.float32)


def fit(lesson: Lesson, among: NDArray[np.bool_]) -> Floats:
    """(examples, heads) The share of each example in each head, learned from those `among`."""
    shares = np.zeros((len(lesson.examples), len(lesson.heads)), np.float32)
    groups: dict[bytes, list[int]] = {}
    for place, head in enumerate(lesson.heads):
        groups.setdefault((head.taught_by & among).tobytes(), []).append(place)
    for group in groups.values():
        places = np.array(group)
        taught = np.flatnonzero(lesson.heads[group[0]].taught_by & among)
        right = np.stack([lesson.heads[place].right[taught] for place in group], axis=1)
        alike = lesson.gram[np.ix_(taught, taught)] + _RIDGE * np.eye(len(taught), dtype=np.float32)
        shares[np.ix_(taught, places)] = np.linalg.solve(alike, right * 2.0 - 1.0)
    return shares


def sums_of_strangers(
    lesson: Lesson,
    among: NDArray[np.bool_] | None = None,
    progress: Callable[[], None] = lambda: None,
) -> Floats:
    """(examples, heads) What each example sums up to for a model that never saw its hand.

    `among`: of which others that model learned, if not of all. `progress` is called `FOLDS` times
    at most.
    """
    taught = np.ones(len(lesson.examples), bool) if among is None else among
    hands = sorted(
        {each.hand for each in lesson.examples}, key=lambda each: (each.startswith(LAB), each)
    )
    fold_of = {hand: place % FOLDS for place, hand in enumerate(hands)}
    folds = np.array([fold_of[each.hand] for each in lesson.examples])
    sums = np.zeros((len(lesson.examples), len(lesson.heads)), np.float32)
    for fold in sorted(set(fold_of.values())):
        left_out = folds == fold
        sums[left_out] = lesson.gram[left_out] @ fit(lesson, ~left_out & taught)
        progress()
    return sums


def model_of(
    lesson: Lesson, strangers: Floats, version: str, among: NDArray[np.bool_] | None = None
) -> Model:
    """The model of all examples, or of those `among`; its probabilities are as `strangers` (their
    sums) show them.
    """
    shares = fit(lesson, np.ones(len(lesson.examples), bool) if among is None else among)
    weights = np.zeros((len(lesson.names), len(lesson.heads)), np.float32)
    for rows, values, share in zip(lesson.rows, lesson.values, shares, strict=True):
        weights[rows] += np.outer(values, share)
    step = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    slope, offset = _calibrated(lesson, strangers)
    chances = _chances(strangers * slope + offset)
    return Model(
        heads=tuple(head.name for head in lesson.heads),
        places={name: place for place, name in enumerate(lesson.names)},
        blocks=learned.blocks_of(lesson.names),
        rarity=lesson.rarity,
        weights=np.round(weights / step).astype(np.int8),
        step=step.astype(np.float32),
        direction=(lesson.towards.T @ shares).astype(np.float32),
        mean=lesson.mean.astype(np.float32),
        bias=shares.sum(axis=0).astype(np.float32),
        slope=slope,
        offset=offset,
        bounds=_bounds(lesson, chances, strangers * slope),
        version=version,
    )


def _calibrated(lesson: Lesson, strangers: Floats) -> tuple[Floats, Floats]:
    """(heads,) twice: sums of strangers times the first plus the second are log-odds.

    Acts, and kinds of danger, exclude each other: they share one slope within their family.
    Corrections are mistakes alone, and say nothing of how often one is met.
    """
    met = composed(lesson)
    slope, offset = np.ones(len(lesson.heads)), np.zeros(len(lesson.heads))
    for place, head in enumerate(lesson.heads):
        if not head.name.startswith((ACT, KIND)):
            told = head.taught_by & met
            slope[place], offset[place] = _log_odds(strangers[told, place], head.right[told])
    for family in (ACT, KIND):
        places = np.array(
            [n for n, head in enumerate(lesson.heads) if head.name.startswith(family)]
        )
        taught = np.flatnonzero(lesson.heads[places[0]].taught_by & met)
        right = np.stack([lesson.heads[n].right[taught] for n in places], axis=1).argmax(axis=1)
        slope[places] = _steepness(strangers[np.ix_(taught, places)], right)
    return slope.astype(np.float32), offset.astype(np.float32)


def _bounds(lesson: Lesson, chances: Floats, acts: Floats) -> Bounds:
    """Where each mistake becomes as rare as it must be, among messages as they come in.

    Hands that wrote more danger, and what only sounds like it, than anything else say nothing of
    how often a mistake is met.
    """
    usual = _usual(lesson.examples)
    danger = lesson.heads[_place(lesson, DANGER)].right
    near = np.array([each.is_near_miss for each in lesson.examples]) & ~danger
    afraid = chances[:, _place(lesson, DANGER)]
    now = max(
        _from_which(afraid[usual & ~danger], _FALSE_NOW), _from_which(afraid[near], _NEAR_MISS_NOW)
    )
    reserved = lesson.heads[_place(lesson, RESERVE)].right
    private = chances[:, _place(lesson, RESERVE)]
    return Bounds(
        danger_now=now,
        danger_maybe=_from_which(afraid[usual & ~danger], _FALSE_NOW + _FALSE_MAYBE),
        reserve=_from_which(private[usual & ~reserved], _FALSE_RESERVE),
        not_aporte=_from_which(_best_other(lesson, acts)[usual & _tellings(lesson)], _TURNED_AWAY),
    )


def _usual(examples: Sequence[Example]) -> NDArray[np.bool_]:
    """The composed examples of hands of whom less than half is danger or only sounds like it."""
    of = Counter(each.hand for each in examples)
    afraid = Counter(each.hand for each in examples if each.danger or each.is_near_miss)
    return np.array(
        [2 * afraid[each.hand] < of[each.hand] and not each.is_correction for each in examples]
    )


def _tellings(lesson: Lesson) -> NDArray[np.bool_]:
    return np.array([each.act is Act.APORTE for each in lesson.examples])


def _best_other(lesson: Lesson, sums: Floats) -> Floats:
    """The share of the likeliest act that is neither a telling nor an answer, nor danger."""
    names = [head.name for head in lesson.heads]
    acts = [n for n, name in enumerate(names) if name.startswith(ACT)]
    powers = np.exp(sums[:, acts] - sums[:, acts].max(axis=1, keepdims=True))
    shares = powers / powers.sum(axis=1, keepdims=True)
    kept = {ACT + Act.APORTE, ACT + Act.RESPUESTA, ACT + Act.PELIGRO}
    others = [n for n, place in enumerate(acts) if names[place] not in kept]
    return np.asarray(shares[:, others].max(axis=1), np.float32)


def _from_which(chances: Floats, share: float) -> float:
    """The bound that only this share of the chances reaches; an even one where there are none."""
    return float(np.quantile(chances, 1 - share)) if len(chances) else _EVEN


def _place(lesson: Lesson, name: str) -> int:
    return [head.name for head in lesson.heads].index(name)


def _log_odds(sums: Floats, right: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset of the likeliest logistic curve (Platt's), by Newton's steps."""
    design = np.stack([sums, np.ones_like(sums)], axis=1).astype(float)
    theta = np.array([1.0, 0.0])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(design @ theta, -30, 30)))
        steps = design.T @ (design * (chance * (1 - chance))[:, None]) + 1e-3 * np.eye(2)
        theta -= np.linalg.solve(steps, design.T @ (chance - right) + 1e-3 * theta)
    return float(theta[0]), float(theta[1])


def _steepness(sums: Floats, right: NDArray[np.intp]) -> float:
    """How steep sums must be for their shares to be the likeliest, tried in small steps."""

    def cost(slope: float) -> float:
        powers = slope * (sums - sums.max(axis=1, keepdims=True))
        chosen = powers[np.arange(len(right)), right]
        return float((np.log(np.exp(powers).sum(axis=1)) - chosen).mean())

    return min((1.1**step for step in range(-5, 40)), key=cost)


def composed(lesson: Lesson) -> NDArray[np.bool_]:
    """(examples,) Those that somebody composed, and nobody wrote in need."""
    return np.array([not each.is_correction for each in lesson.examples], bool)


def figures_of(
    lesson: Lesson, strangers: Floats, model: Model, among: NDArray[np.bool_] | None = None
) -> dict[str, Any]:
    """How hands left out are read by the model's own bounds: shares from 0 to 1.

    `among`: of which examples, if not of all. None where there is nothing to say it of.
    """
    counted = np.ones(len(lesson.examples), bool) if among is None else among
    chance = _chances(strangers * model.slope + model.offset)
    bounds = model.bounds
    danger, safe = _known(lesson, DANGER, counted)
    near = np.array([each.is_near_miss for each in lesson.examples], bool)
    said = chance[:, _place(lesson, DANGER)]
    now, maybe = said >= bounds.danger_now, said >= bounds.danger_maybe
    reserved, free = _known(lesson, RESERVE, counted)
    said_reserved = chance[:, _place(lesson, RESERVE)] >= bounds.reserve
    acts = [n for n, head in enumerate(lesson.heads) if head.name.startswith(ACT)]
    right_act = np.stack([lesson.heads[n].right for n in acts], axis=1).argmax(axis=1)
    hit = strangers[:, acts].argmax(axis=1) == right_act
    return {
        "messages": int(counted.sum()),
        "hands": len(
            {each.hand for each, in_it in zip(lesson.examples, counted, strict=True) if in_it}
        ),
        "danger_recall": _mean(maybe[danger]),
        "danger_recall_now": _mean(now[danger]),
        "false_now": _mean(now[safe]),
        "false_maybe": _mean((maybe & ~now)[safe]),
        "near_miss_now": _mean(now[near & safe]),
        "act_accuracy": _mean(hit[lesson.heads[acts[0]].taught_by & counted]),
        "reserve_recall": _mean(said_reserved[reserved]),
        "reserve_precision": _mean(reserved[said_reserved & (reserved | free)]),
    }


def _known(
    lesson: Lesson, name: str, counted: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of which a head should have said yes, and of which no, among those that are counted."""
    head = lesson.heads[_place(lesson, name)]
    known = head.taught_by & counted
    return known & head.right, known & ~head.right


def _chances(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))), np.float32)


def _mean(values: NDArray[np.bool_]) -> float | None:
    return round(float(values.mean()), 4) if len(values) else None
