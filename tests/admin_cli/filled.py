"""A database with something of every kind, and words in it that nobody must see unasked."""

import hashlib
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.ids import Code
from intake.kinds import (
    Actor,
    AcuerdoSubject,
    AporteKind,
    AporteState,
    ApplicationState,
    ConcursoState,
    MeetingKind,
    MeetingState,
    Role,
    SourceKind,
    Station,
)
from intake.listening import inquiries, reopening
from intake.listening.commands import Reopen, Submit
from intake.listening.submissions import submit
from intake.necesidades import necesidades
from intake.outreach import broadcasts, sources
from intake.outreach.audience import Audience
from intake.outreach.broadcasts import BroadcastDraft
from intake.reading.rules.tags import Vocabulary
from intake.store.models import (
    Acuerdo,
    AgendaItem,
    Aporte,
    Application,
    Attachment,
    Attendance,
    ConcursoQuestion,
    Follower,
    GuideEntry,
    InboxMessage,
    Inquiry,
    Meeting,
    MeetingPaper,
    NecesidadMember,
    Operator,
    Person,
    Question,
)
from intake.store.models.attachment import AttachmentState
from intake.triage.actions.fusionar import Fusionar
from intake.triage.actions.tomar import Tomar
from intake.words.codes import spoken
from tests.conftest import NOW
from tests.factories import a_person, an_operator
from tests.intake.casting import a_concurso, readers
from tests.intake.sitting import SEATS, seated
from tests.intake.triage.actions.cases import act

LATER = NOW + timedelta(days=12)
"""When the commands are given: the call that took applications is closed."""
ACCOUNTS = {
    "ST": ("ana", Role.SECRETARIA_TECNICA),
    "ET": ("luis", Role.EQUIPO_TECNICO),
    "GT": ("gloria", Role.GRUPO_TRABAJO),
    "AS": ("rosa", Role.ASESOR),
    "AU": ("hugo", Role.AUDITOR),
}
SECRETS = {
    "zumbalena": "ST ET",  # what a case tells
    "corralvejo": "ST ET",  # where, in the person's words
    "mediolunar": "ST ET",  # what whoever joined wrote
    "tresquinto": "ST ET",  # the answer to a question of the Lab
    "nuevobrote": "ST ET",  # what was added when it was reopened
    "cuartocerrado": "ST ET",  # a reserved case
    "preguntoncio": "ST ET",  # asked about a call
    "consultoncia": "ST ET",  # asked of the team
    "noveltarios": "ST ET",  # who applies
    "40506070": "ST ET",  # their DNI
    "999888777": "ST ET",  # their telephone
    "70707071": "",  # the address of a person in a channel
    "propuestario": "ST ET GT AS",  # what an application proposes
}
"""Words planted in the database, and the roles that may come to see them."""
PERSONAL = ("911222333", "41424344", "Zutanejo")
"""Data of persons, in the words of several; seen by nobody who gives no reason."""
_TOLD = "No tenemos agua potable, la bomba del pozo zumbalena se malogró"
_ANSWERS = {
    "quien": "comunidad",
    "nombre": "Comunidad noveltarios",
    "lugar": "210607",
    "titulo": "Agua propuestario para todos",
    "propuesta": "Cuidar el manantial propuestario y llevar el agua a las casas del sector.",
    "beneficiarios": "120",
    "monto": "45000",
    "meses": "10",
    "contacto": "DNI 40506070, celular 999888777",
}


async def fill(session: AsyncSession) -> dict[str, str]:
    """Put it all in; what the commands of the matrix call each thing by its name in braces."""
    people = {
        each: await an_operator(session, NOW, username=name, role=role)
        for each, (name, role) in ACCOUNTS.items()
    }
    ana = people["ST"]
    await an_operator(session, NOW, username="marta", role=Role.SECRETARIA_TECNICA)
    left = await an_operator(session, NOW, username="fuera", role=Role.EQUIPO_TECNICO)
    left.is_active = False
    names = await _cases(session, ana) | await _needs(session, ana)
    names |= await _sessions(session, ana) | await _calls(session)
    names |= await _inquiry(session, ana)
    await _broadcast(session, ana)
    source = await sources.create(session, SourceKind.TAMBO, "Tambo", ubigeo="210607", now=NOW)
    session.add(
        InboxMessage(
            channel="telegram",
            external_id="1",
            address="70707071",
            payload={},
            received_at=NOW,
        )
    )
    return names | {"FUENTE": spoken(source.code), "SEAT": SEATS[0]}


