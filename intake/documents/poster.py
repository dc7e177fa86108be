"""A poster on one A4 page: large letters, three drawn steps, the QR and the code."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import Protocol

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.lib.colors import Color, HexColor, black, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import cm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from intake.documents import icons
from intake.documents.blocks import printable
from intake.documents.fonts import drawable, register_fonts

PLAIN, BOLD = "DejaVu", "DejaVu-B"
INK, WARM, GREY = icons.INK, HexColor("#f2b233"), HexColor("#3d3d3d")
WIDE, HIGH = A4
MARGIN = 1.3 * cm
INSIDE = WIDE - 2 * MARGIN
_QR = (8.2 * cm, 10.4 * cm)
"""Least and most, with its quiet zone."""
_QUIET = 4
"""Squares of white around it, as the norm of QR codes asks."""
NAME_SIZES, PLACE_SIZES = (18, 11), (12, 8)
"""At first, and at the least."""
_LEADING = 1.22
"""From line to line, of the size of the letters."""
_TERMS = "Es gratis. No pedimos DNI. No damos bonos ni atendemos emergencias."
_BEHIND = "AYNI Lab Social, el laboratorio de innovación social del MIDIS"


class CallWords(Protocol):
    """What is written of a call."""

    @property
    def title(self) -> str: ...
    @property
    def closes(self) -> str: ...
    @property
    def prize(self) -> str: ...


class Words(Protocol):
    """What is written on the page."""

    @property
    def question(self) -> tuple[str, str]: ...
    @property
    def municipality(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def steps(self) -> tuple[str, str, str]: ...
    @property
    def link(self) -> str: ...
    @property
    def by_hand(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def call(self) -> CallWords | None: ...


def draw(words: Words) -> bytes:
    """The poster as the bytes of a PDF."""
    register_fonts()
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1, lang="es-PE")
    canvas.setTitle(printable(f"Afiche {words.code}: {words.municipality}"))
    canvas.setAuthor("AYNI Lab Social")
    top = _heading(canvas, words)
    if words.call is not None:
        top = _call(canvas, words.call, top)
    top = _steps(canvas, words.steps, top, is_large=words.call is None)
    _door(canvas, words, top)
    _foot(canvas, words)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def fitted(
    text: str, font: str, width: float, *, size: float, floor: float, lines: int
) -> tuple[float, list[str]]:
    """The largest size, and the lines, at which the text fits; at the floor it is cut with «…»."""
    while True:
        found = wrapped(text, font, size, width)
        is_whole = len(found) <= lines and all(
            stringWidth(line, font, size) <= width for line in found
        )
        if is_whole or size <= floor:
            break
        size = max(floor, size - 0.5)
    if len(found) > lines:
        found = [*found[: lines - 1], _cut(" ".join(found[lines - 1 :]), font, size, width)]
    return size, [_cut(line, font, size, width) for line in found]


def wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    """The text in lines of whole words."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and stringWidth(longer, font, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(line: str, font: str, size: float, width: float) -> str:
    if stringWidth(line, font, size) <= width:
        return line
    while line and stringWidth(f"{line}…", font, size) > width:
        line = line[:-1].rstrip()
    return f"{line}…"


@dataclass(frozen=True, slots=True)
class _Letters:
    """How a text is written: as large as it fits, from `size` down to `floor`."""

    size: float
    floor: float
    font: str = PLAIN
    lines: int = 1
    """At most."""
    colour: Color = INK
    centred: bool = False


def _text(
    canvas: Canvas, text: str, x: float, top: float, width: float, letters: _Letters
) -> float:
    """Write it below `top`; gives the new top."""
    size, found = fitted(
        drawable(text),
        letters.font,
        width,
        size=letters.size,
        floor=letters.floor,
        lines=letters.lines,
    )
    canvas.setFillColor(letters.colour)
    canvas.setFont(letters.font, size)
    for place, line in enumerate(found):
        y = top - size * (0.95 + _LEADING * place)
        if letters.centred:
            canvas.drawCentredString(x + width / 2, y, line)
        else:
            canvas.drawString(x, y, line)
    return top - size * _LEADING * len(found)


def _heading(canvas: Canvas, words: Words) -> float:
    is_call = words.call is not None
    high = (4.6 if is_call else 7.6) * cm
    canvas.setFillColor(INK)
    canvas.rect(0, HIGH - high, WIDE, high, stroke=0, fill=1)
    canvas.setFillColor(WARM)
    canvas.rect(0, HIGH - high - 0.22 * cm, WIDE, 0.22 * cm, stroke=0, fill=1)
    asks, tell = words.question
    top = HIGH - 0.9 * cm
    if is_call:
        top = _text(canvas, asks, MARGIN, top, INSIDE, _Letters(29, 20, BOLD, colour=white))
        _text(canvas, tell, MARGIN, top - 4, INSIDE, _Letters(44, 30, BOLD, colour=WARM))
    else:
        top = _text(
            canvas, asks, MARGIN, top, INSIDE, _Letters(44, 30, BOLD, lines=2, colour=white)
        )
        _text(canvas, tell, MARGIN, top - 4, INSIDE, _Letters(56, 40, BOLD, colour=WARM))
    return HIGH - high - 0.75 * cm


