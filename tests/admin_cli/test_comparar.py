"""`ayni comparar`: two beside each other, and where it comes from."""

import json
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.views import feature_words
from intake.sameness.rules.features import FEATURES
from intake.sameness.rules.fitting import to_yaml
from intake.sameness.rules.scorecard import Curve, Scorecard
from intake.store.models import JournalEntry
from tests.admin_cli.conftest import Terminal
from tests.intake.decided import OTHER, SAME, TOLD, indexed

CARD = Scorecard(
    -1.0,
    {
        "need_coverage": Curve((0.0, 1.0), (0.0, 4.0)),
        "same_district": Curve((0.0, 1.0), (0.0, 1.0)),
        "length_ratio": Curve((0.0, 1.0), (0.0, 0.01)),
    },
    link=0.8,
    ask=0.5,
)


@pytest.fixture
def card(tmp_path: Path) -> str:
    """A scorecard of which the verdicts are known."""
    path = tmp_path / "tarjeta.yaml"
    path.write_text(to_yaml(CARD, "De prueba."), encoding="utf-8")
    return str(path)


@pytest.fixture
def codes(terminal: Terminal, now: datetime) -> list[str]:
    """Of two that tell the same, and one that does not."""

    async def work(session: AsyncSession) -> list[str]:
        texts = (TOLD, SAME, OTHER)
        return [(await indexed(session, now, text.format("Pucamarca"))).code for text in texts]

    return terminal.do(work)


def looked(terminal: Terminal) -> int:
    async def work(session: AsyncSession) -> int:
        rows = await session.scalars(sa.select(JournalEntry).where(JournalEntry.verb == "ver"))
        return len(list(rows))

    return terminal.do(work)


def test_every_feature_has_its_words() -> None:
    assert set(feature_words.FEATURES) == set(FEATURES)
    assert len(set(feature_words.FEATURES.values())) == len(FEATURES)


def test_both_texts_the_verdict_its_reasons_and_the_points_are_shown(
    terminal: Terminal, codes: list[str], card: str
) -> None:
    result = terminal.ayni("comparar", *codes[:2], AYNI_SCORECARD=card)

    assert result.exit_code == 0, (result.stderr, result.exception)
    assert "  Se malogró la bomba del pozo de Pucamarca y no hay agua" in result.stdout
    assert "  En Pucamarca estamos sin agua" in result.stdout
    assert "(se pregunta desde 50%, se une desde 80%)" in result.stdout
    assert "comparten: " in result.stdout
    assert "++" in result.stdout
    assert "parte de la necesidad que cuentan los dos" in result.stdout
    assert "son de largo parecido" not in result.stdout


def test_the_points_add_up_to_the_probability(
    terminal: Terminal, codes: list[str], card: str
) -> None:
    said = json.loads(terminal.ayni("comparar", *codes[:2], "--json", AYNI_SCORECARD=card).stdout)

    total = said["punto_de_partida"] + sum(each["puntos"] for each in said["rasgos"])
    assert said["probabilidad"] == pytest.approx(1 / (1 + 2.718281828**-total), abs=0.001)
    assert [each["puntos"] for each in said["rasgos"]] == sorted(
        (each["puntos"] for each in said["rasgos"]), key=abs, reverse=True
    )
    assert said["umbrales"] == {"preguntar": 0.5, "unir": 0.8}


def test_what_it_says_is_what_the_case_says_of_its_alike_ones(
    terminal: Terminal, codes: list[str], card: str
) -> None:
    alike = json.loads(terminal.ayni("ver", codes[0], "--json", AYNI_SCORECARD=card).stdout)
    (other,) = alike["parecidos"][:1]

    said = json.loads(
        terminal.ayni("comparar", codes[0], other["codigo"], "--json", AYNI_SCORECARD=card).stdout
    )

    assert round(said["probabilidad"], 3) == other["probabilidad"]
    assert said["razones"] == other["razones"]


@pytest.mark.parametrize(
    ("ask", "link", "outcome"),
    [("0", "0.01", "unir"), ("0.01", "1", "preguntar"), ("0.999", "1", "distinto")],
)
def test_the_thresholds_of_the_settings_decide(
    terminal: Terminal, codes: list[str], card: str, ask: str, link: str, outcome: str
) -> None:
    limits = {"AYNI_MATCH_ASK": ask, "AYNI_MATCH_LINK": link, "AYNI_SCORECARD": card}

    result = terminal.ayni("comparar", *codes[:2], "--json", **limits)

    assert json.loads(result.stdout)["resultado"] == outcome


def test_texts_that_nobody_registered_may_be_compared(terminal: Terminal, codes: list[str]) -> None:
    text = ("--texto", "No sale agua del pozo de Pucamarca", "--distrito", "210607")
    with_case = json.loads(terminal.ayni("comparar", codes[0], *text, "--json").stdout)
    two = json.loads(terminal.ayni("comparar", *text, "--texto", "Sin luz", "--json").stdout)

    assert with_case["uno"] == {
        "codigo": None,
        "texto": "No sale agua del pozo de Pucamarca",
        "ubigeo": "210607",
        "tipo": "problema",
    }
    assert with_case["otro"]["codigo"].replace("-", "") == codes[0]
    assert (two["uno"]["ubigeo"], two["otro"]["ubigeo"]) == ("210607", None)
    assert "sin distrito" in terminal.ayni("comparar", *text, "--texto", "Sin luz").stdout


def test_looking_is_written_down_for_each_case(terminal: Terminal, codes: list[str]) -> None:
    terminal.ayni("comparar", *codes[:2])
    terminal.ayni("comparar", codes[0], "--texto", "Sin agua")

    assert looked(terminal) == 3


def test_a_restricted_case_is_for_those_who_triage(terminal: Terminal, codes: list[str]) -> None:
    terminal.ayni("etiquetar", codes[1], "+violencia", "--como", "ana")

    for who in ("", "rosa"):
        result = terminal.ayni("comparar", *codes[:2], AYNI_OPERADOR=who)
        assert (result.exit_code, result.stdout) == (1, "")
    assert looked(terminal) == 0
    assert terminal.ayni("comparar", *codes[:2], "--como", "luis").exit_code == 0


@pytest.mark.parametrize(
    ("words", "exit_code", "said"),
    [
        ((), 2, "dos códigos"),
        (("--texto", "a", "--texto", "b", "--texto", "c"), 2, "dos códigos"),
        (("--texto", "a", "--texto", "b", *("--distrito", "taraco") * 3), 2, "más distritos"),
        (("--texto", "agua", "--texto", " "), 1, "vacío"),
        (("--texto", "a", "--texto", "b", "--distrito", "Miraflores"), 1, "150122"),
        (("--texto", "a", "--texto", "b", "--distrito", "Taracco"), 3, "Taraco"),
        (("K7F", "P4D"), 3, "K7F"),
    ],
)
def test_what_was_typed_wrong_says_what_would_do(
    terminal: Terminal, words: tuple[str, ...], exit_code: int, said: str
) -> None:
    result = terminal.ayni("comparar", *words)

    assert result.exit_code == exit_code, (result.stderr, result.exception)
    assert said in result.stderr


def test_a_wrong_scorecard_is_said_by_name(terminal: Terminal, codes: list[str]) -> None:
    result = terminal.ayni("comparar", *codes[:2], AYNI_SCORECARD="no-hay.yaml")

    assert result.exit_code == 1
    assert "AYNI_SCORECARD" in result.stderr
    doctor = terminal.ayni("doctor", AYNI_SCORECARD="no-hay.yaml")
    assert doctor.exit_code == 1
    assert "AYNI_SCORECARD" in doctor.stdout
