"""What is said of how strangers are understood, over a handful of messages."""

import json
from pathlib import Path

import pytest

from bench import voices

CASES: tuple[tuple[str, str, str, str, str, list[str]], ...] = (
    ("A-1", "mi esposo me pega y no sé a dónde ir", "none", "peligro", "violencia", ["salud"]),
    ("A-2", "no hay agua en el colegio desde mayo", "none", "aporte", "", ["agua_saneamiento"]),
    ("B-1", "¿eres una máquina?", "place", "consulta", "", []),
    ("B-2", "Taraco, Huancané, Puno", "place", "respuesta", "", []),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [
        {
            "id": id_,
            "text": text,
            "asked": asked,
            "intent": intent,
            "danger": danger,
            "near_miss": False,
            "priorities": priorities,
            "reserve": bool(danger),
            "place": "Taraco, Huancané, Puno" if "Taraco" in text else "",
        }
        for id_, text, asked, intent, danger, priorities in CASES
    ]
    path = tmp_path / "voces.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_each_figure_has_its_name_and_is_of_its_messages(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    voices.main(["--cases", str(file), "--by-author", "--json"])
    report = json.loads(capsys.readouterr().out)

    assert report["n"] == 4
    assert report["danger"]["recall"] == report["danger"]["recall_now"] == 1
    assert report["danger"]["by_kind"]["violencia"] == {"n": 1, "recall": 1}
    assert report["danger"]["by_kind"]["trata"] == {"n": 0, "recall": None}
    assert report["false_now"] == report["false_maybe"] == 0
    assert report["near_miss_now"] is None
    assert report["acts"]["consulta"] == {"n": 1, "recall": 1, "precision": 1}
    assert report["act_accuracy"] == 1
    assert report["turned_away"] == 0
    assert report["reserve"]["recall"] == 1
    assert report["tags"]["top1"] == 1
    assert report["place"] == {"n": 1, "right": 1, "wrong": 0}
    assert report["not_a_place"] == 1
    assert report["p99_ms"] >= report["p50_ms"] > 0
    assert set(report["by_author"]) == {"A", "B"}


def test_a_message_of_danger_that_is_read_as_none_counts_against(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    rows[1] |= {"intent": "peligro", "danger": "desastre"}
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    voices.main(["--cases", str(file), "--json"])
    report = json.loads(capsys.readouterr().out)

    assert report["danger"]["recall"] == 0.5
    assert report["danger"]["by_kind"]["desastre"]["recall"] == 0
