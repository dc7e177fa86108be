"""The settings choose the scorecard and its thresholds, and say what is wrong with them."""

from pathlib import Path

import pytest

from intake.errors import SettingsError
from intake.sameness.rules.fitting import to_yaml
from intake.sameness.rules.scorecard import Curve, Scorecard
from intake.sameness.scorecards import chosen
from intake.settings import Settings

CARD = Scorecard(-1.5, {"coverage": Curve((0.0, 1.0), (0.0, 3.0))}, link=0.8, ask=0.2)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A scorecard as `ayni ajustar` writes it."""
    path = tmp_path / "tarjeta.yaml"
    path.write_text(to_yaml(CARD, "De prueba."), encoding="utf-8")
    return path


def test_with_nothing_set_it_is_that_of_the_program() -> None:
    card, own = chosen(Settings.load()), Scorecard.builtin()

    assert (card.link, card.ask, card.intercept) == (own.link, own.ask, own.intercept)


def test_a_file_is_read_with_its_own_thresholds(file: Path) -> None:
    card = chosen(Settings.load(scorecard=str(file)))

    assert (card.link, card.ask, card.intercept) == (0.8, 0.2, -1.5)
    assert list(card.curves) == ["coverage"]


def test_a_threshold_that_is_set_goes_before_that_of_the_file(file: Path) -> None:
    card = chosen(Settings.load(scorecard=str(file), match_link=0.95))

    assert (card.link, card.ask) == (0.95, 0.2)


@pytest.mark.parametrize(
    ("thresholds", "named"),
    [({"match_link": 0.1}, "AYNI_MATCH_LINK"), ({"match_ask": 0.9}, "AYNI_MATCH_ASK")],
)
def test_a_threshold_that_crosses_that_of_the_scorecard_is_refused(
    file: Path, thresholds: dict[str, float], named: str
) -> None:
    with pytest.raises(SettingsError, match=f"^{named}: "):
        chosen(Settings.load(scorecard=str(file), **thresholds))


@pytest.mark.parametrize(
    "content",
    [b"", b"[", b"hola", b"\xff\xfe", b"intercept: 1\nlink: 0.7\nask: 0.1\ncurves: {x: 1}"],
)
def test_a_file_that_is_no_scorecard_is_named_with_its_setting(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "mal.yaml"
    path.write_bytes(content)

    with pytest.raises(SettingsError, match=r"AYNI_SCORECARD: «.*mal.yaml»"):
        chosen(Settings.load(scorecard=str(path)))


def test_a_file_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="Corrija la ruta"):
        chosen(Settings.load(scorecard=str(tmp_path / "no-hay.yaml")))
