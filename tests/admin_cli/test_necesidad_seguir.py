"""`ayni necesidad seguir`, `ver` and `sugerir` of what the Lab took up, as a clerk reads them."""

import json

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AporteState, Role
from intake.necesidades.stages import prioritise
from intake.store.models import Aporte, ImportedDistrict, Operator
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.factories import a_necesidad, an_aporte, an_operator
from tests.intake.alike import POSTA, told
from tests.intake.steps import an_acuerdo


def a_prioritised(terminal: Terminal) -> str:
    """One necesidad that the Grupo prioritised; its number."""

    async def work(session: AsyncSession) -> str:
        by: Operator = await an_operator(session, NOW, role=Role.SECRETARIA_TECNICA)
        aportes = [await an_aporte(session, NOW, ubigeo=each) for each in ("210607", "050101")]
        necesidad = await a_necesidad(session, NOW, aportes=aportes, by=by)
        acuerdo = await an_acuerdo(session, NOW, necesidad.necesidad_id, by)
        await prioritise(
            session, necesidad.necesidad_id, acuerdo_id=acuerdo.id, by=by, reason="Urge", now=NOW
        )
        return str(necesidad.necesidad_id)

    return terminal.do(work)


def test_the_trail_names_author_reason_documents_and_acuerdo(terminal: Terminal) -> None:
    number = a_prioritised(terminal)

    moved = terminal.ayni(
        *("necesidad", "seguir", number, "--proceso", "M08.05.02.05", "--motivo", "Por mesa"),
        *("--documento", "Nota 1", "--documento", "Nota 2", "--como", "luis", "--yes"),
    )

    assert moved.exit_code == 0, moved.stderr
    assert "Se avisa a 2 personas." in moved.stderr
    for said in ("Urge", "AYNI-GT-2026-SO01-A01 (priorizada)", "luis", "Por mesa", "Nota 2"):
        assert said in moved.stdout
    assert "[Desarrollo de la innovación]" in moved.stdout
    steps = json.loads(terminal.ayni("necesidad", "seguir", number, "--json").stdout)
    assert [each["acuerdo"] for each in steps] == ["AYNI-GT-2026-SO01-A01", None]


def test_a_reason_without_a_process_is_not_dropped_in_silence(terminal: Terminal) -> None:
    number = a_prioritised(terminal)

    said = terminal.ayni("necesidad", "seguir", number, "--motivo", "Ya", "--como", "luis")

    assert (said.exit_code, said.stdout) == (1, "")
    assert "--proceso" in said.stderr


def test_an_unknown_number_is_not_found_before_anything_is_asked(terminal: Terminal) -> None:
    said = terminal.ayni(
        *("necesidad", "seguir", "99", "--proceso", "M08.05.02.05", "--motivo", "x"),
        *("--como", "luis"),
    )

    assert said.exit_code == 3
    assert "ayni necesidad listar" in said.stderr


def test_what_is_imported_of_the_districts_is_shown_weighed_by_people(terminal: Terminal) -> None:
    number = a_prioritised(terminal)

    async def imported(session: AsyncSession) -> None:
        for ubigeo, people, poverty in (("210607", 1_500_000, 40.0), ("050101", 500_000, 20.0)):
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

    terminal.do(imported)

    assert (
        "viven 2 000 000 personas; 35,0 % de su población en pobreza (cada distrito, según sus "
        "habitantes) (2 de 2 con datos)" in terminal.ayni("necesidad", "ver", number).stdout
    )


def test_what_could_go_in_is_said_with_the_words_they_share(terminal: Terminal) -> None:
    async def work(session: AsyncSession) -> None:
        for text in POSTA:
            aporte = await told(session, NOW, text)
            aporte.state = AporteState.PRIORIZACION

    terminal.do(work)
    terminal.ayni("necesidad", "crear", "Médico en las postas", "--de", "1", "--como", "luis")
    terminal.do(lambda session: told(session, NOW, POSTA[0], "050101"))

    shown = terminal.ayni("necesidad", "sugerir", "1")
    assert "1 aporte más espera en la cola" in shown.stderr

    async def admit(session: AsyncSession) -> None:
        await session.execute(sa.update(Aporte).values(state=AporteState.PRIORIZACION))

    terminal.do(admit)
    shown = terminal.ayni("necesidad", "sugerir", "1")
    assert "comparten: " in shown.stdout
    assert "posta" in shown.stdout
    assert "ayni necesidad unir 1 CODIGO" in shown.stderr
    (found,) = json.loads(terminal.ayni("necesidad", "sugerir", "1", "--json").stdout)["aportes"]
    assert "médico" in found["comparten"]
