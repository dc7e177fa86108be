"""A document as DOCX and as PDF: the same words, on A4, with what makes it usable."""

from datetime import UTC, datetime
from io import BytesIO

from docx.oxml.ns import qn
from pypdf import PdfReader

from intake.documents import charts
from intake.documents.blocks import Document
from intake.documents.files import Format, write
from intake.documents.markdown import parse
from tests.intake.documents.reading import docx_text, open_docx, pdf_text

_AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
_ACCENTS = "á é í ó ú ñ ü Á É Í Ó Ú Ñ Ü « » ¿ ¡ – “ ” …"
_LONG = "San Antonio de Putina, Santa Cruz de Chuca"


def _document(rows: int = 2) -> Document:
    table = "".join(f"| {_LONG} {n} | {n} |\n" for n in range(rows))
    text = (
        f"# Acta n.º 3\n\n{_ACCENTS}\n\n1. uno\n2. **dos**\n\n## Tabla\n\n"
        f"| Distrito | Personas |\n| --- | --: |\n{table}\n![Edades](grafico:edades)\n\n"
        "***\n\n## Otra página\n\nfin\n"
    )
    chart = charts.columns("Edades", ["0 a 7"], [5], "aportes")
    return parse("x.md", text, header="AYNI Lab Social", charts={"edades": chart})


def test_both_files_say_the_same_words() -> None:
    document = _document()
    word = docx_text(write(document, Format.DOCX, made_at=_AT))
    pdf = pdf_text(write(document, Format.PDF, made_at=_AT))

    for words in ("Acta n.º 3", _ACCENTS, "dos", f"{_LONG} 1", "Edades", "Otra página", "AYNI Lab"):
        assert words in word
        assert words in pdf
    assert "Página 2 de 2" in pdf


def test_the_docx_is_a4_in_spanish_with_headings_and_repeated_table_headers() -> None:
    word = open_docx(write(_document(), Format.DOCX, made_at=_AT))
    section = word.sections[0]

    assert [round(side.mm) for side in (section.page_width, section.page_height) if side] == [
        210,
        297,
    ]
    assert word.core_properties.title == "Acta n.º 3"
    assert word.core_properties.author == "AYNI Lab Social"
    assert word.core_properties.comments == ""
    styles = [each.style.name for each in word.paragraphs if each.style is not None]
    assert styles.count("Heading 1") == 1
    assert styles.count("Heading 2") == 2
    first_row = word.tables[0].rows[0]._tr
    assert first_row.trPr is not None
    assert first_row.trPr.find(qn("w:tblHeader")) is not None
    pictures = word.element.body.iter(qn("wp:docPr"))
    assert [each.get("descr") for each in pictures] == ["Edades. 0 a 7: 5."]


def test_the_pdf_is_a4_with_its_fonts_inside_and_an_outline() -> None:
    pdf = PdfReader(BytesIO(write(_document(), Format.PDF, made_at=_AT)))
    page = pdf.pages[0]
    resources = page["/Resources"]
    fonts = [font.get_object() for font in resources["/Font"].values()]  # type: ignore[index]  # a dictionary of PDF
    embedded = [f for f in fonts if "/FontFile2" in f.get("/FontDescriptor", {})]

    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    assert any("DejaVuSans" in font["/BaseFont"] for font in embedded)
    assert pdf.metadata is not None
    assert (pdf.metadata.title, pdf.metadata.author) == ("Acta n.º 3", "AYNI Lab Social")
    assert [str(each.title) for each in pdf.outline[1]] == ["Tabla", "Otra página"]  # type: ignore[union-attr]  # the second level


def test_a_long_table_goes_on_with_its_header_on_every_page() -> None:
    pages = PdfReader(BytesIO(write(_document(rows=90), Format.PDF, made_at=_AT))).pages
    texts = [page.extract_text() for page in pages]

    with_rows = [text for text in texts if _LONG in text]
    assert len(with_rows) >= 2
    assert all("Distrito" in text for text in with_rows)


def test_the_same_document_gives_the_same_pdf() -> None:
    one, other = (write(_document(), Format.PDF, made_at=_AT) for _ in range(2))

    assert one == other
