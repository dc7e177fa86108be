"""A scorecard learnt on top of one that is known already keeps what the pairs do not gainsay."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.sameness.rules.features import FEATURES
from intake.sameness.rules.fitting import Pair, fit
from intake.sameness.rules.scorecard import Curve, Scorecard

KNOWN = Scorecard(
    -3.0,
    {
        "need_coverage": Curve((0.0, 0.5, 1.0), (0.5, 1.0, 4.0)),
        "names_shared": Curve((-1.0, 0.0, 1.0), (0.0, -1.0, 2.0)),
        "other_district": Curve((0.0, 1.0), (0.0, -2.0)),
        "same_kind": Curve((0.0, 1.0), (0.1, 0.3)),
    },
    link=0.7,
    ask=0.1,
)
Values = tuple[float, ...]


def told(**features: float) -> Values:
    """The features named, and nothing of the others."""
    return tuple(features.get(name, 0.0) for name in FEATURES)


def of_one_topic(count: int, *, cost: float = 1.0) -> list[Pair]:
    """What is of one topic is the same, and nothing else tells them apart."""
    return [Pair(told(same_topic=n % 2), n % 2 == 1, cost) for n in range(count)]


def off(one: Scorecard, other: Scorecard, rows: Sequence[Values]) -> float:
    return max(abs(one.probability(row) - other.probability(row)) for row in rows)


LIKELY = [
    told(),
    told(need_coverage=1.0, names_shared=1.0, same_kind=1.0),
    told(need_coverage=0.6, names_shared=-1.0, other_district=1.0),
    told(need_coverage=0.25, names_shared=0.5),
]


def test_without_weight_in_the_pairs_a_prior_stays_as_it_was() -> None:
    assert off(fit(of_one_topic(40, cost=0.0), prior=KNOWN), KNOWN, LIKELY) < 0.02


def test_a_prior_yields_only_where_the_pairs_speak() -> None:
    learnt = fit(of_one_topic(400), prior=KNOWN)

    assert KNOWN.probability(told(same_topic=1.0)) < 0.1
    assert learnt.probability(told(same_topic=1.0)) > 0.7
    assert learnt.curves["other_district"].points == (0.0, -2.0)
    assert learnt.curves["need_coverage"].at(1.0) == pytest.approx(3.5)


def test_more_pairs_move_a_prior_further() -> None:
    row = told(same_topic=1.0)
    likely = [KNOWN, *(fit(of_one_topic(count), prior=KNOWN) for count in (10, 50, 400))]

    assert sorted(card.probability(row) for card in likely) == [
        card.probability(row) for card in likely
    ]


@settings(max_examples=10, deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=20), st.integers(0, 1000))
def test_a_prior_that_was_learnt_so_is_left_alone_by_weightless_pairs(
    labels: list[bool], seed: int
) -> None:
    draw = random.Random(seed)
    pairs = [Pair(tuple(draw.random() for _ in FEATURES), same) for same in labels]
    learnt = fit(pairs)

    again = fit([Pair(pair.values, pair.same, 0.0) for pair in pairs], prior=learnt)

    assert off(again, learnt, [pair.values for pair in pairs]) < 1e-6
