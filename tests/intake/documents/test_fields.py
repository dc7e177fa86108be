"""A template shows its fields as they are, and a broken one says where."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.documents.blocks import Paragraph, Table, plain
from intake.documents.fields import fill
from intake.documents.markdown import parse
from intake.errors import DataFileError

_LETTERS = st.text(st.characters(exclude_categories=["Cc", "Cs"]))


def _refused(template: str, **fields: object) -> str:
    with pytest.raises(DataFileError) as refused:
        fill("acta.md", template, fields)
    return str(refused.value)


def test_an_unknown_field_is_refused_in_words_with_its_line() -> None:
    message = _refused("# Acta\n\nNúmero {{ numero }}\n\nLugar {{ lugr }}\n", numero=3)

    assert message.startswith("La plantilla acta.md, línea 5: no hay un campo «lugr».")
    assert "ayni documento plantillas" in message


def test_an_unknown_field_of_a_row_is_refused_with_its_line() -> None:
    template = "# A\n{% for fila in filas %}\n- {{ fila.persnas }}\n{% endfor %}\n"

    assert "línea 3: no hay un campo «persnas»" in _refused(template, filas=[{"personas": 1}])


def test_what_is_badly_written_is_shown_with_its_line() -> None:
    assert "línea 2: no se entiende «{% fore x in y %}»" in _refused("# A\n{% fore x in y %}\n")


def test_a_loop_that_is_not_closed_is_refused() -> None:
    assert "no se entiende" in _refused("# A\n{% for x in y %}\n", y=[])


def test_a_template_reaches_nothing_but_its_fields() -> None:
    assert "línea 1" in _refused("{{ ''.__class__.__mro__ }}")
    assert "línea 1" in _refused("{{ filas.append(1) }}", filas=[])
    assert "línea 1" in _refused("{% include '/etc/hosts' %}")


@given(_LETTERS)
def test_what_is_put_into_a_field_is_never_a_mark(text: str) -> None:
    shown = re.sub(r"\s+", " ", text)
    filled = fill(
        "x.md",
        "# T\n\nDice: {{ campo }} fin\n\n| A |\n| --- |\n| {{ campo }} x |\n",
        {"campo": text},
    )

    _, paragraph, table = parse("x.md", filled, header="", charts={}).blocks

    assert isinstance(paragraph, Paragraph)
    assert plain(paragraph.runs) == f"Dice: {shown} fin"
    assert isinstance(table, Table)
    assert plain(table.rows[0][0]) == f"{shown} x".strip()


def test_a_field_of_several_paragraphs_keeps_them_apart() -> None:
    filled = fill("x.md", "# T\n\n{{ texto|parrafos }}\n", {"texto": "Uno *dos*.\n\nTres\ncuatro."})

    blocks = parse("x.md", filled, header="", charts={}).blocks

    assert [plain(b.runs) for b in blocks if isinstance(b, Paragraph)] == [
        "Uno *dos*.",
        "Tres",
        "cuatro.",
    ]


def test_large_numbers_are_grouped_and_years_are_not() -> None:
    assert fill("x.md", "{{ n }} {{ a }}", {"n": 12345, "a": 2026}) == "12\u00a0345 2026"