def _call(canvas: Canvas, call: CallWords, top: float) -> float:
    """A framed box: the title, what is won, until when."""
    pad = 0.45 * cm
    width = INSIDE - 2 * pad
    begin = top
    top -= pad
    top = _text(canvas, "CONCURSO", MARGIN + pad, top, width, _Letters(12, 12, BOLD, colour=GREY))
    top = _text(canvas, call.title, MARGIN + pad, top, width, _Letters(21, 14, BOLD, lines=3))
    if call.prize:
        top = _text(canvas, call.prize, MARGIN + pad, top - 3, width, _Letters(15, 11, lines=2))
    top = _text(canvas, call.closes, MARGIN + pad, top - 3, width, _Letters(16, 11, BOLD))
    top -= pad * 0.7
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(2)
    canvas.roundRect(MARGIN, top, INSIDE, begin - top, 8, stroke=1, fill=0)
    return top - 0.55 * cm


def _steps(canvas: Canvas, steps: tuple[str, str, str], top: float, *, is_large: bool) -> float:
    """Three drawings side by side, numbered, with few words under each."""
    gap = 0.5 * cm
    width = (INSIDE - 2 * gap) / 3
    drawings: tuple[Callable[[Canvas, float, float, float], None], ...] = (
        icons.phone,
        icons.voice,
        icons.answer,
    )
    size = (3.5 if is_large else 2.6) * cm
    lowest = top
    for place, (step, icon) in enumerate(zip(steps, drawings, strict=True)):
        x = MARGIN + place * (width + gap)
        canvas.setFillColor(INK)
        canvas.circle(x + 0.62 * cm, top - 0.75 * cm, 0.6 * cm, stroke=0, fill=1)
        canvas.setFillColor(white)
        canvas.setFont(BOLD, 20)
        canvas.drawCentredString(x + 0.62 * cm, top - 0.75 * cm - 7.2, str(place + 1))
        canvas.setStrokeColor(INK)
        canvas.setFillColor(INK)
        icon(canvas, x + (width - size) / 2 + (0.55 if is_large else 0.3) * cm, top - size, size)
        below = _text(
            canvas,
            step,
            x,
            top - size - 0.2 * cm,
            width,
            _Letters(17 if is_large else 14, 11, BOLD, lines=4 if is_large else 3, centred=True),
        )
        lowest = min(lowest, below)
    return lowest - 0.45 * cm


def _door(canvas: Canvas, words: Words, top: float) -> None:
    """The QR at the left; at the right, the way in without a camera and the code."""
    bottom = 4.75 * cm
    side = min(_QR[1], max(_QR[0], top - bottom))
    y = (top + bottom - side) / 2
    _qr(canvas, words.link, MARGIN, y, side)
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(3)
    canvas.roundRect(MARGIN, y, side, side, 10, stroke=1, fill=0)
    x = MARGIN + side + 0.7 * cm
    width = WIDE - MARGIN - x
    edge = y + side
    edge = _text(
        canvas,
        "Apunta aquí la cámara de tu celular",
        x,
        edge,
        width,
        _Letters(19, 14, BOLD, lines=3),
    )
    canvas.setStrokeColor(GREY)
    canvas.setLineWidth(1)
    canvas.line(x, edge - 0.35 * cm, x + width, edge - 0.35 * cm)
    edge = _text(canvas, "¿Sin cámara?", x, edge - 0.75 * cm, width, _Letters(19, 14, BOLD))
    edge = _text(canvas, words.by_hand, x, edge - 2, width, _Letters(15.5, 10, lines=4))
    high = 2.1 * cm
    box = y
    canvas.setLineWidth(2)
    canvas.setStrokeColor(INK)
    canvas.roundRect(x, box, width, high, 8, stroke=1, fill=0)
    _text(
        canvas,
        words.code,
        x + 4,
        box + high - 0.26 * cm,
        width - 8,
        _Letters(41, 24, BOLD, centred=True),
    )


def _qr(canvas: Canvas, link: str, x: float, y: float, side: float) -> None:
    """Level Q reads with a quarter of it dirty or torn; vectors, so that any size is sharp."""
    # reportlab's own QR: already a dependency, and the test reads it with another library. Its
    # widget makes a shape of each square, which takes ten times as long as one path of all.
    code = QRCode(None, QRErrorCorrectLevel.Q)
    code.addData(link)
    code.make()
    square = side / (len(code.modules) + 2 * _QUIET)
    path = canvas.beginPath()
    for row, modules in enumerate(code.modules):
        column = 0
        for is_dark, run in groupby(map(bool, modules)):
            count = len(list(run))
            if is_dark:
                left = x + (column + _QUIET) * square
                path.rect(left, y + side - (row + _QUIET + 1) * square, count * square, square)
            column += count
    canvas.setFillColor(black)
    canvas.drawPath(path, stroke=0, fill=1)


def _foot(canvas: Canvas, words: Words) -> None:
    """Where it stands, the terms, and who is behind it."""
    top = 4.25 * cm
    size, floor = NAME_SIZES
    top = _text(
        canvas, words.municipality, MARGIN, top, INSIDE, _Letters(size, floor, BOLD, centred=True)
    )
    size, floor = PLACE_SIZES
    _text(canvas, words.place, MARGIN, top, INSIDE, _Letters(size, floor, centred=True))
    canvas.setFillColor(INK)
    canvas.rect(0, 0, WIDE, 2.25 * cm, stroke=0, fill=1)
    top = _text(
        canvas,
        _TERMS,
        MARGIN,
        1.95 * cm,
        INSIDE,
        _Letters(14, 10, BOLD, colour=white, centred=True),
    )
    _text(canvas, _BEHIND, MARGIN, top - 3, INSIDE, _Letters(12, 9, colour=white, centred=True))