async def _inquiry(session: AsyncSession, ana: Operator) -> dict[str, str]:
    """A question for the team, and an answer that the team added."""
    person = await a_person(session, NOW)
    await inquiries.keep_question(
        session, "¿Cuándo pagan la consultoncia? Mi DNI 41424344", person, now=NOW
    )
    row = (await session.scalars(sa.select(Inquiry))).one()
    session.add(
        GuideEntry(
            name="horario",
            question="¿A qué hora atienden?",
            phrasings=[],
            text="De 8 a 5.",
            updated_at=NOW,
            operator_id=ana.id,
        )
    )
    return {"CONSULTA": str(row.id)}


async def _told(
    session: AsyncSession, text: str = _TOLD, ubigeo: str = "210607", address: str | None = None
) -> Aporte:
    """As the chat registers it, indexed and in its necesidad."""
    person = await a_person(session, NOW, address=address)
    command = Submit(
        kind=AporteKind.PROBLEMA,
        text=text,
        ubigeo=ubigeo,
        place_text="junto al corralvejo, donde el señor Zutanejo",
        affected="la gente del corralvejo",
        actor=Actor.CIUDADANIA,
        attachments=(),
        consent_version="1",
        message_id="1",
    )
    vocabulary = Vocabulary.builtin()
    done = await submit(session, command, person, vocabulary=vocabulary, answer_days=30, now=NOW)
    found = await session.scalars(sa.select(Aporte).where(Aporte.code == done.code))
    return found.one()


async def _cases(session: AsyncSession, ana: Operator) -> dict[str, str]:
    """One with everything, a reserved one, one merged, one taken, one reopened."""
    case = await _told(session, address="70707071")
    other = await _told(session, "Falta un médico en la posta zumbalena del distrito")
    reserved = await _told(
        session, "En la casa cuartocerrado le pegan a la señora cada noche. Llámenme al 911222333"
    )
    reserved.restricted = True
    merged, taken = await _told(session), await _told(session, "El puente zumbalena se cayó")
    back = await _told(session, "La carretera zumbalena está cortada")
    for each in (case, reserved):
        await _dress(session, each, ana)
    await act(session, Fusionar(Code(other.code)), merged, ana, NOW)
    await act(session, Tomar(), taken, ana, NOW)
    back.state = AporteState.DESCARTADO
    person = await session.get_one(Person, back.author_id)
    await reopening.reopen(
        session, Reopen(back.code, "Ahora hay un nuevobrote"), person, answer_days=30, now=NOW
    )
    return {
        "A": spoken(case.code),
        "B": spoken(other.code),
        "R": spoken(reserved.code),
        "UNIDO": spoken(merged.code),
        "TOMADO": spoken(taken.code),
    }


async def _dress(session: AsyncSession, case: Aporte, ana: Operator) -> None:
    """Somebody joined it, its author was asked and answered, and sent a photo."""
    joined = await a_person(session, NOW)
    session.add_all(
        (
            Follower(
                aporte_id=case.id,
                person_id=joined.id,
                joined_at=NOW,
                words="acá mediolunar, cel 911222333",
            ),
            Question(
                aporte_id=case.id,
                person_id=case.author_id,
                operator_id=ana.id,
                text="¿Cuántos son?",
                asked_at=NOW,
                answer="Somos tresquinto, mi DNI es 41424344",
                answered_at=NOW,
            ),
            Attachment(
                person_id=case.author_id,
                aporte_id=case.id,
                channel="telegram",
                file_ref="x",
                kind="foto",
                media_type="image/jpeg",
                content=b"bytes",
                state=AttachmentState.KEPT,
                due_at=NOW,
                created_at=NOW,
            ),
        )
    )
    await session.flush()


