"""The order of the necesidades at the terminal: shown, explained, doubted, and scored."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import completion, options, output
from intake.kinds import AporteState, Role, TagSource
from intake.store.models import (
    Aporte,
    Follower,
    ImportedDistrict,
    JournalEntry,
    Necesidad,
    NecesidadMember,
    Score,
)
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.factories import a_necesidad, a_person, an_aporte, an_operator
from tests.intake.documents.reading import docx_text


@pytest.fixture
def with_needs(terminal: Terminal) -> Terminal:
    """Water with five people, and two with one each, which tie."""

    async def work(session: AsyncSession) -> None:
        for title, people in (("Agua segura en Ñahuinpuquio", 5), ("Caminos", 1), ("Luz", 1)):
            aporte = await an_aporte(session, NOW)
            for _ in range(people - 1):
                person = await a_person(session, NOW)
                session.add(Follower(aporte_id=aporte.id, person_id=person.id, joined_at=NOW))
            await a_necesidad(session, NOW, title=title, aportes=[aporte])
        await an_operator(session, NOW, username="gloria", role=Role.GRUPO_TRABAJO)

    terminal.do(work)
    return terminal


def test_without_necesidades_it_says_so(terminal: Terminal) -> None:
    for words in (("ranking",), ("ranking", "--sensibilidad")):
        shown = terminal.ayni(*words)

        assert (shown.exit_code, shown.stdout) == (0, "")
        assert "Aún no hay necesidades" in shown.stderr


def test_art_14_a_the_order_is_shown_as_a_proposal(with_needs: Terminal) -> None:
    shown = with_needs.ayni("ranking")
    detail = with_needs.ayni("ranking", "--detalle", "1")
    doubted = with_needs.ayni("ranking", "--sensibilidad")
    data = json.loads(with_needs.ayni("ranking", "--json").stdout)

    for each in (shown, detail, doubted):
        assert "solo un acuerdo del Grupo de Trabajo hace priorizada" in each.stderr
    assert data["es_propuesta"] is True
    assert [each["priorizada"] for each in data["necesidades"]] == [None] * 3


def test_ties_what_lacks_and_criteria_nobody_approved_are_said_in_words(
    with_needs: Terminal,
) -> None:
    shown = with_needs.ayni("ranking")

    first, *_ = (line for line in shown.stdout.splitlines() if "Agua segura" in line)
    assert first.split()[:2] == ["1", "1"]
    assert "En el puesto 2 empatan, hasta el primer decimal: 2 y 3." in shown.stderr
    assert "Faltan notas en 3 de 3" in shown.stderr
    assert "sin datos de «Territorio en pobreza y Población del territorio»" in shown.stderr
    assert "Criterios: los del programa, sin aprobar" in shown.stderr


def test_on_a_terminal_a_bar_and_what_each_criterion_gives_are_seen(
    with_needs: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "is_terminal", lambda: True)

    shown = with_needs.ayni("ranking").stdout

    assert "░" in shown
    assert "Demanda\N{NO-BREAK SPACE}ciudadana\N{NO-BREAK SPACE}5,2" in shown
    assert "hasta" in shown


def test_a_score_moves_it_up_and_the_detail_says_by_whom_and_why(with_needs: Terminal) -> None:
    put = with_needs.ayni(
        "puntuar", "3", "urgencia", "4,5", "--motivo", "Hay niños enfermos", "--como", "luis"
    )
    detail = with_needs.ayni("ranking", "--detalle", "3").stdout

    assert (put.exit_code, put.stdout) == (0, "")
    assert "Puesto 1 de 3" in put.stderr
    assert "4,5  Luis: Hay niños enfermos" in detail
    assert "1 persona" in detail


def test_art_28_an_adviser_is_told_that_it_does_not_count(with_needs: Terminal) -> None:
    put = with_needs.ayni(
        "puntuar", "3", "urgencia", "5", "--motivo", "Lo vi en campo", "--como", "rosa"
    )
    detail = with_needs.ayni("ranking", "--detalle", "3")

    assert "se muestra y no cuenta" in put.stderr
    assert "Puesto 2 de 3" in put.stderr
    assert "El Comité de Asesores recomienda 5; no cuenta" in detail.stdout
    assert "Rosa: Lo vi en campo" in detail.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("1", "urgencia", "3", "--motivo", "x", "--como", "gloria"), 1, "14.a"),
        (("1", "demanda", "3", "--motivo", "x", "--como", "luis"), 1, "sale de los datos"),
        (("1", "urgencia", "3,3", "--motivo", "x", "--como", "luis"), 1, "de medio en medio"),
        (("1", "urgencia", "3", "--motivo", " ", "--como", "luis"), 1, "--motivo"),
        (("1", "urgencia", "mucho", "--motivo", "x", "--como", "luis"), 2, "no es una nota"),
        (("1", "urgencia", "--como", "luis"), 2, "no hay a quién pedirlo"),
        (("1", "costo", "3", "--motivo", "x", "--como", "luis"), 3, "alineamiento"),
        (("9", "urgencia", "3", "--motivo", "x", "--como", "luis"), 3, "necesidad 9"),
    ],
)
def test_what_cannot_be_scored_is_refused_in_words(
    with_needs: Terminal, words: tuple[str, ...], code: int, said: str
) -> None:
    result = with_needs.ayni("puntuar", *words)

    assert result.exit_code == code
    assert said in result.stderr


def test_without_a_criterion_each_is_asked_with_what_its_values_mean(
    with_needs: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = iter(["", "siete", "9", "4", "Agrava cada mes", "", "2,5", "Hay un informe"])

    def answer(text: str, **_: Any) -> str:
        asked.append(text)
        return next(answers)

    monkeypatch.setattr(options, "can_ask", lambda: True)
    monkeypatch.setattr("typer.prompt", answer)

    result = with_needs.ayni("puntuar", "1", "--como", "luis")

    async def scores(session: AsyncSession) -> list[tuple[str, float, str]]:
        rows = await session.scalars(sa.select(Score).order_by(Score.criterion))
        return [(row.criterion, row.value, row.reason) for row in rows]

    assert result.exit_code == 0, result.stderr
    assert with_needs.do(scores) == [
        ("evidencia", 2.5, "Hay un informe"),
        ("urgencia", 4, "Agrava cada mes"),
    ]
    assert "Hay daño ahora a la salud" in result.stderr
    assert "«siete» no es una nota" in result.stderr
    assert asked.count("Por qué") == 2


def test_poverty_is_one_figure_with_its_weighing_wherever_it_is_shown(
    with_needs: Terminal, tmp_path: Path
) -> None:
    async def imported(session: AsyncSession) -> None:
        for ubigeo, people, poverty in (("210607", 30_000, 50.0), ("080101", 150_000, 10.0)):
            session.add(
                ImportedDistrict(
                    ubigeo=ubigeo,
                    departamento="Puno",
                    provincia="Huancané",
                    distrito="Taraco",
                    poblacion=people,
                    pobreza=poverty,
                )
            )
        cusco = await an_aporte(session, NOW, ubigeo="080101")
        cusco.state = AporteState.PRIORIZACION
        session.add(
            NecesidadMember(aporte_id=cusco.id, necesidad_id=1, source=TagSource.OPERADOR, words="")
        )

    with_needs.do(imported)
    file = tmp_path / "prioridades.docx"
    with_needs.ayni("documento", "prioridades", "--a", str(file), "--como", "ana")
    one = "16,7 % de su población en pobreza (cada distrito, según sus habitantes)"

    shown = " ".join(with_needs.ayni("necesidad", "ver", "1").stdout.split())
    detail = with_needs.ayni("ranking", "--detalle", "1").stdout
    data = json.loads(with_needs.ayni("ranking", "--detalle", "1", "--json").stdout)

    assert one in shown
    assert "16,7 % de" in " ".join(detail.split())
    assert one in docx_text(file.read_bytes())
    given = (
        data["necesidades"][0]["criterios"]["pobreza"]
        if "necesidades" in data
        else (data["criterios"]["pobreza"])
    )
    assert given["cuenta"] == pytest.approx(100 / 6)
    assert given["nota"] == pytest.approx(5 * (100 / 6) / 60, abs=1e-3)


def test_what_one_gave_before_is_shown_when_asked_again_and_that_of_others_is_not(
    with_needs: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who, why in (("luis", "Lo de Luis"), ("ana", "Lo de Ana")):
        with_needs.ayni("puntuar", "1", "urgencia", "3", "--motivo", why, "--como", who)
    monkeypatch.setattr(options, "can_ask", lambda: True)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "")

    result = with_needs.ayni("puntuar", "1", "urgencia", "--como", "luis")

    assert "Su nota de antes: 3 (Lo de Luis)" in result.stderr
    assert "Lo de Ana" not in result.stderr


def test_sensitivity_names_what_moves_and_who_stays(with_needs: Terminal) -> None:
    # 2 lives by urgency, which alone keeps it above 1.
    with_needs.ayni("puntuar", "2", "urgencia", "3", "--motivo", "x", "--como", "luis")

    shown = with_needs.ayni("ranking", "--sensibilidad", "--primeras", "1")
    data = json.loads(
        with_needs.ayni("ranking", "--sensibilidad", "--primeras", "1", "--json").stdout
    )

    without = next(
        line for line in shown.stdout.splitlines() if "Urgencia" in line and "sin él" in line
    )
    assert without.split()[-2:] == ["1", "2"]
    assert "Ninguna está siempre en el primer puesto." in shown.stderr
    assert data["siempre"] == []
    change = next(
        each for each in data["cambios"] if (each["criterio"], each["factor"]) == ("urgencia", 0)
    )
    assert (change["entran"], change["salen"]) == ([1], [2])


def test_one_that_is_not_in_the_order_is_not_found(with_needs: Terminal) -> None:
    result = with_needs.ayni("ranking", "--detalle", "9")

    assert result.exit_code == 3
    assert "ayni ranking --todas" in result.stderr


def test_detail_and_sensitivity_are_asked_for_one_at_a_time(with_needs: Terminal) -> None:
    assert with_needs.ayni("ranking", "--detalle", "1", "--sensibilidad").exit_code == 2


def test_json_leaves_a_mark_in_the_journal(with_needs: Terminal) -> None:
    with_needs.ayni("ranking", "--json", "--como", "rosa")

    async def notes(session: AsyncSession) -> list[str]:
        return list(await session.scalars(sa.select(JournalEntry.note)))

    assert with_needs.do(notes) == ["ranking de necesidades en JSON"]


def test_the_tab_key_offers_the_criteria_that_people_value(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AYNI_DATABASE_URL", terminal.url)

    assert completion.criteria_by_people("ur") == [("urgencia", "Urgencia")]
    assert completion.criteria_by_people("dem") == []


def test_voices_that_are_not_verified_are_told_apart(with_needs: Terminal) -> None:
    async def crowd(session: AsyncSession) -> str:
        necesidad = await session.get_one(Necesidad, 2)
        aporte = await session.get_one(
            Aporte,
            await session.scalar(
                sa.select(NecesidadMember.aporte_id).where(
                    NecesidadMember.necesidad_id == necesidad.necesidad_id
                )
            ),
        )
        for number in range(30):
            person = await a_person(session, NOW, channel="web")
            person.unverified_since = NOW if number else None
            session.add(Follower(aporte_id=aporte.id, person_id=person.id, joined_at=NOW))
        return aporte.code

    code = with_needs.do(crowd)
    told = "31 voces: 2 de personas distintas, 29 sin verificar"
    assert told in with_needs.ayni("ranking", "--detalle", "2").stdout
    assert told in with_needs.ayni("ver", code, "--como", "ana").stdout
    assert told in with_needs.ayni("necesidad", "ver", "2", "--como", "ana").stdout
    assert "sin verificar" not in with_needs.ayni("ranking", "--detalle", "1").stdout
    (second,) = (
        each
        for each in json.loads(with_needs.ayni("ranking", "--json").stdout)["necesidades"]
        if each["numero"] == 2
    )
    assert second["voces_sin_verificar"] == 29
    assert second["criterios"]["demanda"]["cuenta"] == 2


def test_whoever_stops_hears_what_was_already_kept(
    with_needs: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["4", "Agrava cada mes"])

    def answer(*_: Any, **__: Any) -> str:
        said = next(answers, None)
        if said is None:
            raise typer.Abort
        return said

    monkeypatch.setattr(options, "can_ask", lambda: True)
    monkeypatch.setattr("typer.prompt", answer)
    stopped = with_needs.ayni("puntuar", "1", "--como", "luis")

    async def criteria(session: AsyncSession) -> list[str]:
        return list(await session.scalars(sa.select(Score.criterion)))

    (kept,) = with_needs.do(criteria)
    assert stopped.exit_code == 130
    assert f"Ya quedó guardado: {kept}" in stopped.stderr
    assert "no se hizo nada" not in stopped.stderr
    again = with_needs.ayni("puntuar", "1", "--como", "luis")
    assert "Cancelado: no se hizo nada" in again.stderr
