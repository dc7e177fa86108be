"""Applications to a concurso: kept answer by answer, sent, edited until the call closes."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.concursos import concursos
from intake.concursos.rules import answers
from intake.concursos.rules import application as rules
from intake.errors import CallClosedError, NotFoundError, RefusedError
from intake.kinds import HANDED_IN, ApplicationState, ConcursoState
from intake.store.access import Grant
from intake.store.db import insert_new
from intake.store.free_codes import free_code
from intake.store.journal import About, record
from intake.store.models import Application, Attachment, Concurso, Person
from intake.store.reader import Reader
from intake.store.verbs import Verb
from intake.words.calendar import spoken_moment
from intake.words.codes import spoken
from intake.words.sentences import refusal

_WHO = frozenset({"nombre", "contacto"})
"""The answers that say who a person is."""
MOST_FILES = 10


async def start(
    session: AsyncSession, concurso_id: int, person: Person, *, at: datetime, now: datetime
) -> Application:
    """Their application to this call, which is the one they have or a new one.

    `at` is when their message came: what was sent in time is in time, however late it is handled.
    """
    concurso = await get_call(session, concurso_id)
    found = await find_own(session, concurso_id, person)
    if found is not None and found.state is not ApplicationState.RETIRADA:
        return found
    _check_open(concurso, at)
    if found is not None:
        found.state, found.updated_at = ApplicationState.BORRADOR, now
        return found
    values = {
        "code": await free_code(session),
        "concurso_id": concurso_id,
        "person_id": person.id,
        "answers": {},
        "state": ApplicationState.BORRADOR,
        "started_at": now,
        "updated_at": now,
        "outcome": "",
    }
    await insert_new(session, Application, ("concurso_id", "person_id"), [values])
    return await get_own(session, concurso_id, person)


async def answer(
    session: AsyncSession,
    concurso_id: int,
    person: Person,
    step: str,
    text: str,
    *,
    attachment: int | None = None,
    at: datetime,
    now: datetime,
) -> Application:
    """Keep the answer to one step, and a file with it. What was sent stays sent, as changed."""
    concurso = await get_call(session, concurso_id)
    own = await get_own(session, concurso_id, person, for_update=True)
    _check_may_change(concurso, own, at)
    if attachment is not None:
        await _attach(session, own, attachment, person)
    if text or attachment is None:
        bounds = answers.Terms(tuple(concurso.applicants), concurso.ceiling, concurso.months)
        value = answers.read_answer(step, text, bounds)
        before = own.answers.get(step)
        own.answers = {**own.answers, step: value}
        if step == "lugar" and value.isdecimal():
            person.ubigeo = value
        if own.state is ApplicationState.ENVIADA and before != value:
            _record(session, Verb.CAMBIAR, own, now, {step: before}, {step: value})
    own.updated_at = now
    return own


async def send(
    session: AsyncSession, concurso_id: int, person: Person, *, at: datetime, now: datetime
) -> Application:
    """Hand it in. Nothing may be missing, and the call must be open at `at`."""
    concurso = await get_call(session, concurso_id)
    own = await get_own(session, concurso_id, person, for_update=True)
    _check_may_change(concurso, own, at)
    if rules.next_step(own.answers) is not None:
        raise RefusedError(refusal("faltan_respuestas"))
    if own.state is ApplicationState.BORRADOR:
        own.state = ApplicationState.ENVIADA
        own.submitted_at = own.submitted_at or at
        own.updated_at = now
        _record(session, Verb.POSTULAR, own, now, {}, {"answers": own.answers})
    return own


async def withdraw(
    session: AsyncSession, concurso_id: int, person: Person, *, now: datetime
) -> Application:
    """Take it back until results are told; they may hand it in again in time."""
    concurso = await get_call(session, concurso_id)
    own = await get_own(session, concurso_id, person, for_update=True)
    if not own.state.is_changeable or concurso.state is ConcursoState.RESULTADOS:
        raise RefusedError(refusal("no_se_retira"))
    own.state, own.updated_at = ApplicationState.RETIRADA, now
    _record(session, Verb.RETIRAR_POSTULACION, own, now, {}, {})
    return own


async def list_own(session: AsyncSession, person: Person) -> list[tuple[Application, Concurso]]:
    """Their applications with their calls, the newest first."""
    rows = await session.execute(
        sa.select(Application, Concurso)
        .join(Concurso, Concurso.id == Application.concurso_id)
        .where(Application.person_id == person.id, Application.state != ApplicationState.RETIRADA)
        .order_by(Application.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


async def find_by_code(
    session: AsyncSession, code: str, person: Person
) -> tuple[Application, Concurso] | None:
    """Their application with this code and its call; None if it is nobody's or another's."""
    found = (
        await session.execute(
            sa.select(Application, Concurso)
            .join(Concurso, Concurso.id == Application.concurso_id)
            .where(Application.code == code, Application.person_id == person.id)
        )
    ).first()
    return (found[0], found[1]) if found else None


async def find_application(session: AsyncSession, code: str) -> Application:
    """Anybody's application, by its code, to act on it. To read it: `get_application`."""
    found = await session.scalar(sa.select(Application).where(Application.code == code))
    if found is None:
        raise NotFoundError(
            f"No hay una postulación «{code}». Véalas con: ayni concurso postulaciones"
        )
    return found


