"""Calling people to a concurso: written down, approved, published, extended, cancelled."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.concursos.concursos import get_concurso, needs_of
from intake.errors import NotFoundError, RefusedError
from intake.grupo import acuerdos, approvals
from intake.kinds import AcuerdoSubject, Applicant, ApplicationState, ConcursoState
from intake.listening import notices
from intake.store import outbox
from intake.store.journal import About, record
from intake.store.models import (
    Application,
    ApplicationScore,
    Concurso,
    ConcursoNeed,
    Necesidad,
    Operator,
    Person,
)
from intake.store.models.message import Lane
from intake.store.operators import check_acts, check_secretaria
from intake.store.outgoing import Deed, Outgoing
from intake.store.verbs import Verb
from intake.words.calendar import lima_date, spoken_moment
from intake.words.sentences import call_news
from intake.words.text import clean

_MOST_BYTES = 20_000_000
_DOCUMENTS = (".pdf", ".docx")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a call says (research on real calls: fund, share, ceiling, duration, dates, bases).

    None leaves it as it is.
    """

    title: str | None = None
    challenge: str | None = None
    partner: str | None = None
    applicants: tuple[Applicant, ...] | None = None
    who: str | None = None
    fund: int | None = None
    share: int | None = None
    ceiling: int | None = None
    months: int | None = None
    ubigeos: tuple[str, ...] | None = None
    stages: tuple[str, ...] | None = None
    criteria: tuple[str, ...] | None = None
    contact: str | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    results_on: date | None = None
    bases_url: str | None = None


async def create(session: AsyncSession, terms: Terms, *, by: Operator, now: datetime) -> Concurso:
    """Make a draft; its code is the year of its opening and the next number."""
    check_acts(by, "Preparar un concurso")
    if not terms.title or terms.opens_at is None or terms.closes_at is None:
        raise RefusedError("Un concurso empieza con título, día de apertura y de cierre.")
    year = lima_date(terms.opens_at).year
    last = await session.scalar(
        sa.select(sa.func.max(Concurso.number)).where(Concurso.year == year)
    )
    concurso = Concurso(
        year=year,
        number=(last or 0) + 1,
        title=terms.title,
        challenge="",
        applicants=[],
        ubigeos=[],
        stages=[],
        criteria=[],
        opens_at=terms.opens_at,
        closes_at=terms.closes_at,
        created_at=now,
    )
    _apply(concurso, terms)
    session.add(concurso)
    await session.flush()
    _record(session, Verb.CONCURSO_CREAR, concurso, by, now)
    return concurso


async def change(
    session: AsyncSession, code: str, terms: Terms, *, by: Operator, now: datetime
) -> Concurso:
    """Change what a draft says. What was approved and published stays."""
    check_acts(by, "Cambiar un concurso")
    concurso = await get_concurso(session, code, for_update=True)
    _check_draft(concurso)
    _apply(concurso, terms)
    _record(session, Verb.CONCURSO_CAMBIAR, concurso, by, now)
    return concurso


async def attach_need(
    session: AsyncSession, code: str, necesidad_id: int, *, by: Operator, now: datetime
) -> None:
    """Name a necesidad that it answers, which the Grupo de Trabajo prioritised (art. 14.a)."""
    check_acts(by, "Unir una necesidad a un concurso")
    concurso = await get_concurso(session, code, for_update=True)
    _check_draft(concurso)
    necesidad = await session.get(Necesidad, necesidad_id)
    if necesidad is None:
        raise NotFoundError(f"No hay una necesidad {necesidad_id}. Véalas con: ayni ranking")
    if necesidad.prioritised_at is None:
        raise RefusedError(
            f"La necesidad {necesidad_id} no está priorizada por el Grupo de Trabajo (Manual, "
            "art. 14.a): un concurso responde a necesidades priorizadas."
        )
    if await session.get(ConcursoNeed, (concurso.id, necesidad_id)):
        raise RefusedError(f"La necesidad {necesidad_id} ya es del concurso {concurso.code}.")
    session.add(ConcursoNeed(concurso_id=concurso.id, necesidad_id=necesidad_id))
    about = About(concurso_id=concurso.id, necesidad_id=necesidad_id)
    verb = Verb.CONCURSO_NECESIDAD
    _record(session, verb, concurso, by, now, about=about, necesidad=necesidad_id)


