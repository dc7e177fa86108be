"""Having the domain do what a conversation asked for about concursos."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.concursos import applications, call_questions, concursos
from intake.concursos.commands import (
    AnswerStep,
    Applications,
    ApplicationSeen,
    ApplicationView,
    Apply,
    AskCall,
    CallAnswered,
    CallCard,
    CallClosed,
    CallCommand,
    CallResult,
    Calls,
    CallSeen,
    CodeSeen,
    ListApplications,
    ListCalls,
    SeeCall,
    SeeCode,
    SendApplication,
    WithdrawApplication,
)
from intake.concursos.rules.application import next_step
from intake.errors import CallClosedError
from intake.kinds import Applicant, ConcursoState, Subject
from intake.listening import people
from intake.outreach import broadcasts
from intake.store.models import Application, Concurso, Person


async def obey_call(
    session: AsyncSession, command: CallCommand, person: Person, now: datetime
) -> CallResult:
    """Do it in the present transaction. A closed call is a result of its own."""
    try:
        return await _obey(session, command, person, now)
    except CallClosedError as closed:
        return CallClosed(str(closed))


async def _obey(
    session: AsyncSession, command: CallCommand, person: Person, now: datetime
) -> CallResult:
    match command:
        case ListCalls(at):
            rows = await concursos.open_for(session, person, at)
            return Calls(tuple([await _card(session, row, person, at) for row in rows]))
        case SeeCall(concurso_id, at):
            concurso = await applications.get_call(session, concurso_id)
            return CallSeen(await _card(session, concurso, person, at))
        case AskCall(concurso_id, text):
            await applications.get_call(session, concurso_id)
            found = await call_questions.ask(session, concurso_id, text, person, now=now)
            return CallAnswered(found.answer if found else "")
        case ListApplications():
            own = await applications.list_own(session, person)
            return Applications(tuple([await _view(session, *each, now) for each in own]))
        case SeeCode(code, at):
            return await _see_code(session, code, person, at)
        case _:
            return ApplicationSeen(await _change(session, command, person, now))


async def _change(
    session: AsyncSession,
    command: Apply | AnswerStep | SendApplication | WithdrawApplication,
    person: Person,
    now: datetime,
) -> ApplicationView:
    number = command.concurso_id
    at = now
    match command:
        case Apply(_, at):
            own = await applications.start(session, number, person, at=at, now=now)
        case AnswerStep(_, step, text, attachment, at):
            own = await applications.answer(
                session, number, person, step, text, attachment=attachment, at=at, now=now
            )
        case SendApplication(_, at, version, message_id):
            own = await applications.send(session, number, person, at=at, now=now)
            await people.consent(
                session,
                person,
                Subject.DATOS,
                granted=True,
                version=version,
                message_id=message_id,
                now=now,
            )
        case WithdrawApplication():
            own = await applications.withdraw(session, number, person, now=now)
    concurso = await applications.get_call(session, number)
    return await _view(session, own, concurso, at)


async def _see_code(session: AsyncSession, code: str, person: Person, at: datetime) -> CodeSeen:
    found = await applications.find_by_code(session, code, person)
    if found is not None:
        return CodeSeen(application=await _view(session, *found, at))
    return CodeSeen(message=await broadcasts.find_test(session, code))


async def _card(
    session: AsyncSession, concurso: Concurso, person: Person, at: datetime
) -> CallCard:
    own = await applications.find_own(session, concurso.id, person)
    return CallCard(
        id=concurso.id,
        code=concurso.code,
        title=concurso.title,
        challenge=concurso.challenge,
        partner=concurso.partner,
        applicants=_applicants(concurso),
        who=concurso.who,
        fund=concurso.fund,
        share=concurso.share,
        ceiling=concurso.ceiling,
        months=concurso.months,
        opens_at=concurso.opens_at,
        closes_at=concurso.closes_at,
        results_on=concurso.results_on,
        bases_url=concurso.bases_url,
        contact=concurso.contact,
        is_open=concursos.is_open(concurso, at),
        is_cancelled=concurso.state is ConcursoState.CANCELADO,
        has_results=concurso.state is ConcursoState.RESULTADOS,
        mine=own.state if own else None,
    )


async def _view(
    session: AsyncSession, own: Application, concurso: Concurso, at: datetime
) -> ApplicationView:
    answers: Mapping[str, str] = own.answers
    return ApplicationView(
        concurso_id=concurso.id,
        title=concurso.title,
        code=own.code,
        state=own.state,
        answers=answers,
        next_step=next_step(answers),
        files=await applications.files_of(session, own),
        applicants=_applicants(concurso),
        closes_at=concurso.closes_at,
        is_open=concursos.is_open(concurso, at),
        outcome=own.outcome,
    )


def _applicants(concurso: Concurso) -> tuple[Applicant, ...]:
    return tuple(Applicant(each) for each in concurso.applicants)
