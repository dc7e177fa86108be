"""Single words say of a priority what phrases do not; never against the words of the file."""

import csv
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.reading.rules.tag_words import TagWords, builtin_words, stem_of
from intake.reading.rules.tags import Vocabulary
from intake.reading.rules.vocabulary import read_vocabulary
from tools.train_tag_words import MESSAGES, read_messages

SMALL = """
priorities:
- {id: agua, name: Agua, group: g, description: d,
   keywords: [pozo], weak: [balde], exclude: [riego]}
- {id: luz, name: Luz, group: g, description: d, keywords: [poste], weak: [foco]}
"""


def stems(text: str) -> list[str]:
    return [stem for word in text.split() if (stem := stem_of(word))]


def tags(text: str, points: dict[str, dict[str, float]]) -> list[tuple[str, tuple[str, ...]]]:
    vocabulary = Vocabulary(read_vocabulary(SMALL), TagWords(points))
    return [(tag.priority, tag.words) for tag in vocabulary.tag(text)]


def test_a_guess_says_the_words_that_made_it() -> None:
    (carry,) = stems("acarreamos")
    assert tags("acarreamos lejos", {carry: {"agua": 2.0}}) == [("agua", ("acarreamos",))]


def test_a_word_never_heard_is_read_by_its_beginning() -> None:
    (fodder,) = stems("forraje")
    assert tags("avena forrajera", {fodder: {"agua": 2.0}}) == [("agua", ("forrajera",))]


def test_a_weak_word_is_not_enough_though_it_was_learnt() -> None:
    (bucket,) = stems("balde")
    assert tags("cargamos el balde", {bucket: {"agua": 2.0}}) == []


def test_what_is_denied_or_excluded_is_not_guessed() -> None:
    (candle,), (carry,) = stems("mechero"), stems("acarreamos")
    assert tags("ya tenemos mechero", {candle: {"luz": 2.0}}) == []
    assert tags("acarreamos para riego", {carry: {"agua": 2.0}}) == []


def test_words_of_a_priority_that_the_file_does_not_have_say_nothing() -> None:
    (candle,) = stems("mechero")
    assert tags("un mechero", {candle: {"otra": 9.0}}) == []
    assert tags("se cayó el poste, un mechero", {candle: {"otra": 9.0}}) == [("luz", ("poste",))]


def test_a_learnt_word_is_known_with_one_letter_wrong() -> None:
    (carry,) = stems("acarreamos")
    heard = TagWords({carry: {"agua": 2.0}}).hear(["akarreamoz", "otra"])
    assert heard.causes("agua") == {"akarreamoz": 2.0}


@given(st.lists(st.sampled_from(["mechero", "balde", "foco", "poste", "lejos", "pozo"])))
def test_words_said_twice_count_once(said: list[str]) -> None:
    words = builtin_words()
    once = words.hear(dict.fromkeys(said)).points
    assert words.hear([*said, *said]).points == pytest.approx(once)


def test_the_learnt_file_is_of_known_priorities_and_speaks_only_for_them() -> None:
    known = {priority.id for priority in Vocabulary.builtin().priorities}
    text = resources.files("intake.data").joinpath("tag_words.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["priority"] for row in rows} == known
    assert all(float(row["points"]) > 0 for row in rows)


def test_the_messages_learnt_from_are_of_every_priority() -> None:
    told = list(read_messages(MESSAGES.read_text("utf-8")))
    known = {priority.id for priority in Vocabulary.builtin().priorities}
    assert {priority for each in told for priority in each.priorities} == known
    assert len({each.text for each in told}) > 1200
