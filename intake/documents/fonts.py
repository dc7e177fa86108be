"""The letters of PDF, posters, charts and maps: DejaVu Sans, and what to draw if it has none."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from unicodedata import category

FONT = "DejaVu"
_FACES = {"": "DejaVuSans", "-B": "DejaVuSans-Bold", "-I": "DejaVuSans-Oblique"}
_FACES["-BI"] = "DejaVuSans-BoldOblique"
MISSING = "□"
"""Stands for a sign that the font does not have, as most emoji: seen, and never a hole."""


@cache
def register_fonts() -> None:
    """Make DejaVu Sans known to reportlab; it comes with matplotlib, which draws charts with it."""
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415 who draws a chart alone pays for none
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415 as above

    for suffix, file in _FACES.items():
        pdfmetrics.registerFont(TTFont(FONT + suffix, _folder() / f"{file}.ttf"))
    pdfmetrics.registerFontFamily(
        FONT, normal=FONT, bold=f"{FONT}-B", italic=f"{FONT}-I", boldItalic=f"{FONT}-BI"
    )


def drawable(text: str) -> str:
    """The text with what each face of the font can draw, and `MISSING` for the rest."""
    return "".join(sign if sign == "\n" else _drawn(sign) for sign in text)


def for_figure(text: str) -> str:
    """The same for a chart or a map, in which «$» would begin a formula."""
    return drawable(text).replace("$", r"\$")


def _drawn(sign: str) -> str:
    kind = category(sign)
    if kind in {"Cc", "Cf", "Cs"}:  # seen by nobody: joiners, direction
        return ""
    if ord(sign) in _known_signs():
        return sign
    # An accent or the colour of an emoji has no place of its own.
    return " " if kind[0] == "Z" else "" if kind[0] == "M" else MISSING


@cache
def _known_signs() -> frozenset[int]:
    from reportlab.pdfbase.ttfonts import TTFontFile  # noqa: PLC0415 as above

    faces = (TTFontFile(str(_folder() / f"{file}.ttf")) for file in _FACES.values())
    return frozenset.intersection(*(frozenset(face.charToGlyph) for face in faces))


def _folder() -> Path:
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("matplotlib")
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