async def get_application(
    session: AsyncSession, code: str, reader: Reader
) -> tuple[Application, list[Attachment]]:
    """Anybody's application as this reader may see it, and its files without their bytes."""
    reader.check(Grant.POSTULACIONES)
    own = await find_application(session, code)
    files = sa.select(Attachment).where(Attachment.application_id == own.id)
    attached = list(await session.scalars(files.order_by(Attachment.id)))
    shown_to(reader, session, [own], f"postulación {spoken(own.code)}")
    return own, attached


async def list_applications(
    session: AsyncSession, concurso: Concurso, reader: Reader, *, unsent: bool = False
) -> list[Application]:
    """The applications to a call as this reader may see them; with `unsent`, the drafts too."""
    query = sa.select(Application).where(Application.concurso_id == concurso.id)
    if not unsent:
        query = query.where(Application.state.in_(HANDED_IN))
    rows = list(await session.scalars(query.order_by(Application.id)))
    what = f"postulaciones del concurso {concurso.code}"
    return shown_to(reader, session, rows, what)


def shown_to(
    reader: Reader, session: AsyncSession, rows: list[Application], what: str
) -> list[Application]:
    """The same applications, noted as read, without who applies if this reader may not know."""
    reader.check(Grant.POSTULACIONES)
    if not reader.may(Grant.CONTACTOS):
        for own in rows:
            session.expunge(own)  # what is hidden here must not be written back
            own.answers = {step: text for step, text in own.answers.items() if step not in _WHO}
    reader.wrote(session, f"{what}: {len(rows)}", codes=[own.code for own in rows])
    return rows


async def find_own(
    session: AsyncSession, concurso_id: int, person: Person, *, for_update: bool = False
) -> Application | None:
    """The application of this person to this call; None if there is none."""
    query = sa.select(Application).where(
        Application.concurso_id == concurso_id, Application.person_id == person.id
    )
    found: Application | None = await session.scalar(
        query.with_for_update() if for_update else query
    )
    return found


async def get_own(
    session: AsyncSession, concurso_id: int, person: Person, *, for_update: bool = False
) -> Application:
    """The application of this person to this call; RefusedError if there is none."""
    found = await find_own(session, concurso_id, person, for_update=for_update)
    if found is None:
        raise RefusedError(refusal("sin_postulacion"))
    return found


async def get_call(session: AsyncSession, concurso_id: int) -> Concurso:
    """A call that people may see; NotFoundError tells them if there is none."""
    concurso = await session.get(Concurso, concurso_id)
    if concurso is None or concurso.state is ConcursoState.BORRADOR:
        raise NotFoundError(refusal("concurso_desconocido"))
    return concurso


async def files_of(session: AsyncSession, own: Application) -> int:
    """How many files an application has."""
    query = sa.select(sa.func.count()).where(Attachment.application_id == own.id)
    return await session.scalar(query) or 0


def _check_open(concurso: Concurso, at: datetime) -> None:
    if concursos.is_open(concurso, at):
        return
    if concurso.state is ConcursoState.CANCELADO:
        raise CallClosedError(refusal("concurso_cancelado"))
    if at < concurso.opens_at:
        raise CallClosedError(
            refusal("concurso_por_abrir", cuando=spoken_moment(concurso.opens_at))
        )
    raise CallClosedError(refusal("concurso_cerrado", cuando=spoken_moment(concurso.closes_at)))


def _check_may_change(concurso: Concurso, own: Application, at: datetime) -> None:
    if not own.state.is_changeable:
        raise RefusedError(refusal("no_se_cambia"))
    if concursos.is_open(concurso, at):
        return
    was_sent = own.state is ApplicationState.ENVIADA
    kept = refusal("quedo_enviada" if was_sent else "no_llego_a_enviarse")
    try:
        _check_open(concurso, at)
    except CallClosedError as closed:
        raise CallClosedError(f"{closed} {kept}") from None


async def _attach(session: AsyncSession, own: Application, attachment: int, person: Person) -> None:
    if await files_of(session, own) >= MOST_FILES:
        raise RefusedError(refusal("muchos_archivos", tope=MOST_FILES))
    await session.execute(
        sa.update(Attachment)
        .where(Attachment.id == attachment, Attachment.person_id == person.id)
        .values(application_id=own.id)
    )


def _record(
    session: AsyncSession,
    verb: Verb,
    own: Application,
    now: datetime,
    before: dict[str, object],
    after: dict[str, object],
) -> None:
    record(
        session,
        verb,
        About(person_id=own.person_id, concurso_id=own.concurso_id, application_id=own.id),
        now=now,
        note=f"postulación {own.code}",
        before=before,
        after=after,
    )
