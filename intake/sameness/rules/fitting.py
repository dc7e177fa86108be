"""Learning a scorecard from labelled pairs: logistic regression over the knots of its curves.

The same rows and costs give the same scorecard. numpy is loaded when it is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from intake.sameness.rules.features import FEATURES
from intake.sameness.rules.scorecard import Curve, Scorecard

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

_RARITY = (0.0, 0.3, 0.5, 0.65, 0.8, 0.9, 1.0)
_SHARE = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_SWITCH = (0.0, 1.0)
# Where each curve may bend.
_KNOTS = {
    "names_shared": (-1.0, -0.01, 0.0, 0.25, 0.5, 0.75, 1.0),
    "need_shared": (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0),
    "meaning": (-1.0, -0.01, 0.0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0),
} | dict.fromkeys(
    (
        "names_missing",
        "pair_shared",
        "need_rarest",
        "need_second",
        "need_missing",
        "missing_least",
        "swapped",
    ),
    _RARITY,
)
_SWITCHES = frozenset(
    {"same_district", "other_district", "same_topic", "other_topic"}
    | {"district_and_topic", "same_kind"}
)
# What differs never speaks for a pair, and what is shared never against it.
_AGAINST = frozenset(
    {
        "missing_least",
        "other_district",
        "other_topic",
        "other_name_and_need",
        "pair_and_missing",
        "unplaced_and_missing",
        "other_name_and_meaning",
        "unplaced_and_meaning",
        "meaning_and_missing",
        "need_and_missing",
        "swapped",
    }
)
# A long text lacks more, and has more to share.
_EITHER = frozenset({"need_missing", "names_missing"})
# The labelled queries have the kind of their duplicate; people do not keep to it so well.
FIXED = {"same_kind": 0.3}
_FLAT = {name: Curve(_SWITCH, (0.0, weight)) for name, weight in FIXED.items()}
# How strongly a curve is held level where the pairs say little.
_RIDGE = 2.0
_STEPS = 60
# Parts of a step that are tried until one leads down.
_LENGTHS = (1.0, 0.5, 0.25, 0.1, 0.03, 0.01)


@dataclass(frozen=True, slots=True)
class Pair:
    """The features of a labelled pair; `cost` is how much it weighs in learning."""

    values: tuple[float, ...]
    same: bool
    cost: float = 1.0


def fit(
    pairs: Sequence[Pair],
    *,
    link: float = 0.7,
    ask: float = 0.1,
    prior: Scorecard | None = None,
    hold: float = _RIDGE,
) -> Scorecard:
    """The scorecard that makes the labels likeliest.

    With a `prior`, what the pairs say little of stays as it is there, instead of at nothing; the
    more so, the more strongly its curves are to hold.
    """
    import numpy as np  # noqa: PLC0415 it takes a tenth of a second, and the terminal seldom needs it

    values, same, costs = _columns(pairs)
    known_names = frozenset(prior.curves if prior else ())
    prior = prior or Scorecard(0.0, _FLAT, link=link, ask=ask)
    held = {name: _rises(prior, name)[0] for name in FIXED}
    fixed = values[:, [FEATURES.index(name) for name in held]] @ np.array(list(held.values()))
    learnt = [name for name in FEATURES if name not in FIXED]
    rows = _rows(values, learnt)
    signs = np.array([0.0, *chain(*(_signs(name) for name in learnt))])
    known = np.array([_start(prior), *chain(*(_rises(prior, name) for name in learnt))])
    # What share of pairs is the same is learnt, unless it is known.
    ridge = [_first_hold(known), *chain(*(_holds(name, known_names, hold) for name in learnt))]
    weights = _newton(rows, same, costs, fixed, signs, (known, np.array(ridge)))
    curves = _curves(learnt, weights[1:])
    curves |= {name: Curve(_SWITCH, (0.0, weight)) for name, weight in held.items()}
    return Scorecard(round(float(weights[0]), 4), curves, link=link, ask=ask)


def _columns(pairs: Sequence[Pair]) -> tuple[Matrix, Matrix, Matrix]:
    """The features of the pairs, which of them are the same, and what each weighs."""
    import numpy as np  # noqa: PLC0415 as above

    return (
        np.array([pair.values for pair in pairs], float),
        np.array([pair.same for pair in pairs], float),
        np.array([pair.cost for pair in pairs], float),
    )


def _curves(names: Sequence[str], rises: Matrix) -> dict[str, Curve]:
    """The curves that rise so from knot to knot, one after the other."""
    import numpy as np  # noqa: PLC0415 as above

    curves, at = {}, 0
    for name in names:
        knots = _knots(name)
        risen = np.cumsum(rises[at : at + len(knots) - 1])
        curves[name] = Curve(knots, (0.0, *(round(float(points), 4) for points in risen)))
        at += len(knots) - 1
    return curves


def _knots(name: str) -> tuple[float, ...]:
    return _SWITCH if name in _SWITCHES else _KNOTS.get(name, _SHARE)


def _spread(values: Matrix, knots: Sequence[float]) -> Matrix:
    """How much of the way between each two knots a value has passed."""
    import numpy as np  # noqa: PLC0415 as above

    at = np.array(knots)
    passed: Matrix = np.clip((values[:, None] - at[:-1]) / np.diff(at), 0.0, 1.0)
    return passed


def _rises(prior: Scorecard, name: str) -> list[float]:
    """What a curve rises from knot to knot; one that is not there is level."""
    return [high - low for low, high in pairwise(_at_knots(prior, name))]


def _start(prior: Scorecard) -> float:
    """What all curves give before they rise."""
    return prior.intercept + sum(_at_knots(prior, name)[0] for name in prior.curves)


def _at_knots(prior: Scorecard, name: str) -> list[float]:
    import numpy as np  # noqa: PLC0415 as above

    knots, curve = _knots(name), prior.curves.get(name)
    if curve is None:
        return [0.0] * len(knots)
    return [float(points) for points in np.interp(knots, curve.knots, curve.points)]


def _signs(name: str) -> list[float]:
    """Whether a curve may only rise (1), only fall (-1), or both (0), between each two knots."""
    steps = len(_knots(name)) - 1
    if name in {"names_shared", "meaning"}:  # from «not known» to «none is shared» it falls
        return [0.0, 0.0, *[1.0] * (steps - 2)]
    return [0.0 if name in _EITHER else -1.0 if name in _AGAINST else 1.0] * steps


def _newton(
    rows: Matrix,
    same: Matrix,
    costs: Matrix,
    fixed: Matrix,
    signs: Matrix,
    near: tuple[Matrix, Matrix],
) -> Matrix:
    """The likeliest weights, none against its sign; `near`: known ones, and how each holds."""
    import numpy as np  # noqa: PLC0415 as above

    known, ridge = near
    weights: Matrix = np.where(known * signs < 0, 0.0, known)

    def cost_of(tried: Matrix) -> float:
        odds = np.clip(rows @ tried + fixed, -30, 30)
        unlikely = costs @ (np.log1p(np.exp(odds)) - same * odds)
        return float(unlikely + 0.5 * ridge @ (tried - known) ** 2)

    cost = cost_of(weights)
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(rows @ weights + fixed, -30, 30)))
        slope = rows.T @ (costs * (likely - same)) + ridge * (weights - known)
        bend = (rows * (costs * likely * (1 - likely))[:, None]).T @ rows + np.diag(ridge)
        # What stands at its bound and would go beyond stays there.
        free = (signs == 0) | (weights * signs > 0) | (slope * signs < 0)
        step = np.zeros_like(weights)
        step[free] = np.linalg.solve(bend[np.ix_(free, free)], slope[free])
        for length in _LENGTHS:
            tried = weights - length * step
            tried[tried * signs < 0] = 0.0
            if (lower := cost_of(tried)) < cost - 1e-9:
                weights, cost = tried, lower
                break
        else:
            break
    return weights


def to_yaml(scorecard: Scorecard, note: str) -> str:
    """The scorecard as its data file; `note` says what it was learnt from."""
    lines = [
        "# La tarjeta que decide si dos aportes cuentan lo mismo. No se edita a mano.",
        f"# {note}",
        "# Cada rasgo da puntos según su valor: [valor, puntos], en línea recta entre uno y otro.",
        "# Los puntos se suman; la suma es el logaritmo de la razón de que cuenten lo mismo.",
        "version: 2",
        f"intercept: {scorecard.intercept}",
        "curves:",
    ]
    for name, curve in scorecard.curves.items():
        pairs = ", ".join(
            f"[{knot:g}, {points:g}]"
            for knot, points in zip(curve.knots, curve.points, strict=True)
        )
        lines.append(f"  {name}: [{pairs}]")
    lines += [
        "# Desde «link» se une sin preguntar; desde «ask» se pregunta a la persona.",
        f"link: {scorecard.link}",
        f"ask: {scorecard.ask}",
    ]
    return "\n".join(lines) + "\n"


def _first_hold(known: Matrix) -> float:
    return _RIDGE if known.any() else 1e-6


def _holds(name: str, known: Collection[str], hold: float) -> list[float]:
    """How strongly each step of a curve is held: more where it was known before."""
    return [hold if name in known else _RIDGE] * (len(_knots(name)) - 1)


def _rows(values: Matrix, learnt: Sequence[str]) -> Matrix:
    """(pairs, 1 + steps) A one, and how far each pair is along each step of each curve."""
    import numpy as np  # noqa: PLC0415 as above

    spread = [_spread(values[:, FEATURES.index(name)], _knots(name)) for name in learnt]
    return np.hstack([np.ones((len(values), 1)), *spread])
