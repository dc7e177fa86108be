"""What the documents name is there: files, modules, targets of make, settings, parts of a page."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from intake.reading.rules.tags import Vocabulary
from intake.sameness.adjusting import NEEDED
from intake.settings import Settings
from tests.house import DOCUMENTS, ROOT, files, folders

PATH = re.compile(r"`((?:[\w.<>-]+/)+(?:[\w.<>-]+\.\w+)?)`")
MODULE = re.compile(r"`(?:python -m )?((?:bench|tools|tests)\.[a-z_]+)\b")
FUNCTION = re.compile(r"`(test_\w+)`")
MEASURED = re.compile(r"python -m ((?:bench|tools)\.\w+)([^`\n]*)")
TEST = re.compile(r"`(test_[\w<>]+\.py)`")
TARGET = re.compile(r"(?:`|\$ )make ([a-z-]+)\b")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
MADE = {"dist/"}
"""What is there once somebody asked for it."""
COUNTED = re.compile(
    r"\b(\d{2,}|eleven|twelve|thirteen|fourteen|fifteen|twenty|once|doce|trece|catorce|quince|veinte)"
    r" (\w+ )?(decisions|priorities|actions|commands|conversations|rules|tests|rooms|"
    r"decisiones|prioridades|acciones|comandos|órdenes|conversaciones|reglas|pruebas)\b",
    re.IGNORECASE,
)
COUNTS = {
    f"{NEEDED} decisiones",  # what `ayni ajustar` learns from
    f"{len(Vocabulary.builtin().priorities)} prioridades",
}


def _is(path: str, pattern: str) -> bool:
    parts = re.split(r"<\w+>", pattern)
    return re.fullmatch("[^/]+".join(map(re.escape, parts)), path) is not None


@cache
def _tests() -> set[str]:
    """Every function of a test, by name."""
    modules = (
        ROOT / each for each in files() if each.startswith("tests/") and each.endswith(".py")
    )
    return {
        name for each in modules for name in re.findall(r"def (test_\w+)", each.read_text("utf-8"))
    }


def _missing(named: Iterable[str], there: Iterable[str]) -> set[str]:
    return {name for name in named if not any(_is(each, name) for each in there)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_names_is_there(document: Path) -> None:
    text = document.read_text("utf-8")
    modules = {each.removesuffix(".py").replace("/", ".") for each in files()}

    assert (
        _missing(set(PATH.findall(text)) - MADE, {*files(), *map("{}/".format, folders())}) == set()
    )
    assert _missing(TEST.findall(text), {Path(each).name for each in files()}) == set()
    assert set(MODULE.findall(text)) - modules == set()
    assert set(FUNCTION.findall(text)) - _tests() == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_is_measured_can_be_measured_as_it_is_written(document: Path) -> None:
    """The options of each `python -m bench.…`; what they give is tried in tests/bench."""
    shared = (ROOT / "bench/report.py").read_text("utf-8")
    for module, rest in MEASURED.findall(document.read_text("utf-8")):
        source = (ROOT / module.replace(".", "/")).with_suffix(".py").read_text("utf-8") + shared
        unknown = {
            each for each in re.findall(r"(?<=\s)--[\w-]+", rest) if f'"{each}"' not in source
        }
        assert unknown == set(), module


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    broken = {
        f"{target}#{part}"
        for target, part in LINK.findall(document.read_text("utf-8"))
        if not (document.parent / target).exists()
        or (part and part not in _parts(document, target))
    }
    assert broken == set()


def _parts(document: Path, target: str) -> set[str]:
    """The headings of a page, as the links to them are written."""
    text = (document.parent / target if target else document).read_text("utf-8")
    titles = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_target_of_make_is_there(document: Path) -> None:
    there = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    assert set(TARGET.findall(document.read_text("utf-8"))) - there == set()


def test_the_settings_of_the_readme_are_those_that_are_read() -> None:
    text = (ROOT / "README.md").read_text("utf-8") + (ROOT / "docs/operacion.md").read_text("utf-8")
    named = set(re.findall(r"^\| (`AYNI_[^|]+) \|", text, flags=re.MULTILINE))
    read = {f"AYNI_{name.upper()}" for name in Settings.model_fields}

    assert {each for cell in named for each in re.findall(r"\w+", cell)} == read


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_is_counted_in_words_is_counted_here(document: Path) -> None:
    """A count of what grows goes stale: leave it out, or add it to COUNTS as the code has it."""
    found = {each[0] for each in COUNTED.finditer(document.read_text("utf-8"))}
    assert found - COUNTS == set()
