"""A scorecard is learnt from pairs, always the same from the same."""

import random

from intake.sameness.rules.features import FEATURES
from intake.sameness.rules.fitting import FIXED, Pair, fit, to_yaml
from intake.sameness.rules.scorecard import parse_scorecard

COVERAGE = FEATURES.index("coverage")


def _pairs(count: int) -> list[Pair]:
    """The same where they cover each other, whatever the rest."""
    draw = random.Random(5)
    rows = [tuple(draw.random() for _ in FEATURES) for _ in range(count)]
    return [Pair(row, row[COVERAGE] > 0.6) for row in rows]


def test_what_decides_is_found() -> None:
    learnt = fit(_pairs(400))
    same = [learnt.probability(pair.values) > 0.5 for pair in _pairs(400)]
    assert sum(same[n] == pair.same for n, pair in enumerate(_pairs(400))) > 360
    spread = {name: max(c.points) - min(c.points) for name, c in learnt.curves.items()}
    assert max(spread, key=lambda name: spread[name]) == "coverage"


def test_the_same_pairs_give_the_same_scorecard() -> None:
    assert to_yaml(fit(_pairs(100)), "") == to_yaml(fit(_pairs(100)), "")


def test_what_is_written_is_read_back() -> None:
    learnt = fit(_pairs(100), link=0.8, ask=0.2)
    again = parse_scorecard(to_yaml(learnt, "De prueba."))
    assert (again.link, again.ask, again.intercept) == (0.8, 0.2, learnt.intercept)
    for pair in _pairs(20):
        assert abs(again.probability(pair.values) - learnt.probability(pair.values)) < 1e-3


def test_what_the_pairs_cannot_teach_stays_fixed() -> None:
    learnt = fit(_pairs(100))
    assert learnt.curves["same_kind"].points == (0.0, FIXED["same_kind"])


def test_a_dear_mistake_is_avoided() -> None:
    row = tuple(0.5 for _ in FEATURES)
    pairs = [Pair(row, same=True), Pair(row, same=False, cost=20)]
    assert fit(pairs).probability(row) < 0.5
