"""A message is seen whole on a small phone: 320 characters, its choices under what comes last."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.said import texts
from bot.talk.dialogue.turn import BUBBLE, cut, in_bubbles
from intake.store.outgoing import Choice, Outgoing

_SENTENCES = sorted(
    (name, value)
    for name, value in vars(texts).items()
    if isinstance(value, str) and name.isupper() and not name.startswith("_")
)


@pytest.mark.parametrize(("name", "sentence"), _SENTENCES, ids=[name for name, _ in _SENTENCES])
def test_every_fixed_sentence_fits_into_one_bubble(name: str, sentence: str) -> None:
    assert len(sentence) <= BUBBLE


@given(st.text(st.sampled_from("a \n.é"), max_size=1500))
def test_whatever_is_cut_keeps_all_its_letters_in_order(text: str) -> None:
    pieces = cut(text)

    assert all(len(piece) <= BUBBLE for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_it_is_cut_between_paragraphs_before_it_is_cut_between_sentences() -> None:
    first, second = "Uno. " * 50, "Dos. " * 50

    assert cut(f"{first}\n\n{second}") == [f"{first}", second]
    assert cut(f"{'Hola. ' * 70}fin")[0].endswith("Hola.")


def test_choices_stay_with_the_last_piece_and_what_fits_is_joined() -> None:
    yes = Choice("Sí", "si")
    replies = (Outgoing("Gracias."), Outgoing("a" * 310 + "\n\n¿Seguimos?", (yes,)))

    assert in_bubbles(replies) == (
        Outgoing("Gracias.\n\n" + "a" * 310),
        Outgoing("¿Seguimos?", (yes,)),
    )
    assert in_bubbles((Outgoing("Uno", (yes,)), Outgoing("Dos"))) == (
        Outgoing("Uno", (yes,)),
        Outgoing("Dos"),
    )
