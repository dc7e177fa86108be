"""«Documento técnico de prioridades»: what is decided and what is proposed are never confused."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.documents.files import Format, write
from intake.kinds import AcuerdoSubject, MeetingState, Verdict
from intake.papers import prioridades
from intake.store.models import Acuerdo, AgendaItem, Meeting, Necesidad, NecesidadMove
from tests.factories import a_necesidad, an_aporte
from tests.intake.documents.reading import docx_text, pdf_text
from tests.intake.papers.sittings import a_meeting


async def _text(session: AsyncSession, now: datetime) -> str:
    document = await prioridades.draw(session, now=now)
    return docx_text(write(document, Format.DOCX, made_at=now))


async def _decided(
    session: AsyncSession,
    now: datetime,
    meeting: Meeting,
    necesidad: Necesidad,
    code: str,
    verdict: Verdict,
) -> None:
    """An acuerdo about a necesidad, and the step that it caused."""
    item = await session.scalar(sa.select(AgendaItem).where(AgendaItem.meeting_id == meeting.id))
    assert item is not None
    acuerdo = Acuerdo(
        code=code,
        meeting_id=meeting.id,
        agenda_item_id=item.id,
        subject=AcuerdoSubject.PRIORIZAR,
        text="Sobre la necesidad.",
        reason="Así se acordó",
        responsible="DGSE",
        made_at=now,
    )
    session.add(acuerdo)
    await session.flush()
    session.add(
        NecesidadMove(
            necesidad_id=necesidad.necesidad_id,
            at=now,
            operator_id=necesidad.created_by_id,
            stage=necesidad.stage,
            process=necesidad.process,
            verdict=verdict,
            reason="Así se acordó",
            documents=[],
            acuerdo_id=acuerdo.id,
        )
    )
    await session.flush()


async def test_art_14a_only_what_an_acuerdo_prioritised_is_called_priorizada(
    session: AsyncSession, now: datetime
) -> None:
    meeting = await a_meeting(session, now, state=MeetingState.CERRADA)
    chosen = await a_necesidad(session, now, title="Agua segura")
    declined = await a_necesidad(session, now, title="Puentes")
    waiting = await a_necesidad(session, now, title="Postas")
    chosen.prioritised_at = now
    await _decided(session, now, meeting, chosen, "AYNI-GT-2026-SO03-A07", Verdict.PRIORIZADA)
    await _decided(session, now, meeting, declined, "AYNI-GT-2026-SO03-A08", Verdict.NO_PRIORIZADA)

    text = await _text(session, now)

    _, rest = text.split("3. Necesidades priorizadas")
    decided, rest = rest.split("4. Necesidades propuestas")
    proposed, refused = rest.split("5. Necesidades no priorizadas")
    assert f"Necesidad {chosen.necesidad_id}: Agua segura" in decided
    assert "Priorizada por el acuerdo AYNI-GT-2026-SO03-A07, el 23 de noviembre" in decided
    assert f"Necesidad {chosen.necesidad_id}: " not in proposed
    assert f"Necesidad {waiting.necesidad_id}: Postas" in proposed
    assert "Propuesta, sin decisión del Grupo de Trabajo." in proposed
    assert f"Necesidad {declined.necesidad_id}: Puentes" not in proposed
    assert f"Necesidad {declined.necesidad_id}: Puentes" in refused
    assert (
        "No priorizada por el acuerdo AYNI-GT-2026-SO03-A08, el 23 de noviembre de 2026. "
        "Motivo: Así se acordó."
    ) in refused
    assert "sin decisión" not in refused
    line = next(each for each in text.splitlines() if "| Puentes |" in each)
    assert line.endswith("no priorizada")


async def test_art_33_each_ficha_shows_its_demand_by_region_and_what_the_criteria_gave(
    session: AsyncSession, now: datetime
) -> None:
    aportes = [await an_aporte(session, now, ubigeo=place) for place in ("210607", "050101")]
    aportes.append(await an_aporte(session, now - timedelta(days=45), ubigeo="210101"))
    necesidad = await a_necesidad(session, now, title="Agua | segura", aportes=aportes)
    necesidad.affected, necesidad.evidence = "Familias de la puna", "Estudio *2025*"
    await session.flush()

    text = await _text(session, now)

    for said in (
        "A quiénes afecta | Familias de la puna",
        "Evidencia | Estudio *2025*",
        "Por describir: causas, qué se hace ya, lo que haría el Laboratorio.",
        "La sustentan 3 personas en 3 aportes, desde 3 distritos de 3 provincias.",
        "En los últimos 30 días se sumaron 2; en los 30 anteriores, 1.",
        "Puno | 2",
        "Ayacucho | 1",
        "Demanda ciudadana | ",
        "Territorio en pobreza | sin datos | 0",
        "Urgencia | sin nota | 0",
        f"1 | {necesidad.necesidad_id} | Agua | segura | ",
        "Los criterios (los del programa, sin aprobar) están por aprobarse",
    ):
        assert said in text
    assert "Causas |" not in text


async def test_all_stand_in_the_order_and_the_first_proposals_are_described(
    session: AsyncSession, now: datetime
) -> None:
    necesidades = [
        await a_necesidad(session, now, title=f"Necesidad de prueba {place:02}")
        for place in range(prioridades.MOST_PROPOSED + 3)
    ]

    text = await _text(session, now)

    assert all(f"| {necesidad.title} |" in text for necesidad in necesidades)
    described = [
        line for line in text.splitlines() if line.startswith("Necesidad ") and ": " in line
    ]
    assert len(described) == prioridades.MOST_PROPOSED
    assert "3 más están solo en el orden" in text


async def test_with_nothing_taken_up_it_says_so(session: AsyncSession, now: datetime) -> None:
    document = await prioridades.draw(session, now=now)

    for form, read in ((Format.DOCX, docx_text), (Format.PDF, pdf_text)):
        assert "todavía no ha tomado ninguna necesidad" in read(write(document, form, made_at=now))
