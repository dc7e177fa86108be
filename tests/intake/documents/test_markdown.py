"""What of Markdown becomes what of a document."""

import pytest

from intake.documents.blocks import (
    Heading,
    ListItem,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    Table,
    column_shares,
    plain,
)
from intake.documents.markdown import parse
from intake.errors import DataFileError

_CHART = Picture("Edades", "Edades. 0: 1.", b"png")


def test_every_kind_of_block_is_read_in_its_order() -> None:
    text = (
        "# Título\n\nUno **dos** *tres*\n\n- a\n- b\n  1. dentro\n\n3. c\n4. d\n\n"
        "| X | Y |\n| --- | --: |\n| 1 | 2 |\n\n![Por edad](grafico:edades)\n\n***\n\n## Fin\n"
    )

    document = parse("x.md", text, header="AYNI", charts={"edades": _CHART})

    assert document.title == "Título"
    assert document.blocks == (
        Heading(1, (Run("Título"),)),
        Paragraph((Run("Uno "), Run("dos", bold=True), Run(" "), Run("tres", italic=True))),
        ListItem((Run("a"),), None, 0),
        ListItem((Run("b"),), None, 0),
        ListItem((Run("dentro"),), 1, 1),
        ListItem((Run("c"),), 3, 0),
        ListItem((Run("d"),), 4, 0),
        Table(((Run("X"),), (Run("Y"),)), (((Run("1"),), (Run("2"),)),), ("left", "right")),
        Picture("Por edad", "Edades. 0: 1.", b"png"),
        PageBreak(),
        Heading(2, (Run("Fin"),)),
    )


def test_a_chart_that_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(DataFileError, match=r"no hay un gráfico «grafico:edad».*grafico:edades"):
        parse("x.md", "# T\n\n![a](grafico:edad)\n", header="", charts={"edades": _CHART})


def test_a_picture_of_elsewhere_is_never_fetched() -> None:
    with pytest.raises(DataFileError, match="no hay un gráfico"):
        parse("x.md", "# T\n\n![a](https://example.org/a.png)\n", header="", charts={})


def test_a_template_without_a_title_is_refused() -> None:
    with pytest.raises(DataFileError, match="falta el título"):
        parse("x.md", "## Sin título\n", header="", charts={})


def test_html_is_text() -> None:
    (_, paragraph) = parse("x.md", "# T\n\n<b>hola</b>\n", header="", charts={}).blocks

    assert isinstance(paragraph, Paragraph)
    assert plain(paragraph.runs) == "<b>hola</b>"


def test_columns_fill_the_width_and_hold_their_longest_word() -> None:
    heads = tuple((Run(name),) for name in ("Región", "Municipalidades", "Firma"))
    rows = (((Run("San Antonio de Putina"),), (Run("1"),), ()),)

    shares = column_shares(Table(heads, rows, ("left", "right", "left")))

    assert sum(shares) == pytest.approx(1)
    assert shares[1] * 88 >= len("Municipalidades")
    assert min(shares) > 0
