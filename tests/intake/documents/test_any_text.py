"""Whatever somebody writes in a title, every file is made, and says it."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from admin_cli.terminal.spreadsheet import SEPARATOR, as_csv
from intake.documents import charts, maps, shapes
from intake.documents.blocks import Document, Paragraph, Run, printable
from intake.documents.charts import Series
from intake.documents.fields import fill
from intake.documents.files import Format, write
from intake.documents.fonts import MISSING, drawable
from intake.documents.markdown import parse
from intake.kinds import SourceKind
from intake.papers import afiche
from intake.store.models import Concurso, Source
from intake.words.text import clean
from tests.conftest import NOW
from tests.factories import doors
from tests.intake.documents.reading import open_docx, pdf_text

_AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
_TEMPLATE = "# {{ titulo }}\n\n| Cosa | N |\n| --- | --- |\n| {{ titulo }} | 1 |\n"
_MEANING = (
    "$%*_|{}<>&\"'\\#`~[]()!\n\t=+-@"
    "\ufffe\uffff\ufdd0\ud83d💧👨\u200d👩\u200d👧é\u0301\u202e\x00\x1b\x9b"
)
TITLES = st.text(
    st.one_of(st.characters(codec=None), st.sampled_from(_MEANING)), min_size=1, max_size=40
)
RIEGO = "Riego: US$ 50 al 20% o US$ 80"


def said(title: str) -> str:
    """What a document can say of it, on one line."""
    return printable(re.sub(r"[\x00-\x1f\x7f-\x9f]", "", re.sub(r"\s+", " ", title))).strip()


@given(titles=st.lists(TITLES, min_size=1, max_size=4))
@example(titles=[RIEGO])
@example(titles=["Agua\ufffe 💧 {{ clave }} {% x %} **no** | <b> \\$ #"])
@settings(max_examples=60)
def test_a_document_can_be_made_and_read_back(titles: list[str]) -> None:
    """Several in one file: what surrounds them takes longer to write than they do."""
    expected = [said(title) for title in titles if said(title)]
    if not expected:
        return
    text = "\n".join(fill("x.md", _TEMPLATE, {"titulo": each}) for each in titles if said(each))
    document = parse("x.md", text, header=titles[0], charts={})
    word = open_docx(write(document, Format.DOCX, made_at=_AT))

    headings = [
        each.text
        for each in word.paragraphs
        if each.style is not None and str(each.style.name).startswith("Heading")
    ]
    assert headings == expected
    assert [table.rows[1].cells[0].text for table in word.tables] == expected
    assert write(document, Format.PDF, made_at=_AT).startswith(b"%PDF")


@given(titles=st.lists(TITLES, min_size=1, max_size=4))
@example(titles=[RIEGO])
@example(titles=["$\\frac{1}{"])
@settings(max_examples=20)
def test_charts_and_maps_can_be_drawn(titles: list[str]) -> None:
    """Several in one picture, for the same reason."""
    title, counts = titles[-1], [1] * len(titles)
    pictures = (
        charts.rows(title, [*titles, "b"], [*counts, 2], title),
        charts.columns(title, titles, counts, title),
        charts.grouped_bars(title, titles, Series(title, counts), Series("b", counts)),
    )
    for each in pictures:
        assert each.png.startswith(b"\x89PNG")
    shape = shapes.Shape("21", (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)),))
    value = maps.Value(title, 1, 2)
    drawn = maps.draw([shape], {"21": value}, title=title, note=title, form="pdf")
    assert drawn.startswith(b"%PDF")


@given(title=TITLES)
@example(title=RIEGO)
@settings(max_examples=20)
def test_posters_can_be_drawn(title: str) -> None:
    source = Source(code="K7F3MX", kind=SourceKind.FERIA, name=title, created_at=NOW)
    call = Concurso(title=title, closes_at=NOW, ceiling=50_000)
    composed = afiche.compose(source, None, doors(telegram_name="AyniEscuchaBot"), call)
    assert afiche.as_pdf(composed).startswith(b"%PDF")


@given(title=TITLES)
def test_tables_and_json_hold_it(title: str) -> None:
    kept = clean(title)
    (row,) = list(
        csv.reader(io.StringIO(as_csv(["a"], [[kept]]).decode("utf-8-sig")), delimiter=SEPARATOR)
    )[1:] or [[""]]
    assert "".join(row).removeprefix("'") == kept.removeprefix("'")
    assert json.loads(json.dumps(kept, ensure_ascii=False).encode()) == kept
    assert as_csv(["a"], [[title]])


@given(title=TITLES)
def test_what_is_kept_can_be_written_in_a_document(title: str) -> None:
    assert printable(clean(title)) == clean(title)


def test_a_formula_is_drawn_as_it_was_written(tmp_path: Path) -> None:
    shape = shapes.Shape("21", (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)),))
    drawn = maps.draw([shape], {"21": maps.Value("Puno", 1, 2)}, title=RIEGO, note="a", form="pdf")
    assert RIEGO in pdf_text(drawn)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Agua 💧 ya", f"Agua {MISSING} ya"),
        ("👨\u200d👩\u200d👧", MISSING * 3),
        ("ñ « » – …", "ñ « » – …"),
    ],
)
def test_what_the_font_does_not_have_is_seen_in_a_pdf(text: str, shown: str) -> None:
    document = Document("t", "h", (Paragraph((Run(text),)),))
    assert drawable(text) == shown
    assert shown.split(maxsplit=1)[0] in pdf_text(write(document, Format.PDF, made_at=_AT))
