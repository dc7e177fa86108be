"""The order by weighted criteria: what holds for any values and any weights."""

from itertools import pairwise
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from intake.necesidades.rules.ranking import Rating, mean, place_all, to_a_tenth

NAMES = ("a", "b", "c", "d")
VALUES = st.none() | st.integers(0, 10).map(lambda halves: halves / 2) | st.floats(0, 5)
NEEDS = st.dictionaries(
    st.integers(1, 99), st.fixed_dictionaries(dict.fromkeys(NAMES, VALUES)), min_size=1, max_size=9
)
WEIGHTS = st.fixed_dictionaries(dict.fromkeys(NAMES, st.integers(1, 60)))


@given(NEEDS, WEIGHTS)
def test_points_sum_to_the_total_and_with_what_lacks_never_pass_a_hundred(
    values: dict[int, dict[str, float | None]], weights: dict[str, int]
) -> None:
    for placed in place_all(values, weights):
        points = [each for each in placed.points.values() if each is not None]
        assert sum(points) == placed.total
        assert 0 <= placed.total <= placed.at_most <= 100 + 1e-9


@given(NEEDS, WEIGHTS, st.randoms())
def test_the_order_of_the_input_does_not_matter(
    values: dict[int, dict[str, float | None]], weights: dict[str, int], random: Random
) -> None:
    ids = list(values)
    random.shuffle(ids)

    assert place_all({id_: values[id_] for id_ in ids}, weights) == place_all(values, weights)


@given(NEEDS, WEIGHTS, st.sampled_from(NAMES), st.floats(0, 5), st.data())
def test_a_better_score_never_lowers_the_place(
    values: dict[int, dict[str, float | None]],
    weights: dict[str, int],
    name: str,
    better: float,
    data: st.DataObject,
) -> None:
    id_ = data.draw(st.sampled_from(sorted(values)))
    assume(better >= (values[id_][name] or 0))
    changed = {**values, id_: {**values[id_], name: better}}

    before, after = (
        {each.id: each.place for each in place_all(each, weights)} for each in (values, changed)
    )

    assert after[id_] <= before[id_]


@given(NEEDS, WEIGHTS, st.sampled_from((0.01, 0.5, 3, 7, 100)))
def test_only_the_proportion_of_the_weights_counts(
    values: dict[int, dict[str, float | None]], weights: dict[str, int], factor: float
) -> None:
    scaled = {name: weight * factor for name, weight in weights.items()}

    one, other = place_all(values, weights), place_all(values, scaled)

    assert [(each.id, each.place) for each in one] == [(each.id, each.place) for each in other]


@given(NEEDS, WEIGHTS, st.fixed_dictionaries(dict.fromkeys(NAMES, VALUES)))
def test_another_necesidad_changes_nobodys_total(
    values: dict[int, dict[str, float | None]],
    weights: dict[str, int],
    another: dict[str, float | None],
) -> None:
    before = {each.id: each.total for each in place_all(values, weights)}
    after = {each.id: each.total for each in place_all({**values, 100: another}, weights)}

    assert {id_: after[id_] for id_ in before} == before


@given(NEEDS, WEIGHTS)
def test_equal_to_a_tenth_is_one_place_and_the_next_counts_all_before_it(
    values: dict[int, dict[str, float | None]], weights: dict[str, int]
) -> None:
    found = place_all(values, weights)

    for above, below in pairwise(found):
        same = to_a_tenth(above.total) == to_a_tenth(below.total)
        assert (above.place == below.place) is same
    for position, each in enumerate(found, 1):
        assert each.place <= position
        assert each.place == sum(o.place < each.place for o in found) + 1
        assert each.is_tied == (sum(o.place == each.place for o in found) > 1)


def test_what_lacks_adds_nothing_and_its_weight_goes_nowhere() -> None:
    values: dict[int, dict[str, float | None]] = {1: {"a": 5.0, "b": None}, 2: {"a": 4.0, "b": 0.0}}

    one, two = place_all(values, {"a": 60, "b": 40})

    assert (one.id, one.total, one.lacking, one.at_most) == (1, 60, 40, 100)
    assert (two.id, two.total, two.lacking) == (2, 48, 0)


def test_art_28_the_mean_takes_binding_ones_or_advisers_never_both() -> None:
    ratings = [
        Rating("Ana", 2, "", True),
        Rating("Luis", 4, "", True),
        Rating("Rosa", 5, "", False),
    ]

    assert mean(ratings, binding=True) == 3
    assert mean(ratings, binding=False) == 5
    assert mean([], binding=True) is None
