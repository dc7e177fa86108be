"""What is learned from corrections, measured on people whom the model had not read."""

import io
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest

from intake.errors import DataFileError, RefusedError
from intake.reading import reader_file
from intake.reading.examples import Label, version_of
from intake.reading.learning import model_of, prepare, sums_of_strangers
from intake.reading.retraining import STEPS, Retrained, card_of, retrain
from intake.reading.rules.acts import Act, Asked
from tests.intake.correcting import composed, corrections, learned


@pytest.fixture(name="learned")
def _learned() -> Retrained:
    return learned()


def test_what_was_read_wrongly_is_read_rightly_of_people_who_were_left_out(
    learned: Retrained,
) -> None:
    before, after = learned.on_corrections.before, learned.on_corrections.after
    assert after["act_accuracy"] == 1
    assert before["act_accuracy"] < after["act_accuracy"]
    assert before["messages"] == after["messages"] == 40
    assert before["danger_recall"] is None
    assert learned.model.opinion("averigua si sale el bono", Asked.NONE).act is Act.PREGUNTA


def test_the_composed_texts_are_measured_both_ways(learned: Retrained) -> None:
    for figures in (learned.on_composed.before, learned.on_composed.after):
        assert figures["messages"] == len(composed())
        assert figures["hands"] == 5
        assert figures["danger_recall"] == 1
    assert learned.losses == ()


def test_what_reads_worse_is_named(learned: Retrained) -> None:
    worse = dict(learned.on_composed.after) | {"danger_recall": 0.9, "false_now": 0.2}
    spoilt = Retrained(
        model=learned.model,
        texts=learned.texts,
        corrections=learned.corrections,
        labels=learned.labels,
        on_composed=type(learned.on_composed)(learned.on_composed.before, worse),
        on_corrections=learned.on_corrections,
    )
    assert spoilt.losses == ("danger_recall", "false_now")


@pytest.mark.parametrize("sums", [-10.0, 10.0])
def test_how_corrections_are_read_moves_no_threshold_and_no_chance(sums: float) -> None:
    """They are mistakes alone: were they counted, help would come later with each of them."""
    lesson = prepare([*composed(), *corrections()])
    strangers = sums_of_strangers(lesson)
    plain = model_of(lesson, strangers, "")
    strangers[len(composed()) :] = sums

    moved = model_of(lesson, strangers, "")

    assert moved.bounds == plain.bounds
    assert (moved.slope == plain.slope).all()
    assert (moved.offset == plain.offset).all()


def test_it_says_how_far_it_is(learned: Retrained) -> None:
    done: list[None] = []
    retrain(composed(), corrections(), lambda: done.append(None))
    assert 5 <= len(done) <= STEPS


def test_too_few_are_refused_with_how_many_are_needed() -> None:
    with pytest.raises(RefusedError, match="hay 4 y hacen falta 30"):
        retrain(composed(), corrections()[:4])


def test_the_same_corrections_give_the_same_file_and_another_label_another_name(
    learned: Retrained, now: datetime
) -> None:
    again = retrain(composed(), corrections())
    files = [reader_file.to_bytes(each.model, card_of(each, now=now)) for each in (learned, again)]
    assert files[0] == files[1]
    fewer = [replace(each, says=frozenset({Label.ACT})) for each in corrections()]
    assert version_of(corrections()) != version_of(fewer)


def test_the_file_brings_its_card_and_reads_as_it_was(learned: Retrained, now: datetime) -> None:
    card = card_of(learned, now=now)
    found = reader_file.from_bytes(reader_file.to_bytes(learned.model, card))
    text = "mi ahijada averigua si sale el bono"
    assert found.card == card
    assert found.model.version == learned.model.version == card["version"]
    assert found.model.opinion(text, Asked.NONE).act is Act.PREGUNTA
    assert card["corregido"] == {"acto": 40, "peligro": 40}


def _without_card(content: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w") as new:
        for part in old.infolist():
            if not part.filename.endswith(".json"):
                new.writestr(part, old.read(part))
    return kept.getvalue()


def test_what_is_no_reader_or_was_damaged_is_refused(learned: Retrained, now: datetime) -> None:
    whole = reader_file.to_bytes(learned.model, card_of(learned, now=now))
    for content in (b"", b"hola", whole[: len(whole) // 2], _without_card(whole)):
        with pytest.raises(DataFileError, match="No es un lector"):
            reader_file.from_bytes(content)


def test_a_reader_that_lacks_what_this_version_asks_is_refused(
    learned: Retrained, now: datetime
) -> None:
    heads = tuple("otra cosa" if name == "peligro" else name for name in learned.model.heads)
    for spoilt in (
        replace(learned.model, heads=heads),
        replace(learned.model, bias=learned.model.bias[:-1]),
        replace(learned.model, bounds=replace(learned.model.bounds, reserve=2.0)),
    ):
        with pytest.raises(DataFileError, match="no sirve a esta versión"):
            reader_file.from_bytes(reader_file.to_bytes(spoilt, card_of(learned, now=now)))