async def set_bases(
    session: AsyncSession, code: str, name: str, content: bytes, *, by: Operator, now: datetime
) -> Concurso:
    """Put the document of the bases with it: a PDF or DOCX of at most 20 MB.

    An acuerdo approves this very file: one that comes after it needs an acuerdo of its own.
    """
    check_acts(by, "Guardar las bases")
    concurso = await get_concurso(session, code, for_update=True)
    _check_draft(concurso)
    if not name.lower().endswith(_DOCUMENTS) or content[:4] not in {b"%PDF", b"PK\x03\x04"}:
        raise RefusedError(f"«{name}» no es un PDF ni un DOCX.")
    if len(content) > _MOST_BYTES:
        raise RefusedError(f"«{name}» pesa más de 20 MB.")
    concurso.bases_name, concurso.bases = name, content
    concurso.bases_digest = hashlib.sha256(content).hexdigest()
    _record(
        session, Verb.CONCURSO_BASES, concurso, by, now, bases=name, sha256=concurso.bases_digest
    )
    return concurso


async def missing(session: AsyncSession, concurso: Concurso, now: datetime) -> list[str]:
    """What it lacks to be published, each with the option that gives it; none if it is ready."""
    needs = await needs_of(session, concurso)
    approved = [
        each.code
        for each in await acuerdos.approved(session, AcuerdoSubject.BASES)
        if each.concurso_id == concurso.id and each.digest == concurso.bases_digest
    ]
    code = concurso.code
    change = f"ayni concurso crear --cambia {code}"
    on_agenda = f"ayni agenda agregar SESION «Bases» --concurso {code}"
    lacks = [
        (not concurso.challenge, f"el reto, en palabras sencillas: {change} --reto …"),
        (not needs, f"una necesidad priorizada: ayni concurso necesidad {code} NUMERO"),
        (not concurso.applicants, f"quiénes pueden postular: {change} --postula …"),
        (not concurso.stages, f"las etapas de la selección: {change} --etapa …"),
        (not concurso.criteria, f"los criterios con que se evalúa: {change} --criterio …"),
        (not concurso.contact, f"a quién preguntar: {change} --contacto …"),
        (not concurso.bases_digest, f"el archivo de las bases: ayni concurso bases {code} ARCHIVO"),
        (concurso.opens_at >= concurso.closes_at, f"cerrar después de abrir: {change} --cierra …"),
        (concurso.closes_at <= now, f"un cierre que no haya pasado: {change} --cierra …"),
        (
            not approved,
            f"el acuerdo que aprueba estas bases (Manual, art. 15.c): {on_agenda}",
        ),
    ]
    return [what for is_missing, what in lacks if is_missing]


async def publish(
    session: AsyncSession, code: str, acuerdo: str, *, by: Operator, now: datetime
) -> Concurso:
    """Open it to people. The acuerdo named must have approved its bases as they are (art. 15.c)."""
    check_secretaria(by, "Publicar un concurso")
    concurso = await get_concurso(session, code, for_update=True)
    _check_draft(concurso)
    found = await acuerdos.find_acuerdo(session, acuerdo)
    if found is not None and concurso.bases_digest is not None:
        await approvals.check_approved(session, concurso, found, AcuerdoSubject.BASES)
    lacks = await missing(session, concurso, now)
    if lacks:
        raise RefusedError("Todavía falta:\n" + "\n".join(f"- {each}" for each in lacks))
    found = await acuerdos.get_acuerdo(session, acuerdo)
    concurso.acuerdo, concurso.published_at = found.code, now
    concurso.state = ConcursoState.PUBLICADO
    about = About(concurso_id=concurso.id, acuerdo_id=found.id)
    verb = Verb.CONCURSO_PUBLICAR
    _record(session, verb, concurso, by, now, about=about, acuerdo=found.code)
    return concurso


async def extend(
    session: AsyncSession,
    code: str,
    closes_at: datetime,
    reason: str,
    *,
    by: Operator,
    now: datetime,
) -> Concurso:
    """Let it close later than it was said; never earlier, because people count on the day."""
    check_secretaria(by, "Ampliar el plazo de un concurso")
    concurso = await get_concurso(session, code, for_update=True)
    _check_published(concurso)
    if closes_at <= concurso.closes_at or closes_at <= now:
        raise RefusedError("El nuevo cierre va después del que se anunció, y después de hoy.")
    if not clean(reason):
        raise RefusedError("Escriba por qué se amplía: --motivo «…».")
    scored = sa.exists().where(
        ApplicationScore.application_id == Application.id, Application.concurso_id == concurso.id
    )
    if await session.scalar(sa.select(scored)):
        raise RefusedError("Ya se evaluaron postulaciones: el plazo no se vuelve a abrir.")
    before = concurso.closes_at
    concurso.closes_at = closes_at
    _record(
        session, Verb.CONCURSO_AMPLIAR, concurso, by, now, note=reason, antes=before.isoformat()
    )
    text = call_news(
        "ampliado",
        concurso=concurso.title,
        cuando=spoken_moment(closes_at),
        motivo=clean(reason),
    )
    await _tell_applicants(session, concurso, text, f"ampliar:{closes_at:%Y%m%d%H%M}", now)
    return concurso


