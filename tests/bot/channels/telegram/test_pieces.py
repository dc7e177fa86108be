"""Texts in pieces and choices as keyboards."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove

from bot.channels import numbered
from bot.channels.telegram.pieces import keyboard, pieces
from intake.store.outgoing import Choice, Outgoing


def units(text: str) -> int:
    """UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@settings(deadline=None)
@given(st.text(st.sampled_from("ab ñ😢\n"), max_size=200), st.integers(2, 40))
def test_pieces_fit_and_lose_nothing(text: str, limit: int) -> None:
    found = pieces(text, limit)

    assert "".join(found) == text
    assert all(0 < units(piece) <= limit for piece in found) or found == [""]


def test_a_text_that_fits_is_one_piece() -> None:
    assert pieces("ñ" * 4096) == ["ñ" * 4096]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("uno dos tres\n\ny x dos tres", ["uno dos tres\n\n", "y x dos tres"]),
        ("uno dos tres\ncuatro cinco", ["uno dos tres\n", "cuatro cinco"]),
        ("uno dos tres cuatro cinco", ["uno dos tres ", "cuatro cinco"]),
        ("x" * 25, ["x" * 18, "x" * 7]),
        ("😢" * 10, ["😢" * 9, "😢"]),
    ],
)
def test_it_is_cut_where_one_would_pause(text: str, expected: list[str]) -> None:
    assert pieces(text, 18) == expected


def rows(*labels: str) -> list[int]:
    """How many buttons each row has."""
    message = Outgoing("¿?", tuple(Choice(label, str(n)) for n, label in enumerate(labels)))
    markup = keyboard(message, numbered(message))
    assert isinstance(markup, InlineKeyboardMarkup)
    return [len(row) for row in markup.inline_keyboard]


def test_short_choices_share_a_row_and_long_ones_do_not() -> None:
    assert rows("Sí", "No", "No sé") == [2, 1]
    assert rows("Sí", "No, es otro lugar") == [1, 1]


def test_choices_are_numbered_as_they_can_be_typed() -> None:
    message = Outgoing("¿?", (Choice("Sí", "a"), Choice("No", "b")))

    markup = keyboard(message, numbered(message))

    assert isinstance(markup, InlineKeyboardMarkup)
    (row,) = markup.inline_keyboard
    assert [(each.text, each.callback_data) for each in row] == [("1. Sí", "a"), ("2. No", "b")]


def test_a_position_can_be_shared_with_one_tap_where_there_are_no_choices() -> None:
    markup = keyboard(Outgoing("¿Dónde?", asks_location=True), [])

    assert isinstance(markup, ReplyKeyboardMarkup)
    assert markup.keyboard[0][0].request_location
    assert isinstance(keyboard(Outgoing("Gracias"), []), ReplyKeyboardRemove)


def test_a_choice_with_an_address_opens_it_and_one_without_comes_back() -> None:
    share = Choice("Pasar la voz", "invitar", "https://t.me/share/url?url=x")
    message = Outgoing("Listo.", (Choice("Mis aportes", "mios"), share))
    markup = keyboard(message, numbered(message))

    assert isinstance(markup, InlineKeyboardMarkup)
    (mine,), (invite,) = markup.inline_keyboard
    assert (mine.callback_data, mine.url) == ("mios", None)
    assert (invite.callback_data, invite.url) == (None, share.url)
