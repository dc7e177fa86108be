"""A map of the regions: how dark, how much; figures written on it; readable in grey."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.documents.fonts import for_figure
from intake.documents.shapes import Ring, Shape

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STEPS = ((0.0, "#dcebf5"), (0.25, "#9cc8e3"), (0.50, "#4f9bc9"), (0.75, "#1c5f96"), (1.01, ""))
"""From which share on, and its colour: light to dark blue, told apart by every eye and in grey."""
_NONE = "#d0d0d0"
_EDGE = "#333333"


@dataclass(frozen=True, slots=True)
class Value:
    """What is told of one region."""

    name: str
    reached: int
    total: int

    @property
    def share(self) -> float:
        """What part of the whole it is, from 0 to 1."""
        return self.reached / self.total if self.total else 0.0


def draw(
    shapes: Sequence[Shape], values: Mapping[str, Value], *, title: str, note: str, form: str
) -> bytes:
    """The map as `png` or `pdf`."""
    from io import BytesIO  # noqa: PLC0415 with what follows

    from matplotlib.figure import Figure  # noqa: PLC0415 who draws none pays for none

    figure = Figure(figsize=(8.0, 10.4), dpi=160, facecolor="white")
    axes = figure.add_axes((0.01, 0.04, 0.98, 0.87))
    axes.set_aspect(1.02)  # a degree of longitude is a little shorter at these latitudes
    axes.axis("off")
    axes.margins(0.01)
    for shape in shapes:
        _fill(axes, shape, values.get(shape.code))
    for shape in shapes:
        _label(axes, shape, values.get(shape.code))
    _legend(axes)
    figure.text(0.05, 0.965, for_figure(title), fontsize=16, fontweight="bold", va="top")
    figure.text(0.05, 0.925, for_figure(note), fontsize=10.5, va="top", color="#333333")
    figure.text(
        0.05, 0.02, "AYNI Lab Social · MIDIS. Límites: el archivo dado con --formas.", fontsize=8
    )
    stream = BytesIO()
    figure.savefig(stream, format=form)
    return stream.getvalue()


def _colour(value: Value | None) -> str:
    if value is None or not value.reached:
        return _NONE
    return next(colour for (_, colour), (end, _) in itertools.pairwise(_STEPS) if value.share < end)


def _fill(axes: "Axes", shape: Shape, value: Value | None) -> None:
    is_silent = value is None or not value.reached
    for ring in shape.rings:
        axes.fill(
            [x for x, _ in ring],
            [y for _, y in ring],
            facecolor=_colour(value),
            edgecolor=_EDGE if not is_silent else "#8a8a8a",
            linewidth=0.7,
            hatch="...." if is_silent else None,
        )
    for ring in shape.rings:
        axes.plot([x for x, _ in ring], [y for _, y in ring], color=_EDGE, linewidth=0.7)


_BESIDE = {
    "07": (-79.3, -12.1),
    "11": (-78.0, -14.7),
    "13": (-80.9, -8.5),
    "14": (-82.2, -7.0),
    "15": (-79.6, -11.1),
    "18": (-73.4, -17.6),
    "24": (-82.0, -3.3),
}
"""Too narrow for words: they are told in the sea beside, with a line."""

_NUDGED = {"03": (0.2, 0.0), "05": (-0.1, -0.75)}
"""By how many degrees, so that neighbours do not touch."""


def _label(axes: "Axes", shape: Shape, value: Value | None) -> None:
    from matplotlib.patheffects import withStroke  # noqa: PLC0415 as above

    if value is None:
        return
    x, y = _middle(max(shape.rings, key=lambda ring: abs(_area(ring))))
    words = f"{for_figure(value.name)}\n{_per_cent(value)}"
    right, up = _NUDGED.get(shape.code, (0.0, 0.0))
    is_dark = value.reached and value.share >= 0.5
    if shape.code in _BESIDE:
        axes.annotate(
            words,
            (x, y),
            _BESIDE[shape.code],
            fontsize=8.5,
            ha="center",
            va="center",
            arrowprops={"arrowstyle": "-", "linewidth": 0.7, "color": _EDGE},
        )
        return
    written = axes.text(
        x + right,
        y + up,
        words,
        fontsize=8.5,
        ha="center",
        va="center",
        color="white" if is_dark else "black",
        fontweight="bold" if is_dark else "normal",
        linespacing=1.1,
    )
    # A rim in the colour below, where a letter crosses a border.
    written.set_path_effects([withStroke(linewidth=2.2, foreground=_colour(value))])


def _per_cent(value: Value) -> str:
    if not value.reached:
        return f"0 de {value.total}"
    return f"{max(1, round(100 * value.share))} % ({value.reached})"


def _legend(axes: "Axes") -> None:
    from matplotlib.patches import Patch  # noqa: PLC0415 as above

    told = ("menos de 25 %", "de 25 a 49 %", "de 50 a 74 %", "75 % o más")
    patches = [Patch(facecolor=_NONE, edgecolor="#8a8a8a", hatch="....", label="nadie aún")]
    patches += [
        Patch(facecolor=colour, edgecolor=_EDGE, label=label)
        for (_, colour), label in zip(_STEPS, told, strict=False)
    ]
    axes.legend(
        handles=patches,
        title="Municipalidades alcanzadas\n(entre paréntesis, cuántas)",
        loc="lower left",
        frameon=False,
        fontsize=9,
        title_fontsize=9.5,
        alignment="left",
    )


def _area(ring: Ring) -> float:
    pairs = itertools.pairwise(ring)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def _middle(ring: Ring) -> tuple[float, float]:
    """The centre of gravity."""
    area = _area(ring)
    if not area:
        return ring[0]
    pairs = list(itertools.pairwise(ring))
    x = sum((x1 + x2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (6 * area)
    y = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (6 * area)
    return x, y
