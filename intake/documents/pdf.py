"""A document as PDF, in A4, with its font inside: it looks the same everywhere."""

from collections.abc import Sequence
from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    Image,
    KeepTogether,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import PageBreak as PdfPageBreak
from reportlab.platypus import Paragraph as PdfParagraph
from reportlab.platypus import Table as PdfTable
from reportlab.platypus.tables import TableStyle

from intake.documents.blocks import (
    Block,
    Document,
    Heading,
    ListItem,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    Runs,
    Table,
    column_shares,
)
from intake.documents.fonts import FONT, drawable, register_fonts

_WIDTH = 16.0 * cm
_LEAST_AFTER = 2.4 * cm
"""Room that must be left under a heading; else it goes to the next page."""
_INK, _GREY, _SHADE = HexColor("#1f3a4d"), HexColor("#555555"), HexColor("#e6ecf0")
_SIZES = {1: 16, 2: 12, 3: 10, 4: 9.5}
_ALIGN = {"left": TA_LEFT, "right": TA_RIGHT, "center": TA_CENTER}


def as_pdf(document: Document) -> bytes:
    """The document as the bytes of a PDF."""
    register_fonts()
    stream = BytesIO()
    page = _Page(stream, document)
    page.build(_flowables(document.blocks), canvasmaker=_NumberedCanvas)
    return stream.getvalue()


def _stays_whole(block: Block) -> bool:
    return isinstance(block, Picture) or (isinstance(block, Table) and block.stays_whole)


class _Title(PdfParagraph):
    """A heading, which has its place in the outline of the file."""

    def __init__(self, markup: str, style: ParagraphStyle, level: int) -> None:
        super().__init__(markup, style)
        self.level = level