async def cancel(
    session: AsyncSession, code: str, reason: str, *, by: Operator, now: datetime
) -> Concurso:
    """End a concurso without results."""
    check_secretaria(by, "Cancelar un concurso")
    concurso = await get_concurso(session, code, for_update=True)
    if concurso.state in {ConcursoState.RESULTADOS, ConcursoState.CANCELADO}:
        raise RefusedError(f"El concurso {concurso.code} está «{concurso.state}».")
    if not clean(reason):
        raise RefusedError("Escriba por qué se cancela: --motivo «…».")
    concurso.state = ConcursoState.CANCELADO
    _record(session, Verb.CONCURSO_CANCELAR, concurso, by, now, note=reason)
    text = call_news("cancelado", concurso=concurso.title, motivo=clean(reason))
    await _tell_applicants(session, concurso, text, "cancelar", now)
    return concurso


def _apply(concurso: Concurso, terms: Terms) -> None:
    for each in fields(terms):
        value = getattr(terms, each.name)
        if value is not None:
            setattr(concurso, each.name, _kept(value))
    _check_terms(concurso)


def _kept(value: object) -> object:
    """A term as it is kept; RefusedError if it is a number that is none."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return _texts(value)
    if isinstance(value, int) and value <= 0:
        raise RefusedError("Montos, porcentajes y meses van en números mayores que cero.")
    return value


def _check_terms(concurso: Concurso) -> None:
    if not concurso.title:
        raise RefusedError("Un concurso lleva título: --titulo «…».")
    if concurso.share and concurso.share > 100:
        raise RefusedError("El porcentaje que financia va de 1 a 100.")
    if concurso.fund and concurso.ceiling and concurso.ceiling > concurso.fund:
        raise RefusedError("El tope por proyecto no puede pasar del fondo.")
    if concurso.bases_url and not concurso.bases_url.startswith("https://"):
        raise RefusedError("El enlace de las bases empieza con https://")


def _texts(values: Sequence[str]) -> list[str]:
    """Each once, however its letters are: a criterion typed twice could never be valued."""
    texts = [each.value if isinstance(each, Applicant) else clean(each) for each in values]
    once: dict[str, str] = {}
    for each in texts:
        once.setdefault(each.lower(), each)
    return [each for key, each in once.items() if key]


async def _tell_applicants(
    session: AsyncSession, concurso: Concurso, text: str, what: str, now: datetime
) -> None:
    """Whoever began or sent an application hears it, once."""
    people = await session.scalars(
        sa.select(Person)
        .join(Application, Application.person_id == Person.id)
        .where(
            Application.concurso_id == concurso.id,
            Application.state != ApplicationState.RETIRADA,
        )
        .order_by(Person.id)
    )
    message = Outgoing(text, offers=(notices.offer(Deed.SEE_CALL, concurso.id),))
    key = f"concurso:{concurso.id}:{what}"
    rows = [
        outbox.row(each, message, key=f"{key}:{each.id}", lane=Lane.NOTICE, now=now)
        for each in people
    ]
    await outbox.post_rows(session, rows)


def _check_draft(concurso: Concurso) -> None:
    if concurso.state is not ConcursoState.BORRADOR:
        raise RefusedError(
            f"El concurso {concurso.code} está «{concurso.state}»: sus bases ya no cambian. "
            "El plazo se amplía con: ayni concurso ampliar"
        )


def _check_published(concurso: Concurso) -> None:
    if concurso.state is not ConcursoState.PUBLICADO:
        raise RefusedError(f"El concurso {concurso.code} está «{concurso.state}».")


def _record(
    session: AsyncSession,
    verb: Verb,
    concurso: Concurso,
    by: Operator,
    now: datetime,
    *,
    about: About | None = None,
    note: str = "",
    **after: object,
) -> None:
    record(
        session,
        verb,
        about or About(concurso_id=concurso.id),
        now=now,
        operator_id=by.id,
        note=f"concurso {concurso.code}" + (f": {clean(note)}" if note else ""),
        after={
            "titulo": concurso.title,
            "abre": concurso.opens_at.isoformat(),
            "cierra": concurso.closes_at.isoformat(),
            **after,
        },
    )
