"""A conversation is one file: put on the path, it is found, and nothing else is touched."""

import sys
from pathlib import Path

import pytest

import bot.talk.conversations
from bot.said import helping, texts
from bot.talk.listener import BOT, Listener
from tests.bot.talk.conversations.talk import Talk

PESCA = '''
"""A toy: asks for the river, and remembers nothing else."""

from dataclasses import replace

from bot.talk.dialogue.parts import WORDS, Ear, Precedence
from bot.talk.dialogue.turn import Moment, Turn, say

FOCUS = "pesca"
PHRASES = {FOCUS: "pesca|quiero pescar"}
MENU = (("Contar de la pesca", FOCUS),)


def _ask(moment: Moment, _: str) -> Turn:
    return say(replace(moment.state, focus=FOCUS), "¿En qué río pescas?")


def _hear(moment: Moment, text: str) -> Turn | None:
    if moment.state.focus != FOCUS:
        return None
    return say(replace(moment.state, focus=""), f"Anoté: {text}.")


VERBS = {FOCUS: _ask}
EARS = (Ear(Precedence.ASKED, WORDS, _hear),)
'''


@pytest.fixture
def listener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Listener:
    """One that looked for conversations where a folder of the path holds one more."""
    folder = tmp_path / "bot" / "talk" / "conversations"
    folder.mkdir(parents=True)
    (folder / "pesca.py").write_text(PESCA, encoding="utf-8")
    package = bot.talk.conversations
    monkeypatch.setattr(package, "__path__", list(package.__path__))
    monkeypatch.setattr(package, "pesca", None, raising=False)
    monkeypatch.setitem(sys.modules, f"{package.__name__}.pesca", None)
    monkeypatch.delitem(sys.modules, f"{package.__name__}.pesca")
    monkeypatch.syspath_prepend(tmp_path)
    return Listener.found()


def test_it_is_reached_by_its_phrase_and_hears_the_answer(listener: Listener) -> None:
    talk = Talk(bot=listener)

    assert talk.says("quiero pescar") == "¿En qué río pescas?"
    assert talk.says("en el Ramis") == "Anoté: en el Ramis."
    assert "Ramis" not in talk.says("hola"), "it heard what it asked for, and no more"


def test_it_is_reached_by_its_place_in_the_menu(listener: Listener) -> None:
    talk = Talk(bot=listener)

    talk.says("hola")
    labels = [label for label, _ in texts.MENU]
    assert talk.choices == [*labels, "Contar de la pesca"]
    assert talk.taps("pesca") == "¿En qué río pescas?"
    talk.says("menú")
    assert talk.says(str(len(labels) + 1)) == "¿En qué río pescas?", "the number chooses it too"


def test_where_there_is_no_such_file_the_menu_is_the_lab_s_own() -> None:
    talk = Talk()

    talk.says("hola")

    assert talk.choices == [label for label, _ in texts.MENU]
    assert "pesca" not in BOT.knows.verbs


def test_help_comes_first_in_it_and_the_question_waits(listener: Listener) -> None:
    talk = Talk(bot=listener)
    talk.says("quiero pescar")

    said = talk.says("mi esposo me pega")

    assert "Línea 100" in said
    assert "Anoté" not in said
    talk.taps(helping.I_AM_SAFE)
    talk.taps(texts.NO_THANKS)
    assert talk.says("en el Ramis") == "Anoté: en el Ramis.", "it still waits for its answer"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('VERBS = {"pesca": None}\n', "two conversations want «pesca»"),
        ("def before_comands(moment, text):\n    return None\n", "for «before_comands»"),
    ],
)
def test_a_verb_of_another_and_a_misspelt_part_are_refused(
    listener: Listener, tmp_path: Path, text: str, said: str
) -> None:
    other = tmp_path / "bot" / "talk" / "conversations" / "otra.py"
    other.write_text(text, encoding="utf-8")
    try:
        with pytest.raises(ValueError, match=said):
            Listener.found()
    finally:
        sys.modules.pop("bot.talk.conversations.otra", None)
