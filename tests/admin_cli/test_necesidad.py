"""`ayni necesidad`: what several districts share, on the terminal and as JSON."""

import json
import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.grouping import needs
from intake.store.models import Aporte, JournalEntry, NecesidadMember
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.factories import an_aporte

POSTA = (
    "La posta no tiene médico, solo atiende una técnica de enfermería",
    "En la posta falta médico, la técnica de enfermería no se abastece",
)


def two_districts(terminal: Terminal) -> None:
    """One need, told in Taraco and in Ayacucho."""

    async def work(session: AsyncSession) -> None:
        for text, ubigeo in zip(POSTA, ("210607", "050101"), strict=True):
            aporte = await an_aporte(session, NOW, text=text, ubigeo=ubigeo)
            await needs.place(session, aporte, now=NOW)

    terminal.do(work)


def test_the_list_says_what_is_shared_and_that_a_machine_grouped_it(terminal: Terminal) -> None:
    two_districts(terminal)

    shown = terminal.ayni("necesidad", "sugeridas")

    assert shown.exit_code == 0
    assert "posta" in shown.stdout
    assert "Las agrupó la máquina" in shown.stderr


def test_an_empty_list_says_so(terminal: Terminal) -> None:
    shown = terminal.ayni("necesidad", "sugeridas", "--region", "puno")

    assert (shown.exit_code, shown.stdout) == (0, "")
    assert "Ninguna necesidad" in shown.stderr


def test_as_json_it_has_the_demand_of_each_district_and_leaves_a_trace(terminal: Terminal) -> None:
    two_districts(terminal)

    (found,) = json.loads(terminal.ayni("necesidad", "sugeridas", "--json").stdout)
    file = json.loads(terminal.ayni("necesidad", "ver", str(found["numero"]), "--json").stdout)

    assert (found["voces"], found["distritos"]) == (2, 2)
    assert {each["ubigeo"]: each["voces"] for each in file["demanda"]} == {
        "210607": 1,
        "050101": 1,
    }
    assert {each["puesto_por"] for each in file["miembros"]} == {"automatica"}

    async def traces(session: AsyncSession) -> int:
        query = sa.select(sa.func.count(JournalEntry.id)).where(JournalEntry.verb == "ver")
        return await session.scalar(query) or 0

    assert terminal.do(traces) == 2


def test_one_is_shown_with_its_districts_and_members(terminal: Terminal) -> None:
    two_districts(terminal)

    shown = terminal.ayni("necesidad", "ver", "1", "--limite", "1")

    assert "Distritos: 2" in shown.stdout
    assert "Taraco, Huancané, Puno" in shown.stdout
    assert "automático" in shown.stdout
    assert "Y 1 aporte más" in shown.stderr


def test_words_are_shown_to_whoever_triages_alone(terminal: Terminal) -> None:
    two_districts(terminal)
    words = re.compile("enfermer[ií]a|m[eé]dic")

    for command in (("ver", "1"), ("sugeridas",)):
        for way in ((), ("--json",)):
            adviser = terminal.ayni("necesidad", *command, *way, "--como", "rosa")
            luis = terminal.ayni("necesidad", *command, *way, "--como", "luis")
            assert (adviser.exit_code, luis.exit_code) == (0, 0)
            assert not words.search(adviser.output)
            assert words.search(luis.stdout)
    refused = terminal.ayni("necesidad", "sugerir", "1", "--como", "rosa")
    assert (refused.exit_code, refused.stdout) == (1, "")

    async def restrict(session: AsyncSession) -> None:
        await session.execute(sa.update(Aporte).values(restricted=True))

    terminal.do(restrict)

    everybody = terminal.ayni("necesidad", "ver", "1", "--como", "rosa").stdout
    triage = terminal.ayni("necesidad", "ver", "1", "--como", "luis").stdout

    assert "técnica de enfermería" not in everybody
    assert "(reservado)" in everybody
    assert "técnica de enfermería" in triage


def test_a_number_that_is_none_is_not_found(terminal: Terminal) -> None:
    shown = terminal.ayni("necesidad", "ver", "9")

    assert shown.exit_code == 3
    assert "ayni necesidad sugeridas" in shown.stderr


def test_regrouping_asks_and_is_for_the_secretaria_tecnica(terminal: Terminal) -> None:
    two_districts(terminal)

    refused = terminal.ayni("necesidad", "reagrupar", "--como", "luis", "--yes")
    unasked = terminal.ayni("necesidad", "reagrupar", "--como", "ana")

    assert (refused.exit_code, unasked.exit_code) == (1, 1)
    assert "Secretaría Técnica" in refused.stderr
    assert "--yes" in unasked.stderr


def test_regrouping_puts_in_what_came_before_and_is_journaled(terminal: Terminal) -> None:
    async def early(session: AsyncSession) -> None:
        for text in POSTA:
            await an_aporte(session, NOW, text=text)

    terminal.do(early)

    first = terminal.ayni("necesidad", "reagrupar", "--como", "ana", "--yes")
    second = terminal.ayni("necesidad", "reagrupar", "--como", "ana", "--yes")

    async def found(session: AsyncSession) -> Any:
        members = await session.scalars(sa.select(NecesidadMember.necesidad_id))
        query = sa.select(JournalEntry.note).where(JournalEntry.verb == "necesidad reagrupar")
        return len(set(members)), list(await session.scalars(query))

    assert "Se miraron 2 aportes; cambiaron 2." in first.stderr
    assert "cambiaron 0." in second.stderr
    assert terminal.do(found) == (1, ["2 de 2", "0 de 2"])
