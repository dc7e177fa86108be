"""Valuing the applications of a concurso, and telling every applicant the results, once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import mean

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.concursos.applications import find_application, shown_to
from intake.errors import RefusedError
from intake.grupo import acuerdos, approvals
from intake.kinds import BINDING, HANDED_IN, AcuerdoSubject, ApplicationState, ConcursoState
from intake.listening import notices
from intake.store import access, outbox
from intake.store.access import Grant
from intake.store.journal import About, record
from intake.store.models import Application, ApplicationScore, Concurso, Operator, Person
from intake.store.models.message import Lane
from intake.store.operators import check_secretaria
from intake.store.outgoing import Deed, Outgoing
from intake.store.reader import Reader
from intake.store.verbs import Verb
from intake.words.sentences import call_news
from intake.words.text import clean

_HIGHEST = 5


@dataclass(frozen=True, slots=True)
class Placing:
    """An application with its points; None if a criterion was not valued by anybody yet."""

    application: Application
    points: dict[str, float | None]
    """Mean of each criterion of the call, from 0 to 5."""
    total: float | None
    """Mean of the criteria; None until every one has points."""
    evaluators: int


async def score(
    session: AsyncSession,
    code: str,
    criterion: str,
    value: float,
    reason: str,
    *,
    by: Operator,
    now: datetime,
) -> ApplicationScore:
    """Give points from 0 to 5, in halves, and why. An adviser's do not count (art. 28)."""
    if not access.may(by, Grant.EVALUAR):
        raise RefusedError(f"La cuenta «{by.username}» no evalúa postulaciones.")
    own = await find_application(session, code)
    concurso = await session.get_one(Concurso, own.concurso_id)
    _check_may_be_scored(own, concurso, now)
    wanted = _criterion(concurso, criterion)
    if not (0 <= value <= _HIGHEST and value * 2 == int(value * 2)):
        raise RefusedError("La nota va de 0 a 5, de medio en medio: 0, 0,5, 1… 5.")
    if not clean(reason):
        raise RefusedError("Escriba por qué esa nota: --motivo «…».")
    key = (own.id, wanted, by.id)
    row = await session.get(ApplicationScore, key, with_for_update=True)
    before = {"nota": row.value} if row else {}
    if row is None:
        row = ApplicationScore(application_id=own.id, criterion=wanted, operator_id=by.id)
        session.add(row)
    row.value, row.reason, row.at = value, clean(reason), now
    record(
        session,
        Verb.CONCURSO_EVALUAR,
        About(concurso_id=own.concurso_id, application_id=own.id),
        now=now,
        operator_id=by.id,
        note=f"postulación {own.code}, {wanted}: {row.reason}",
        before=before,
        after={"nota": value},
    )
    return row


async def table(session: AsyncSession, concurso: Concurso, reader: Reader) -> list[Placing]:
    """The applications that were handed in, the best first; of equals, who sent first."""
    query = (
        sa.select(Application)
        .where(Application.concurso_id == concurso.id, Application.state.in_(HANDED_IN))
        .order_by(Application.submitted_at, Application.id)
    )
    what = f"tabla del concurso {concurso.code}"
    rows = shown_to(reader, session, list(await session.scalars(query)), what)
    given: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    evaluators: dict[int, set[int]] = defaultdict(set)
    points = await session.execute(
        sa.select(ApplicationScore, Operator.role)
        .join(Operator, Operator.id == ApplicationScore.operator_id)
        .join(Application, Application.id == ApplicationScore.application_id)
        .where(Application.concurso_id == concurso.id)
    )
    for each, role in points:
        if role in BINDING:
            given[each.application_id][each.criterion].append(each.value)
            evaluators[each.application_id].add(each.operator_id)
    standings = [
        _standing(own, concurso.criteria, given[own.id], len(evaluators[own.id])) for own in rows
    ]
    return sorted(standings, key=lambda each: -(each.total if each.total is not None else -1.0))


async def publish_results(
    session: AsyncSession,
    concurso: Concurso,
    winners: Mapping[str, str],
    *,
    acuerdo: str,
    by: Operator,
    now: datetime,
) -> int:
    """Say who won, by code and why, and tell everybody who handed one in; how many were told.

    Refused while a score is missing, or without the acuerdo that approved this evaluation as it
    stands (Manual, art. 15.c).
    """
    check_secretaria(by, "Publicar los resultados")
    told = await _results(session, concurso, winners, now=now)
    if lacks := await missing(session, concurso, acuerdo):
        raise RefusedError("Todavía falta:\n" + "\n".join(f"- {each}" for each in lacks))
    approved = await acuerdos.get_acuerdo(session, acuerdo)
    await approvals.check_approved(session, concurso, approved, AcuerdoSubject.EVALUACION)
    concurso.evaluation_acuerdo = approved.code
    for own, text in told:
        won = own.code in winners
        own.state = ApplicationState.GANADORA if won else ApplicationState.NO_ELEGIDA
        own.outcome = clean(winners[own.code]) if won else call_news("otras_elegidas")
        own.updated_at = now
        person = await session.get_one(Person, own.person_id)
        await outbox.post(
            session,
            person,
            Outgoing(text, offers=(notices.offer(Deed.SEE_APPLICATION, concurso.id),)),
            key=f"resultado:{concurso.id}:{person.id}",
            lane=Lane.NOTICE,
            now=now,
        )
    concurso.state, concurso.results_at = ConcursoState.RESULTADOS, now
    record(
        session,
        Verb.CONCURSO_RESULTADOS,
        About(concurso_id=concurso.id, acuerdo_id=approved.id),
        now=now,
        operator_id=by.id,
        note=f"concurso {concurso.code}: {', '.join(sorted(winners)) or 'desierto'}",
        after={"ganadoras": dict(winners), "avisadas": len(told), "acuerdo": approved.code},
    )
    return len(told)


