"""What a person reads in a file."""

import re
from io import BytesIO

import docx
from docx.document import Document as Word
from docx.table import Table
from pypdf import PdfReader


def open_docx(content: bytes) -> Word:
    """The file, as python-docx sees it."""
    return docx.Document(BytesIO(content))


def docx_text(content: bytes) -> str:
    """Paragraphs and tables in their order, cells with | between, then header and footer."""
    word = open_docx(content)
    lines: list[str] = []
    for piece in word.iter_inner_content():
        if isinstance(piece, Table):
            lines += [" | ".join(cell.text for cell in row.cells) for row in piece.rows]
        else:
            lines.append(piece.text)
    section = word.sections[0]
    lines += [each.text for each in (*section.header.paragraphs, *section.footer.paragraphs)]
    return "\n".join(lines)


def pdf_text(content: bytes) -> str:
    """All pages, with single blanks: where a line is folded does not matter."""
    pages = (page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return re.sub(r"\s+", " ", " ".join(pages))
