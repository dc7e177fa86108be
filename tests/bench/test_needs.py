"""The measurement of grouping counts pairs rightly and runs to its end."""

from pathlib import Path

import pytest

from bench import needs

ROWS = (
    ("1", "La posta no tiene médico, solo atiende una técnica de enfermería"),
    ("1", "En la posta falta médico, la técnica de enfermería no se abastece"),
    ("2", "El huaico se llevó el puente y los escolares cruzan el río en oroya"),
    ("", "Hola, buenas tardes"),
)


def test_pairs_put_together_and_pairs_that_belong_are_counted() -> None:
    truth = {1: "a", 2: "a", 3: "a", 4: "b", 5: "b", 6: ""}
    groups = {1: 7, 2: 7, 4: 7, 5: 8, 6: 7}

    found = needs.score(truth, groups)

    # Put together: 1-2, 1-4, 2-4. They belong: 1-2, 1-3, 2-3, 4-5.
    assert (found["precision"], found["recall"]) == (0.3333, 0.25)
    assert (found["purity"], found["groups"], found["alone"]) == (0.8, 3, 2)


async def test_it_measures_and_groups_again() -> None:
    rows = [
        {"text": text, "ubigeo": "210607", "kind": "problema", "need": need} for need, text in ROWS
    ]

    report = await needs.measure(rows, passes=1)

    assert (report["n"], report["precision"], report["recall"]) == (4, 1.0, 1.0)
    assert (report["f1_1"], report["moved_1"]) == (1.0, 0)


def test_it_prints_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "Falta agua", "ubigeo": null, "kind": "idea", "issue": 4}\n')

    assert needs.main(["--corpus", str(path), "--json"]) == 0
    assert '"purity": 1.0' in capsys.readouterr().out