class _Page(BaseDocTemplate):
    """A4 with a header; headings become the outline of the file."""

    def __init__(self, stream: BytesIO, document: Document) -> None:
        super().__init__(
            stream,
            pagesize=A4,
            title=document.title,
            author="AYNI Lab Social",
            lang="es-PE",
            # The same document gives the same bytes.
            invariant=1,
        )
        self._header = drawable(document.header)
        self._headings = 0
        margin = (A4[0] - _WIDTH) / 2
        frame = Frame(margin, 2.0 * cm, _WIDTH, A4[1] - 4.6 * cm, 0, 0, 0, 0)
        self.addPageTemplates(PageTemplate(frames=[frame], onPage=self._draw_header))

    def _draw_header(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.saveState()
        canvas.setFont(FONT, 7.5)
        canvas.setFillColor(_GREY)
        canvas.drawString((A4[0] - _WIDTH) / 2, A4[1] - 1.5 * cm, self._header)
        canvas.setStrokeColor(_SHADE)
        canvas.line(
            (A4[0] - _WIDTH) / 2, A4[1] - 1.75 * cm, (A4[0] + _WIDTH) / 2, A4[1] - 1.75 * cm
        )
        canvas.restoreState()

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 reportlab's name
        """Called by reportlab: a heading goes into the outline."""
        if isinstance(flowable, _Title):
            self._headings += 1
            key = f"titulo{self._headings}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.getPlainText(), key, flowable.level, closed=False)


class _NumberedCanvas(Canvas):
    """Writes «Página 1 de 9», which can be known only at the end."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._pages: list[dict[str, object]] = []

    def showPage(self) -> None:  # noqa: N802 reportlab's name
        """Keep the page until all are there."""
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # not in the stubs

    def save(self) -> None:
        """Number the pages, and write."""
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self.setFont(FONT, 7.5)
            self.setFillColor(_GREY)
            self.drawCentredString(A4[0] / 2, 1.1 * cm, f"Página {number} de {len(self._pages)}")
            super().showPage()
        super().save()


def _flowables(blocks: Sequence[Block]) -> list[Flowable]:
    """A heading stays with what follows it: with all of a chart, or with the first lines.

    A paragraph that leads from a heading to its table or chart goes with both.
    """
    found: list[Flowable] = []
    lead: list[Flowable] = []
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        if isinstance(block, Heading):
            lead.append(_heading(min(block.level, 4), block.runs))
        elif lead and isinstance(block, Paragraph) and isinstance(following, Table | Picture):
            lead.extend(_flowable(block))
        elif _stays_whole(block):
            found.append(KeepTogether([*lead, *_flowable(block)]))
            lead = []
        else:
            made = _flowable(block)
            if lead:
                found.append(CondPageBreak(_height(lead) + _first_lines(made[0])))
            found.extend([*lead, *made])
            lead = []
    return found + lead


def _height(flowables: Sequence[Flowable]) -> float:
    """How much of a page these take, with the air around them."""
    return sum(
        each.wrap(_WIDTH, A4[1])[1] + each.getSpaceBefore() + each.getSpaceAfter()
        for each in flowables
    )


def _first_lines(flowable: Flowable) -> float:
    """What must be on the page of the heading: of a table its header and first row."""
    if not isinstance(flowable, PdfTable):
        return _LEAST_AFTER
    flowable.wrap(_WIDTH, A4[1])
    heights: list[float] = flowable._rowHeights  # type: ignore[attr-defined]  # set by wrap; not in the stubs
    return max(_LEAST_AFTER, sum(heights[:2]))


def _flowable(block: Block) -> list[Flowable]:
    match block:
        case Heading(level, runs):
            return [_heading(min(level, 4), runs)]
        case ListItem(runs, number, depth):
            mark = "•" if number is None else f"{number}."
            style = _style(leftIndent=14 * (depth + 1), bulletIndent=14 * depth, spaceAfter=2.5)
            return [PdfParagraph(_markup(runs), style, bulletText=mark)]
        case Table():
            return [_table(block), Spacer(1, 8)]
        case Picture():
            return _picture(block)
        case PageBreak():
            return [PdfPageBreak()]
        case Paragraph(runs):
            return [PdfParagraph(_markup(runs), _style())]


def _heading(level: int, runs: Runs) -> Flowable:
    style = _style(
        fontName=f"{FONT}-B",
        fontSize=_SIZES[level],
        leading=_SIZES[level] * 1.25,
        textColor=_INK,
        spaceBefore=0 if level == 1 else 10,
        spaceAfter=8 if level == 1 else 4,
    )
    return _Title(_markup(runs), style, level - 1)


def _table(block: Table) -> Flowable:
    cells = [
        [
            PdfParagraph(
                _markup(tuple(Run(r.text, r.bold or place == 0, r.italic) for r in runs)),
                _style(fontSize=8, leading=10, spaceAfter=0, alignment=_ALIGN[align]),
            )
            for runs, align in zip(row, block.align, strict=True)
        ]
        for place, row in enumerate((block.header, *block.rows))
    ]
    heights = [0, *((1.5 * cm if block.is_signed else 0) for _ in block.rows)]
    return PdfTable(
        cells,
        colWidths=[share * _WIDTH for share in column_shares(block)],
        minRowHeights=heights,
        repeatRows=1,
        style=TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.4, _GREY),
                ("BACKGROUND", (0, 0), (-1, 0), _SHADE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
                ("LEFTPADDING", (0, 0), (-1, -1), 4),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ]
        ),
    )


def _picture(block: Picture) -> list[Flowable]:
    wide, high = ImageReader(BytesIO(block.png)).getSize()
    image = Image(BytesIO(block.png), width=_WIDTH, height=_WIDTH * high / wide)
    caption = PdfParagraph(
        _markup((Run(block.title, bold=True),)), _style(fontSize=8.5, spaceAfter=2)
    )
    return [caption, image, Spacer(1, 8)]


def _style(**changes: Any) -> ParagraphStyle:
    plain_style: dict[str, Any] = {
        "fontName": FONT,
        "fontSize": 9.2,
        "leading": 12.5,
        "spaceAfter": 5,
        "bulletFontName": FONT,
        "bulletFontSize": 9.2,
        "allowWidows": 0,
        "allowOrphans": 0,
        "splitLongWords": 1,
    }
    return ParagraphStyle("texto", **(plain_style | changes))


def _markup(runs: Runs) -> str:
    """What reportlab reads. What people wrote is never a mark of it."""
    written = []
    for run in runs:
        text = escape(drawable(run.text), quote=False).replace("\n", "<br/>")
        text = f"<b>{text}</b>" if run.bold else text
        written.append(f"<i>{text}</i>" if run.italic else text)
    return "".join(written)
