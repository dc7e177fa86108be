"""A document as DOCX, in A4, with styles that its readers may change in their own program."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import cast

import docx
from docx.document import Document as Word
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

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

FONT = "Arial"
"""On every machine, or replaced by a font of the same widths."""
_TEXT_CM = 16.0
_LONGEST_TITLE = 255
_INK = "1F3A4D"
_SIZES = {1: 17, 2: 13, 3: 11, 4: 10}


def as_docx(document: Document, *, made_at: datetime) -> bytes:
    """The document as the bytes of a DOCX; `made_at` is what its properties say."""
    word = docx.Document()
    _set_page(word, document)
    _set_styles(word)
    properties = word.core_properties
    # No property of a file of Word is longer.
    properties.title, properties.author = document.title[:_LONGEST_TITLE], "AYNI Lab Social"
    properties.comments = ""
    properties.language = "es-PE"
    properties.created = properties.modified = made_at.replace(tzinfo=None)
    breaks = False
    for place, block in enumerate(document.blocks):
        if isinstance(block, PageBreak):
            breaks = True
            continue
        first = _add(word, block)
        if _leads(document.blocks, place):
            first.paragraph_format.keep_with_next = True
        if breaks:
            first.paragraph_format.page_break_before = True
            breaks = False
    stream = BytesIO()
    word.save(stream)
    return stream.getvalue()


def _leads(blocks: Sequence[Block], place: int) -> bool:
    """Whether this is the paragraph between a heading and its table or chart."""
    around = blocks[max(0, place - 1) : place + 2]
    return (
        len(around) == 3
        and isinstance(around[0], Heading)
        and isinstance(around[1], Paragraph)
        and isinstance(around[2], Table | Picture)
    )


def _add(word: Word, block: Block) -> WordParagraph:
    """Add one block; its first paragraph is returned."""
    match block:
        case Heading(level, runs):
            return _write(word.add_paragraph(style=f"Heading {min(level, 4)}"), runs)
        case ListItem(runs, number, depth):
            return _list_item(word, runs, number, depth)
        case Table():
            return _table(word, block)
        case Picture():
            return _picture(word, block)
        case Paragraph(runs):
            return _write(word.add_paragraph(), runs)
        case PageBreak():
            return word.add_paragraph()


def _write(paragraph: WordParagraph, runs: Runs) -> WordParagraph:
    for run in runs:
        written = paragraph.add_run(run.text)
        written.bold, written.italic = run.bold or None, run.italic or None
    return paragraph


def _list_item(word: Word, runs: Runs, number: int | None, depth: int) -> WordParagraph:
    """The number is written: a list of Word would go on counting from the one before."""
    paragraph = word.add_paragraph()
    layout = paragraph.paragraph_format
    layout.left_indent, layout.first_line_indent = Cm(0.6 * (depth + 1)), Cm(-0.6)
    layout.space_after = Cm(0.1)
    layout.tab_stops.add_tab_stop(Cm(0.6 * (depth + 1)))
    mark = "•" if number is None else f"{number}."
    return _write(paragraph, (Run(f"{mark}\t"), *runs))


def _table(word: Word, block: Table) -> WordParagraph:

    table = word.add_table(rows=0, cols=len(block.header), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = [share * _TEXT_CM for share in column_shares(block)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for place, cells in enumerate((block.header, *block.rows)):
        row = table.add_row()
        _mark(row._tr.get_or_add_trPr(), "w:cantSplit")
        if place == 0:
            _mark(row._tr.get_or_add_trPr(), "w:tblHeader")
        elif block.is_signed:
            row.height, row.height_rule = Cm(1.5), WD_ROW_HEIGHT_RULE.AT_LEAST
        # Asked for once: a row looks through its grid each time.
        for column_place, (cell, runs) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = Cm(widths[column_place])
            _fill_cell(cell, runs, block.align[column_place], is_header=place == 0)
            if block.stays_whole and place < len(block.rows):
                cell.paragraphs[0].paragraph_format.keep_with_next = True
    # What follows a table needs air, and a table that follows one must not grow into it.
    word.add_paragraph().paragraph_format.space_after = Cm(0.05)
    first: WordParagraph = table.rows[0].cells[0].paragraphs[0]
    return first


def _fill_cell(cell: _Cell, runs: Runs, align: str, *, is_header: bool) -> None:

    paragraph = cell.paragraphs[0]
    _write(paragraph, tuple(Run(r.text, r.bold or is_header, r.italic) for r in runs))
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    layout = paragraph.paragraph_format
    layout.space_before = layout.space_after = Pt(2)
    layout.keep_with_next = is_header
    for run in paragraph.runs:
        run.font.size = Pt(9)
    if is_header:
        _mark(cell._tc.get_or_add_tcPr(), "w:shd", val="clear", color="auto", fill="E6ECF0")


def _picture(word: Word, block: Picture) -> WordParagraph:

    caption = _write(word.add_paragraph(), (Run(block.title, bold=True),))
    caption.paragraph_format.keep_with_next = True
    caption.runs[0].font.size = Pt(9)
    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = paragraph.add_run().add_picture(BytesIO(block.png), width=Cm(_TEXT_CM))
    shape._inline.docPr.set("descr", block.alt)
    shape._inline.docPr.set("title", block.title)
    return caption


def _set_page(word: Word, document: Document) -> None:

    section = word.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21.0 - _TEXT_CM) / 2)
    section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.2)
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    header.text = document.header
    footer.alignment = 1
    footer.add_run("Página ")
    _field(footer, "PAGE")
    footer.add_run(" de ")
    _field(footer, "NUMPAGES")
    for name in ("Header", "Footer"):
        font = _style(word, name).font
        font.size = Pt(8)
        font.color.rgb = RGBColor.from_string("555555")


def _style(word: Word, name: str) -> ParagraphStyle:
    return cast(ParagraphStyle, word.styles[name])


def _set_styles(word: Word) -> None:

    normal = _style(word, "Normal")
    normal.font.name, normal.font.size = FONT, Pt(10)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.widow_control = True
    _mark(normal.element.get_or_add_rPr(), "w:lang", val="es-PE")
    for level, size in _SIZES.items():
        style = _style(word, f"Heading {level}")
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.bold, style.font.italic = True, False
        style.font.color.rgb = RGBColor.from_string(_INK)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            # A theme's font would win over the one that is named.
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        style.paragraph_format.space_before = Pt(0 if level == 1 else 12)
        style.paragraph_format.space_after = Pt(8 if level == 1 else 4)
        style.paragraph_format.keep_with_next = True


def _field(paragraph: WordParagraph, name: str) -> None:
    """A number that Word counts."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _mark(parent: BaseOxmlElement, tag: str, **attributes: str) -> None:

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)
