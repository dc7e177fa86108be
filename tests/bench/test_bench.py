"""The measurements run, and count as their definitions say."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench import matching, places, tagging

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
QUERIES = [
    {
        "id": "q1",
        "text": "se kayo el puente de uayllapampa",
        "kind": "problema",
        "ubigeo": None,
        "duplicate_of": "c0",
        "group": "noise",
    },
    {
        "id": "q2",
        "text": "Queremos una biblioteca en Ollantaytambo",
        "kind": "idea",
        "ubigeo": None,
        "duplicate_of": None,
        "group": "neg-real",
    },
]


def _write(path: Path, rows: Sequence[object]) -> str:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return str(path)


def test_matching(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = _write(tmp_path / "c.jsonl", CORPUS)
    queries = _write(tmp_path / "q.jsonl", QUERIES)
    assert matching.main(["--corpus", corpus, "--queries", queries, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["n_corpus"], report["n_queries"]) == (20, 2)
    assert report["recall_at_1"] == 1
    assert report["groups"]["neg-real"]["linked"] == 0


def test_tagging(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = [
        {"text": "niños con anemia", "priorities": ["nutricion_anemia"], "role": "original"},
        {"text": "hola", "role": "out_of_scope", "out_of_scope_reason": "saludo"},
    ]
    assert tagging.main(["--cases", _write(tmp_path / "t.jsonl", cases), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["top1"], report["precision"], report["out_of_scope"]) == (1, 1, 1)
    assert report["turned_away"] == 0


def test_places(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = [
        {"text": "Taraco, Huancané", "ubigeo": "210607", "group": "name+prov"},
        {"text": "santa rosa", "ubigeo": None, "accept": ["010610", "021510"], "group": "name"},
    ]
    gps = [{"lat": -15.30, "lon": -69.98, "ubigeo": "210607", "group": "gps"}]
    arguments = ["--cases", _write(tmp_path / "p.jsonl", cases)]
    arguments += ["--gps", _write(tmp_path / "g.jsonl", gps)]
    assert places.main([*arguments, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["top1"], report["asked_when_ambiguous"], report["silent_errors"]) == (1, 1, 0)
    assert places.main(arguments) == 0
    assert "name+prov" in capsys.readouterr().out