async def _needs(session: AsyncSession, ana: Operator) -> dict[str, str]:
    """One that the machine suggests, of two districts, and one that the Lab took up."""
    for ubigeo in ("050101", "080101"):
        last = await _told(session, "Las alpacas zumbalena mueren por la helada y el frío", ubigeo)
    candidate = await _home(session, last)
    for ubigeo in ("050101", "080101"):
        inside = await _told(
            session, "No llega internet al colegio zumbalena, no hay señal", ubigeo
        )
        inside.state = AporteState.PRIORIZACION
    await session.flush()
    necesidad, _ = await necesidades.take_up(
        session, "Internet en colegios", candidate_id=await _home(session, inside), by=ana, now=NOW
    )
    waiting = await _told(session, "No llega internet al colegio zumbalena, sin señal", "150101")
    waiting.state = AporteState.PRIORIZACION
    return {
        "CANDIDATA": str(candidate),
        "FICHA": str(necesidad.necesidad_id),
        "ADMITIDO": spoken(inside.code),
    }


async def _home(session: AsyncSession, aporte: Aporte) -> int:
    found = await session.scalars(
        sa.select(NecesidadMember.necesidad_id).where(NecesidadMember.aporte_id == aporte.id)
    )
    return found.one()


async def _sessions(session: AsyncSession, ana: Operator) -> dict[str, str]:
    """One installed, with an acuerdo and a paper, and one called; every seat has its holder."""
    await seated(session)
    for number, state in ((1, MeetingState.INSTALADA), (2, MeetingState.CONVOCADA)):
        sesion = Meeting(
            year=2026,
            number=number,
            kind=MeetingKind.EXTRAORDINARIA,
            scheduled_at=LATER if number == 1 else LATER + timedelta(days=9),
            place="Sala 3",
            state=state,
            convened_at=NOW,
            convened_by_id=ana.id,
            papers_at=NOW,
            quorum=4,
            opened_at=LATER if number == 1 else None,
        )
        session.add(sesion)
        await session.flush()
        for position in (1, 2):
            session.add(
                AgendaItem(
                    meeting_id=sesion.id,
                    station=Station.ORDEN_DEL_DIA,
                    position=position,
                    title="Criterios",
                    points="Qué pesa más",
                    minutes=10,
                    is_approved=True if position == 1 and number == 1 else None,
                    voted_at=LATER if position == 1 and number == 1 else None,
                )
            )
        await session.flush()
    for seat in SEATS:
        session.add(Attendance(meeting_id=1, seat=seat, name=seat, roll=1, arrived_at=LATER))
    return await _papers(session, ana)


async def _papers(session: AsyncSession, ana: Operator) -> dict[str, str]:
    """What the first of them made: an acuerdo, and its acta."""
    acuerdo = Acuerdo(
        code="AYNI-GT-2026-SE01-A01",
        meeting_id=1,
        agenda_item_id=1,
        subject=AcuerdoSubject.OTRO,
        text="Se acuerda.",
        responsible="DGSE",
        made_at=LATER,
    )
    paper = MeetingPaper(
        meeting_id=1,
        name="acta.docx",
        content=b"acta",
        digest=hashlib.sha256(b"acta").hexdigest(),
        added_at=LATER,
        added_by_id=ana.id,
    )
    session.add_all((acuerdo, paper))
    await session.flush()
    return {"ACUERDO": acuerdo.code}


async def _calls(session: AsyncSession) -> dict[str, str]:
    """One that closed with an application to it and a question, a draft, and one that is open."""
    closed = await a_concurso(session, NOW, open_for=timedelta(days=10))
    await a_concurso(session, NOW, state=ConcursoState.BORRADOR)
    await a_concurso(session, NOW)
    person = await a_person(session, NOW)
    own = Application(
        code="7R4C6H",
        concurso_id=closed.id,
        person_id=person.id,
        answers=_ANSWERS,
        state=ApplicationState.ENVIADA,
        started_at=NOW,
        updated_at=NOW,
        submitted_at=NOW,
    )
    question = ConcursoQuestion(
        concurso_id=closed.id,
        person_id=person.id,
        text="¿Vale preguntoncio? Escriban al 911 222 333",
        asked_at=NOW,
    )
    session.add_all((own, question))
    await session.flush()
    return {"P": spoken(own.code), "PREGUNTA": str(question.id)}


async def _broadcast(session: AsyncSession, ana: Operator) -> None:
    await readers(session, 3, NOW, first=500, ubigeo="210607")
    draft = BroadcastDraft("El MIDIS abrió un concurso. ¡Postula!", Audience())
    await broadcasts.create(
        session, draft, channels=frozenset({"telegram", "web"}), by=ana, now=NOW
    )
