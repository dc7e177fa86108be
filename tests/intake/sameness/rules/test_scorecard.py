"""The scorecard explains itself, and wants more than a common wording."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import DataFileError
from intake.sameness.rules.features import FEATURES, Rarity, compare
from intake.sameness.rules.scorecard import Curve, Scorecard, parse_scorecard
from intake.sameness.rules.tellings import key_number
from tests.intake.sameness.rules.sides import a_side

CARD = Scorecard.builtin()
BRIDGE = "Se cayó el puente colgante de Huayllapampa y los niños no cruzan"


def test_the_same_text_in_the_same_place_is_linked() -> None:
    one = a_side(BRIDGE, "210601")
    counts = {key_number(stem): 50 for stem in one.telling.stems}
    judgement = CARD.judge(compare(one, one, Rarity(20_000, counts)), BRIDGE)
    assert judgement.outcome == "link"
    assert judgement.reasons


def test_the_same_wording_in_another_place_is_not_linked() -> None:
    one = a_side("Se cayó el puente colgante de Huayllapampa", "210601")
    other = a_side("Se cayó el puente colgante de Chaupimarca", "190101")
    counts = {key_number(stem): 900 for stem in ("kay", "puint", "kulg")}
    judged = CARD.judge(compare(one, other, Rarity(20_000, counts)), BRIDGE)
    assert judged.outcome != "link"


def test_the_points_add_up_to_the_probability() -> None:
    evidence = compare(a_side(BRIDGE), a_side(BRIDGE), Rarity(100, {}))
    judged = CARD.judge(evidence, BRIDGE)
    nothing = CARD.probability([0.0] * len(FEATURES))
    assert set(judged.points) == set(FEATURES)
    assert (judged.probability > nothing) == (sum(judged.points.values()) > 0)


def test_thresholds_can_be_set_apart_from_the_curves() -> None:
    assert CARD.with_thresholds(0.9, None).link == 0.9
    assert CARD.with_thresholds(0.9, None).ask == CARD.ask
    assert CARD.with_thresholds(None, None).curves == CARD.curves


@given(st.floats(-5, 5))
def test_a_curve_stays_between_its_neighbouring_points(value: float) -> None:
    curve = Curve((-1.0, 0.0, 2.0), (3.0, 1.0, 2.0))
    assert 1.0 <= curve.at(value) <= 3.0
    if value <= -1:
        assert curve.at(value) == 3.0
    if value >= 2:
        assert curve.at(value) == 2.0


def test_a_curve_is_straight_between_its_knots() -> None:
    curve = Curve((0.0, 1.0), (0.0, 2.0))
    assert curve.at(0.25) == pytest.approx(0.5)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "{intercept: 0, curves: {magic: [[0, 0], [1, 1]]}, link: 0.9, ask: 0.1}",
        "{intercept: 0, curves: {coverage: [[1, 0], [0, 1]]}, link: 0.9, ask: 0.1}",
        "{intercept: 0, curves: {coverage: [[0, 0]]}, link: 0.9, ask: 0.1}",
        "{intercept: 0, curves: {}, link: 0.1, ask: 0.9}",
    ],
)
def test_a_wrong_file_is_refused(text: str) -> None:
    with pytest.raises(DataFileError, match="scorecard"):
        parse_scorecard(text)
