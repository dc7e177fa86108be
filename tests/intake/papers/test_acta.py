"""The acta and the call of a session say what the Manual asks for."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.documents.files import Format, write
from intake.errors import NotFoundError, RefusedError
from intake.grupo.folders import Paper, keep_paper
from intake.kinds import Ballot, MeetingState, PaperKind, Role, Station
from intake.papers import acta, convocatoria
from intake.store.models import AgendaItem, Vote
from tests.factories import an_operator
from tests.intake.documents.reading import docx_text, pdf_text
from tests.intake.papers.sittings import CHAIR, SEATS, a_meeting


async def _acta(session: AsyncSession, meeting_id: int, now: datetime) -> tuple[str, str]:
    document = await acta.draw(session, meeting_id, seats=SEATS, chair=CHAIR, now=now)
    return (
        docx_text(write(document, Format.DOCX, made_at=now)),
        pdf_text(write(document, Format.PDF, made_at=now)),
    )


async def test_art_19g_the_acta_has_agenda_acuerdos_with_code_and_room_to_sign(
    session: AsyncSession, now: datetime
) -> None:
    meeting = await a_meeting(session, now)

    word, pdf = await _acta(session, meeting.id, now)

    assert "Acta de la sesión ordinaria n.º 3 de 2026" in word
    acuerdo = (
        "AYNI-GT-2026-SO03-A01 | Se prioriza la necesidad de agua segura. | "
        "Dirección de Evaluación | 15 de diciembre de 2026"
    )
    assert acuerdo in word
    assert "1. Acta 2" in word
    assert "3. Priorizar la necesidad de agua segura 2" in word
    signed = word[word.index("Integrante | Cargo | Firma") :]
    assert [line.split(" (")[0] for line in signed.splitlines()[1:5]] == [
        f"Persona Núñez {place}" for place in (1, 2, 0, 3)
    ]
    for said in ("AYNI-GT-2026-SO03-A01", "Acta de la sesión ordinaria", "Persona Núñez 3"):
        assert said in pdf


async def test_tuo_27444_art_113_the_acta_says_place_times_attendance_and_sense_of_votes(
    session: AsyncSession, now: datetime
) -> None:
    meeting = await a_meeting(session, now)

    word, _ = await _acta(session, meeting.id, now)

    for said in (
        "Fecha | 23 de noviembre de 2026",
        "Lugar | Sala de reuniones, piso 12",
        "Hora citada | 10:00",
        "Hora de inicio | 10:05",
        "Hora de cierre | 12:00",
        f"{SEATS['de']} | Persona Núñez 0 | alterno | primera | 10:00 | ",
        f"{SEATS['dgse']} | Persona Núñez 2 | titular | primera | 10:02 | 11:00",
        f"{SEATS['opi']} | Persona Núñez 3 | titular | segunda | 10:03 | ",
        f"{SEATS['dvpes']} | en contra",
        "Se pidió más detalle sobre el | costo.",
    ):
        assert said in word
    absent = word[word.index("No asistieron:") :].splitlines()[0]
    assert absent == f"No asistieron: {SEATS['dvps']}; {SEATS['dgcgps']}; {SEATS['dgacps']}."


async def test_art_19h_guests_are_named_without_vote(session: AsyncSession, now: datetime) -> None:
    meeting = await a_meeting(session, now)

    word, _ = await _acta(session, meeting.id, now)

    assert "Invitados, con voz y sin voto: Invitada Ñahui." in word


async def test_art_18_and_23c_the_casting_vote_is_told_after_the_tie(
    session: AsyncSession, now: datetime
) -> None:
    meeting = await a_meeting(session, now)

    word, _ = await _acta(session, meeting.id, now)

    assert "Votación: 2 a favor, 2 en contra, 0 abstenciones. Hubo empate; la Presidencia" in word
    assert "dirimió con su voto a favor" in word
    assert "Resultado: aprobado." in word


async def test_art_25j_the_acta_says_until_when_it_is_sent(
    session: AsyncSession, now: datetime
) -> None:
    meeting = await a_meeting(session, now)

    word, _ = await _acta(session, meeting.id, now)

    assert "a más tardar el 26 de noviembre de 2026 (Manual, artículo 25, literal j)" in word


async def test_art_19e_without_quorum_the_acta_says_so_and_decides_nothing(
    session: AsyncSession, now: datetime
) -> None:
    meeting = await a_meeting(session, now, state=MeetingState.SIN_QUORUM)

    word, _ = await _acta(session, meeting.id, now)

    assert "no se alcanzó el quórum de 4 integrantes" in word
    assert "AYNI-GT" not in word


async def test_while_the_session_is_open_the_acta_is_a_draft(
    session: AsyncSession, now: datetime
) -> None:
    meeting = await a_meeting(session, now, state=MeetingState.INSTALADA)

    word, _ = await _acta(session, meeting.id, now)

    assert "BORRADOR" in word


async def test_before_the_session_there_is_no_acta(session: AsyncSession, now: datetime) -> None:
    meeting = await a_meeting(session, now, state=MeetingState.CONVOCADA)

    with pytest.raises(RefusedError, match=r"aún no se instala.*Manual, art. 19\.g"):
        await _acta(session, meeting.id, now)


async def test_a_session_that_there_is_not_is_said(session: AsyncSession, now: datetime) -> None:
    with pytest.raises(NotFoundError, match="ayni sesion"):
        await _acta(session, 99, now)


async def test_art_25c_the_call_has_points_of_discussion_and_time_for_each(
    session: AsyncSession, now: datetime
) -> None:
    meeting = await a_meeting(session, now, state=MeetingState.CONVOCADA)

    document = await convocatoria.draw(session, meeting.id, seats=SEATS, chair=CHAIR, now=now)
    word = docx_text(write(document, Format.DOCX, made_at=now))
    pdf = pdf_text(write(document, Format.PDF, made_at=now))

    for said in (
        "Convocatoria: sesión ordinaria n.º 3 de 2026",
        "2 | Priorizar la necesidad de agua segura 1 | Alcance; Presupuesto | 15",
        "(necesidad: Agua segura en comunidades altoandinas)",
        "Tiempo previsto: 30 minutos.",
        "Propuesta de prioridades.pdf",
        f"{SEATS['de']} |  | Julia Ejemplo",
        f"Preside | {SEATS['dvpes']}",
    ):
        assert said in word
    assert "una segunda lista quince minutos después" in pdf


async def test_a_point_that_was_not_treated_says_so_and_why(
    session: AsyncSession, now: datetime
) -> None:
    meeting = await a_meeting(session, now)
    first = await session.scalar(
        sa.select(AgendaItem).where(AgendaItem.station == Station.ACTA_ANTERIOR)
    )
    assert first is not None

    word, _ = await _acta(session, meeting.id, now)
    assert "1. Acta 2\nNo se trató. No se anotó el motivo." in word
    first.untreated = "El acta no llegó a tiempo"
    await session.flush()
    word, _ = await _acta(session, meeting.id, now)
    assert "1. Acta 2\nNo se trató. Motivo: El acta no llegó a tiempo." in word


async def test_tuo_112_the_acta_carries_why_somebody_abstained(
    session: AsyncSession, now: datetime
) -> None:
    meeting = await a_meeting(session, now)
    vote = await session.scalar(sa.select(Vote).where(Vote.seat == "opi"))
    assert vote is not None
    vote.ballot, vote.reason = Ballot.ABSTENCION, "Ley 27444, art. 99: es pariente"
    await session.flush()

    word, _ = await _acta(session, meeting.id, now)

    assert f"{SEATS['opi']} | abstención: Ley 27444, art. 99: es pariente" in word


async def test_the_call_lists_what_was_presented_and_neither_itself_nor_the_acta(
    session: AsyncSession, now: datetime
) -> None:
    meeting = await a_meeting(session, now)
    ana = await an_operator(session, now, role=Role.SECRETARIA_TECNICA)
    for name, kind in (
        ("llamado.pdf", PaperKind.CONVOCATORIA),
        ("final.pdf", PaperKind.ACTA),
        ("Propuesta de prioridades.pdf", PaperKind.DOCUMENTO),
    ):
        paper = Paper(name, b"x", kind, "Faltaba")
        await keep_paper(session, meeting, paper, by=ana, now=now)

    document = await convocatoria.draw(session, meeting.id, seats=SEATS, chair=CHAIR, now=now)
    word = docx_text(write(document, Format.DOCX, made_at=now))

    assert word.count("Propuesta de prioridades.pdf") == 1
    assert "llamado.pdf" not in word
    assert "final.pdf" not in word


async def test_art_19d_the_second_call_is_held_with_those_who_attend(
    session: AsyncSession, now: datetime
) -> None:
    first = await a_meeting(session, now, state=MeetingState.SIN_QUORUM, number=2)
    second = await a_meeting(session, now, state=MeetingState.CONVOCADA)
    second.second_of_id = first.id
    await session.flush()

    document = await convocatoria.draw(session, second.id, seats=SEATS, chair=CHAIR, now=now)
    word = docx_text(write(document, Format.DOCX, made_at=now))

    assert "la segunda convocatoria de la sesión ordinaria n.º 3" in word
    assert "la sesión se celebra con el número de integrantes que asistan" in word
