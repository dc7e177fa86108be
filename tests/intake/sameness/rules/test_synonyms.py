"""Each word of the synonyms file stands for one idea."""

import pytest

from intake.errors import DataFileError
from intake.sameness.rules.synonyms import Synonyms, parse_synonyms
from intake.words.keys import stems_of


def test_a_phrase_of_two_words_is_an_idea_too() -> None:
    ideas = Synonyms.builtin().ideas_in(stems_of("el puesto de salud está cerrado"))
    assert "posta" in ideas
    assert ideas["posta"] == tuple(stems_of("puesto salud"))


def test_words_that_only_sound_alike_are_no_idea() -> None:
    both = parse_synonyms("ideas:\n- [poste, foco]\n- [posta, hospital]\n")
    assert both.ideas_in(stems_of("la posta y el poste")) == {}
    assert both.ideas_in(stems_of("el foco y el hospital")).keys() == {"poste", "posta"}


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "ideas: [[agua, agua]]",
        "ideas: [[sola]]",
        "ideas: [[el de la, agua]]",
        "ideas: [[una frase demasiado larga, agua]]",
        "ideas:\n- [agua, pozo]\n- [agua, caño]",
    ],
)
def test_a_wrong_file_is_refused(text: str) -> None:
    with pytest.raises(DataFileError, match=r"synonyms\.yaml"):
        parse_synonyms(text)