async def missing(session: AsyncSession, concurso: Concurso, acuerdo: str) -> list[str]:
    """What the results lack before they can be told, a line each."""
    code = concurso.code
    lacks = await approvals.missing_scores(session, concurso)
    if not acuerdo.strip():
        lacks.append(
            "el acuerdo que aprueba la evaluación (Manual, art. 15.c): ayni agenda agregar SESION "
            f"«Evaluación» --concurso {code}; ya votado, ayni acuerdo registrar SESION PUNTO "
            "--asunto evaluacion …; y aquí, --acuerdo CODIGO"
        )
    return lacks


async def results(
    session: AsyncSession, concurso: Concurso, winners: Mapping[str, str], reader: Reader
) -> list[tuple[str, str]]:
    """The code of each application that was handed in, and what its person would be told."""
    told = await _results(session, concurso, winners, now=reader.now)
    what = f"ensayo de resultados del concurso {concurso.code}"
    shown_to(reader, session, [own for own, _ in told], what)
    return [(own.code, text) for own, text in told]


def _check_may_be_scored(own: Application, concurso: Concurso, now: datetime) -> None:
    if own.state is not ApplicationState.ENVIADA:
        raise RefusedError(f"La postulación {own.code} está «{own.state}»: no se evalúa.")
    if concurso.state is not ConcursoState.PUBLICADO:
        raise RefusedError(f"El concurso está «{concurso.state}»: ya no se evalúa.")
    if now < concurso.closes_at:
        raise RefusedError("Se evalúa cuando el concurso cerró: hasta entonces pueden cambiarla.")


def _criterion(concurso: Concurso, typed: str) -> str:
    """The criterion as the call writes it, however its letters were typed."""
    known = {clean(each).lower(): each for each in concurso.criteria}
    wanted = known.get(clean(typed).lower())
    if wanted is None:
        raise RefusedError(f"Los criterios son: {', '.join(concurso.criteria)}.")
    return wanted


async def _results(
    session: AsyncSession, concurso: Concurso, winners: Mapping[str, str], *, now: datetime
) -> list[tuple[Application, str]]:
    """Each application that was handed in, and what its person will be told. Changes nothing."""
    if concurso.state is not ConcursoState.PUBLICADO:
        raise RefusedError(
            f"El concurso {concurso.code} está «{concurso.state}»: los resultados "
            "se dicen una sola vez."
        )
    if now < concurso.closes_at:
        raise RefusedError("El concurso sigue abierto: los resultados se dicen cuando cierra.")
    rows = list(
        await session.scalars(
            sa.select(Application)
            .where(
                Application.concurso_id == concurso.id,
                Application.state == ApplicationState.ENVIADA,
            )
            .order_by(Application.id)
        )
    )
    unknown = sorted(set(winners) - {own.code for own in rows})
    if unknown:
        raise RefusedError(f"No son postulaciones enviadas de este concurso: {', '.join(unknown)}.")
    if any(not clean(reason) for reason in winners.values()):
        raise RefusedError("Cada ganadora lleva su motivo: --ganadora CODIGO=«…».")
    return [(own, _said(concurso, own, winners.get(own.code))) for own in rows]


def _said(concurso: Concurso, own: Application, won: str | None) -> str:
    title = own.answers.get("titulo", "")
    if won is None:
        return call_news(
            "no_elegida",
            concurso=concurso.title,
            propuesta=title,
            motivo=call_news("otras_elegidas"),
        )
    return call_news(
        "elegida",
        concurso=concurso.title,
        propuesta=title,
        motivo=clean(won),
        contacto=concurso.contact,
    )


def _standing(
    own: Application, criteria: list[str], given: Mapping[str, list[float]], evaluators: int
) -> Placing:
    points = {each: mean(given[each]) if given.get(each) else None for each in criteria}
    known = [value for value in points.values() if value is not None]
    total = mean(known) if known and len(known) == len(criteria) else None
    return Placing(own, points, total, evaluators)
