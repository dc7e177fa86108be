"""The words that are no place: where they come from, and what is none of them."""

from intake.places.rules.place_words import everyday_words, ordinary_words
from intake.places.rules.places import builtin_districts
from intake.words.text import normalise
from tools.build_everyday_words import own_list, said_twice


def test_all_that_was_known_beforehand_is_among_them() -> None:
    assert {word for word in own_list() if len(word) > 2} <= everyday_words()


def test_they_are_as_a_text_is_read() -> None:
    assert all(normalise(word) == word for word in everyday_words() - ordinary_words())


def test_the_towns_that_all_know_are_none_of_them() -> None:
    capitals = {normalise(d.name) for d in builtin_districts() if d.ubigeo.endswith("0101")}

    assert capitals.isdisjoint(everyday_words())


def test_a_word_of_messages_is_kept_if_two_have_it_and_none_as_a_name() -> None:
    one = ["No hay agua en Huayrapata", "la chacra es de mi tayta", "vivo en pucapampa"]
    other = ["sin agua desde ayer", "mi chacra, mi Tayta"]

    assert said_twice([one, other]) == {"agua", "chacra", "en", "mi"}
