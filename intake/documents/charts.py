"""Charts as PNG: readable in black and white, figures written on them, no state left behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING

from intake.documents.blocks import Picture
from intake.documents.fonts import for_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH = 6.3  # inches, the width of the text on an A4 page
_DPI = 160
_DARK, _LIGHT = "#1f3a4d", "#b9c7d0"
_LONGEST_LINE = 40


@dataclass(frozen=True, slots=True)
class Series:
    """The heights of one kind of bar."""

    name: str
    values: Sequence[int]


def grouped_bars(title: str, labels: Sequence[str], first: Series, second: Series) -> Picture:
    """Draw two bars side by side for each label: one dark, one light and hatched."""
    figure, axes = _figure(2.6)
    places = range(len(labels))
    for series, shift, colour, hatch in ((first, -0.2, _DARK, ""), (second, 0.2, _LIGHT, "///")):
        bars = axes.bar(
            [place + shift for place in places],
            list(series.values),
            width=0.38,
            color=colour,
            edgecolor=_DARK,
            hatch=hatch,
            label=for_figure(series.name),
        )
        axes.bar_label(bars, padding=2, fontsize=8)
    axes.set_xticks(list(places), list(map(for_figure, labels)), fontsize=8)
    axes.legend(frameon=False, fontsize=8, ncols=2, loc="lower left", bbox_to_anchor=(0, 1))
    axes.set_ylim(0, max(1, *first.values, *second.values) * 1.15)
    told = "; ".join(
        f"{label}: {a} {first.name.lower()} y {b} {second.name.lower()}"
        for label, a, b in zip(labels, first.values, second.values, strict=True)
    )
    return Picture(title, f"{title}. {told}.", _png(figure))


def columns(title: str, labels: Sequence[str], values: Sequence[int], unit: str) -> Picture:
    """Draw one bar for each label, in the order given."""
    figure, axes = _figure(2.4)
    bars = axes.bar(range(len(labels)), list(values), width=0.6, color=_DARK)
    axes.bar_label(bars, padding=2, fontsize=8)
    axes.set_xticks(range(len(labels)), list(map(for_figure, labels)), fontsize=8)
    axes.set_ylabel(for_figure(unit), fontsize=8)
    axes.set_ylim(0, max(1, *values) * 1.15)
    return Picture(title, _told(title, labels, values), _png(figure))


def rows(title: str, labels: Sequence[str], values: Sequence[int], unit: str) -> Picture:
    """Draw one bar lying down for each label, the first on top, as names need it."""
    shown = [_folded(label) for label in labels]
    high = 0.34 if any("\n" in label for label in shown) else 0.24
    figure, axes = _figure(0.7 + high * len(labels))
    bars = axes.barh(range(len(labels)), list(values), height=0.66, color=_DARK)
    axes.bar_label(bars, padding=3, fontsize=8)
    axes.set_yticks(range(len(labels)), list(map(for_figure, shown)), fontsize=8)
    axes.invert_yaxis()
    axes.set_xlabel(for_figure(unit), fontsize=8)
    axes.set_xlim(0, max(1, *values) * 1.1)
    return Picture(title, _told(title, labels, values), _png(figure))


def _told(title: str, labels: Sequence[str], values: Sequence[int]) -> str:
    pairs = "; ".join(f"{label}: {value}" for label, value in zip(labels, values, strict=True))
    return f"{title}. {pairs}."


def _folded(label: str) -> str:
    """On two lines where it is long, and no more."""
    return "\n".join(wrap(label, _LONGEST_LINE, max_lines=2, placeholder="…"))


def _figure(height: float) -> "tuple[Figure, Axes]":
    from matplotlib.figure import Figure  # noqa: PLC0415 a second of start: for who draws alone
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 as above

    figure = Figure(figsize=(_WIDTH, height), layout="constrained")
    axes = figure.add_subplot()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(labelsize=8, length=0)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    return figure, axes


def _png(figure: "Figure") -> bytes:
    stream = BytesIO()
    # Without its own metadata: the same figures give the same bytes.
    figure.savefig(stream, format="png", dpi=_DPI, metadata={"Software": None})
    return stream.getvalue()
