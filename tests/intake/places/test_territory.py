"""The one poverty figure: of several districts together, each weighed by its inhabitants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.places.territory import DistrictFacts, together

DISTRICT = st.builds(
    DistrictFacts,
    population=st.none() | st.integers(1, 10_000_000),
    poverty=st.none() | st.floats(0, 100),
)


@given(st.lists(DISTRICT, max_size=12))
def test_it_lies_between_its_districts_and_no_order_moves_it(
    facts: list[DistrictFacts],
) -> None:
    land = together(facts)
    assert together(list(reversed(facts))).population == land.population
    rated = [each.poverty for each in facts if each.population and each.poverty is not None]
    assert land.known_poverty == len(rated)
    if not rated:
        assert land.poverty is None
        return
    assert land.poverty is not None
    assert min(rated) - 1e-9 <= land.poverty <= max(rated) + 1e-9
    assert together(list(reversed(facts))).poverty == pytest.approx(land.poverty)


def test_a_large_district_weighs_more_than_a_small_one() -> None:
    land = together([DistrictFacts(150_000, 10.0), DistrictFacts(30_000, 50.0)])
    assert land.poverty == pytest.approx(100 / 6)
