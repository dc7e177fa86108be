"""A document as the bytes of a file."""

from datetime import datetime
from enum import StrEnum

from intake.documents.blocks import Document


class Format(StrEnum):
    """What a document may be written as; also the ending of its file."""

    DOCX = "docx"
    PDF = "pdf"


def write(document: Document, form: Format, *, made_at: datetime) -> bytes:
    """The document as the bytes of a file of this format."""
    match form:
        case Format.DOCX:
            from intake.documents.word import as_docx  # noqa: PLC0415 who writes no DOCX pays for none

            return as_docx(document, made_at=made_at)
        case Format.PDF:
            from intake.documents.pdf import as_pdf  # noqa: PLC0415 who writes no PDF pays for none

            return as_pdf(document)
