"""The measurements run, and count as their definitions say."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench import language, places, tagging
from bench.misspelling import misspell
from bench.report import read_jsonl
from intake.places.rules.places import Gazetteer


def _write(path: Path, rows: Sequence[object]) -> str:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return str(path)


def test_tagging(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = [
        {"text": "niños con anemia", "priorities": ["nutricion_anemia"], "role": "original"},
        {"text": "hola", "role": "out_of_scope", "out_of_scope_reason": "saludo"},
    ]
    assert tagging.main(["--cases", _write(tmp_path / "t.jsonl", cases), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["top1"], report["precision"], report["out_of_scope"]) == (1, 1, 1)
    assert report["turned_away"] == 0


def test_misspelling_is_the_same_for_the_same_seed_and_keeps_the_words() -> None:
    text = "Pedimos médico en la posta, porque hay mucha anemia y ningún control"

    assert misspell(text, 7) == misspell(text, 7) != misspell(text, 8)
    assert len(misspell(text, 7).split()) == len(text.split())
    assert misspell("¡Ñ! 1", 1) == "¡ñ! 1"


def test_tagging_of_misspelt_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = [{"text": "Hay anemia y desnutrición", "priorities": ["nutricion_anemia"]}]
    arguments = ["--cases", _write(tmp_path / "t.jsonl", cases), "--misspelt", "--json"]
    assert tagging.main(arguments) == 0
    report = json.loads(capsys.readouterr().out)
    keys = "n top1 in_top3 precision recall out_of_scope turned_away p50_ms"
    assert set(keys.split()) <= report.keys()


def test_places_in_what_strangers_send(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = [
        {"text": "espere", "asked": "place", "intent": "otro"},
        {"text": "soy de Taraco, Huancané", "asked": "place", "intent": "saludo"},
        {
            "text": "Taraco, mi hija no vuelve",
            "asked": "news",
            "act": "peligro",
            "place": "Taraco, Huancané, Puno",
        },
        {"text": "Ilave", "asked": "place", "act": "respuesta", "place": "Taraco, Huancané, Puno"},
        {"text": "acá no hay nada", "asked": "none", "place": "Taraco, Huancané, Puno"},
        {"text": "espere", "asked": "summary", "act": "otro"},
    ]
    arguments = ["--voices", _write(tmp_path / "v.jsonl", said)]
    assert places.main([*arguments, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["not_a_place"] == {"n": 3, "share": pytest.approx(2 / 3, abs=1e-4)}
    third = pytest.approx(1 / 3, abs=1e-4)
    assert report["place"] == {"n": 3, "right": third, "wrong": third}


def test_what_was_said_at_the_place_by_many_hands_is_rarely_bent_into_one() -> None:
    cases = read_jsonl(Path(__file__).parents[1] / "data" / "at_the_place.jsonl")

    report = places.measure_voices(Gazetteer.builtin(), cases)

    assert report["not_a_place"]["n"] > 200
    assert report["not_a_place"]["share"] >= 0.93
    assert report["place"]["right"] >= 0.92
    assert report["place"]["wrong"] <= 0.05


def test_places_needs_something_to_measure() -> None:
    with pytest.raises(SystemExit):
        places.main([])


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


def test_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = [
        {"text": "No hay agua en la comunidad", "language": "es"},
        {"text": "Please help us with the water", "language": "qu"},  # wrong, so that it counts
        {"text": "manam yaku kanchu", "language": "qu"},
        {"text": "janiw umax utjkiti", "language": "ay"},
        {"text": "manam yaku kanchu, no hay agua en la comunidad", "language": "mixed"},
    ]
    language.main(["--cases", _write(tmp_path / "l.jsonl", cases), "--json"])

    report = json.loads(capsys.readouterr().out)
    assert (report["n"], report["accuracy"], report["false_alarms"]) == (5, 0.8, 0.0)
    assert report["groups"]["qu"] == {"n": 2, "accuracy": 0.5, "marked": 0.5}
    assert report["groups"]["mixed"] == {"n": 1, "accuracy": 1.0, "marked": 1.0}
    assert {"p50_ms", "load_s", "resident_mb"} <= report.keys()


def test_a_digest_tells_whether_anything_was_decided_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def digest_of(text: str) -> str:
        cases = _write(tmp_path / "t.jsonl", [{"text": text, "priorities": []}])
        assert tagging.main(["--cases", cases, "--digest", "--json"]) == 0
        return str(json.loads(capsys.readouterr().out)["digest"])

    assert digest_of("Hay anemia") == digest_of("Hay anemia") != digest_of("No hay agua")
