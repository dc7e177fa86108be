"""Every number of help is shown with where it comes from, and who must look at it again is told."""

import json
from datetime import date, timedelta

from intake.reading.rules.derivations import REVIEW, builtin_readings
from tests.admin_cli.conftest import Terminal


def test_each_line_has_its_source_its_date_and_whether_it_is_said(terminal: Terminal) -> None:
    lines = json.loads(terminal.ayni("lineas", "--json").stdout)

    assert {line["contacto"] for line in lines if line["para"] == "violencia"} >= {"100", "105"}
    assert all(line["fuente"].startswith("https://") and line["visto"] for line in lines)
    unsure = {(line["para"], line["contacto"]) for line in lines if not line["se_dice"]}
    said = [
        (way.kind.value, line)
        for way in builtin_readings().derivations
        for line in (*way.lines, *way.written)
    ]
    assert unsure
    assert not [
        1 for kind, line in said for each, contact in unsure if kind == each and contact in line
    ]


def test_the_doctor_names_those_to_confirm_and_those_to_look_at_again(terminal: Terminal) -> None:
    checks = json.loads(terminal.ayni("doctor", "--json").stdout)
    (found,) = [each for each in checks if each["nombre"] == "Líneas de ayuda"]

    assert found["resultado"] == "aviso"
    assert "1818" in found["detalle"]


def test_a_line_is_looked_at_again_after_half_a_year() -> None:
    line = builtin_readings().derivations[0].channels[0]
    assert not line.is_overdue(line.checked_on + REVIEW)
    assert line.is_overdue(line.checked_on + REVIEW + timedelta(days=1))
    assert not line.is_overdue(date.min)
