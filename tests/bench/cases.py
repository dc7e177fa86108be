"""Small files to measure on."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

CORPUS = [
    {"id": f"c{n}", "text": text, "kind": "problema", "ubigeo": "210607"}
    for n, text in enumerate(
        [
            "Se cayó el puente colgante de Huayllapampa",
            "No hay médico en la posta de Sicsibamba",
            "Falta agua potable en el barrio Miraflores de Ccotos",
            "La carretera a Chaupimarca está llena de huecos",
        ]
        * 5
    )
]


def query(text: str, duplicate_of: str | None, group: str, **others: Any) -> dict[str, Any]:
    """A query; without a district, unless it is given one."""
    asked = {"id": f"q-{text}", "text": text, "kind": "problema", "ubigeo": None}
    return asked | {"duplicate_of": duplicate_of, "group": group} | others


QUERIES = [
    query("se kayo el puente de uayllapampa", "c0", "noise"),
    query("Queremos una biblioteca en Ollantaytambo", None, "neg-real", kind="idea"),
]
NEEDS = [
    {
        "id": f"d{role}",
        "need": "d1",
        "role": role,
        "kind": "problema",
        "text": text,
        "ubigeo": "080206",
    }
    for role, text in (
        ("original", "Se va la luz todas las tardes y los postes de Rondocan están inclinados"),
        ("paraphrase", "la luz se va por las tardes, los postes están inclinados en rondocan"),
        ("hard_negative", "Pedimos lámparas solares para la biblioteca"),
        ("out_of_scope", "Hola, buenas tardes"),
    )
]


def write(path: Path, rows: Sequence[object]) -> str:
    """The rows as a file; its name."""
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return str(path)
