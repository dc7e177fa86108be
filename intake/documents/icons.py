"""The three drawings of the poster: lines and surfaces, no picture files."""

from reportlab.lib.colors import HexColor, white
from reportlab.pdfgen.canvas import Canvas

INK = HexColor("#12303f")


def phone(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Draw a phone that looks at a QR."""
    wide, high = size * 0.52, size * 0.96
    left = x + (size - wide) / 2
    canvas.setLineWidth(size * 0.045)
    canvas.roundRect(left, y, wide, high, size * 0.08, stroke=1, fill=0)
    canvas.circle(left + wide / 2, y + size * 0.07, size * 0.03, stroke=0, fill=1)
    canvas.setLineWidth(size * 0.02)
    canvas.line(left, y + size * 0.14, left + wide, y + size * 0.14)
    cell = wide * 0.075
    for row, line in enumerate(_SQUARES):
        for column, sign in enumerate(line):
            if sign == "#":
                canvas.rect(
                    left + wide * 0.2 + column * cell,
                    y + size * 0.72 - row * cell,
                    cell * 1.03,
                    cell * 1.03,
                    stroke=0,
                    fill=1,
                )


_SQUARES = (
    "###.#.##",
    "#.#..###",
    "###.#.#.",
    "...##..#",
    "#.#.##.#",
    "###..#.#",
    "#.#.#.##",
    "###.##.#",
)


def voice(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Draw a speech bubble with words, and a microphone."""
    canvas.setLineWidth(size * 0.045)
    bubble = canvas.beginPath()
    left, low, right, top = x, y + size * 0.32, x + size * 0.62, y + size * 0.94
    bubble.moveTo(left, top)
    bubble.lineTo(right, top)
    bubble.lineTo(right, low)
    bubble.lineTo(left + size * 0.3, low)
    bubble.lineTo(left + size * 0.1, low - size * 0.2)
    bubble.lineTo(left + size * 0.13, low)
    bubble.lineTo(left, low)
    bubble.close()
    canvas.setLineJoin(1)
    canvas.drawPath(bubble, stroke=1, fill=0)
    for place, share in enumerate((0.75, 0.75, 0.45)):
        at = top - size * (0.15 + 0.155 * place)
        canvas.line(left + size * 0.1, at, left + size * (0.1 + 0.5 * share + 0.04), at)
    middle = x + size * 0.9
    canvas.roundRect(
        middle - size * 0.09,
        y + size * 0.38,
        size * 0.18,
        size * 0.4,
        size * 0.09,
        stroke=0,
        fill=1,
    )
    canvas.setLineCap(1)
    canvas.arc(
        middle - size * 0.16, y + size * 0.25, middle + size * 0.16, y + size * 0.62, 180, 180
    )
    canvas.line(middle, y + size * 0.25, middle, y + size * 0.1)
    canvas.line(middle - size * 0.11, y + size * 0.1, middle + size * 0.11, y + size * 0.1)
    canvas.setLineCap(0)
    canvas.setLineJoin(0)


def answer(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Draw a message that comes back: a bubble with a tick, and the dot of what is new."""
    canvas.setLineWidth(size * 0.045)
    canvas.setLineJoin(1)
    bubble = canvas.beginPath()
    left, low, right, top = x + size * 0.05, y + size * 0.27, x + size * 0.9, y + size * 0.9
    bubble.moveTo(left, top)
    bubble.lineTo(right, top)
    bubble.lineTo(right, low)
    bubble.lineTo(right - size * 0.15, low)
    bubble.lineTo(right - size * 0.1, low - size * 0.2)
    bubble.lineTo(right - size * 0.34, low)
    bubble.lineTo(left, low)
    bubble.close()
    canvas.drawPath(bubble, stroke=1, fill=0)
    canvas.setLineWidth(size * 0.085)
    canvas.setLineCap(1)
    tick = canvas.beginPath()
    tick.moveTo(left + size * 0.22, y + size * 0.59)
    tick.lineTo(left + size * 0.36, y + size * 0.44)
    tick.lineTo(left + size * 0.63, y + size * 0.75)
    canvas.drawPath(tick, stroke=1, fill=0)
    canvas.setStrokeColor(white)
    canvas.setLineWidth(size * 0.05)
    canvas.circle(right, top, size * 0.15, stroke=1, fill=1)
    canvas.setStrokeColor(INK)
    canvas.setLineCap(0)
    canvas.setLineJoin(0)
