"""Concursos: seen, asked about, applied to."""

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
from intake.kinds import Applicant, ConcursoState, Subject
from intake.listening import people
from intake.outreach import broadcasts
from intake.requests.request import Request
from intake.store.models import Application, Concurso, Person


async def list_calls(command: ListCalls, request: Request) -> Calls:
    """Those that are for them, as far as that is known."""
    session, person = request.session, request.person
    rows = await concursos.open_for(session, person, command.at)
    return Calls(tuple([await _card(session, row, person, command.at) for row in rows]))


async def see_call(command: SeeCall, request: Request) -> CallSeen:
    """Open or not; a draft is nobody's to see."""
    concurso = await applications.get_call(request.session, command.concurso_id)
    return CallSeen(await _card(request.session, concurso, request.person, command.at))


async def ask_call(command: AskCall, request: Request) -> CallAnswered:
    """From the list of answers, or to a person of the Lab."""
    session, number = request.session, command.concurso_id
    await applications.get_call(session, number)
    found = await call_questions.ask(session, number, command.text, request.person, now=request.now)
    return CallAnswered(found.answer if found else "")


async def list_applications(_: ListApplications, request: Request) -> Applications:
    """As each stands now."""
    own = await applications.list_own(request.session, request.person)
    views = [await _view(request.session, *each, request.now) for each in own]
    return Applications(tuple(views))


async def see_code(command: SeeCode, request: Request) -> CodeSeen:
    """Their own application, or else a mass message on trial."""
    session = request.session
    found = await applications.find_by_code(session, command.code, request.person)
    if found is not None:
        return CodeSeen(application=await _view(session, *found, command.at))
    return CodeSeen(message=await broadcasts.find_test(session, command.code))


async def apply(command: Apply, request: Request) -> ApplicationSeen:
    """The one there is goes on where it stood."""
    own = await applications.start(
        request.session, command.concurso_id, request.person, at=command.at, now=request.now
    )
    return await _seen(own, request, command.at)


async def answer_step(command: AnswerStep, request: Request) -> ApplicationSeen:
    """Kept as a draft, or as a change of what was sent."""
    own = await applications.answer(
        request.session,
        command.concurso_id,
        request.person,
        command.step,
        command.text,
        attachment=command.attachment,
        at=command.at,
        now=request.now,
    )
    return await _seen(own, request, command.at)


async def send_application(command: SendApplication, request: Request) -> ApplicationSeen:
    """Sending it is also the consent to treat what it says."""
    session, person, now = request.session, request.person, request.now
    own = await applications.send(session, command.concurso_id, person, at=command.at, now=now)
    await people.consent(
        session,
        person,
        Subject.DATOS,
        granted=True,
        version=command.consent_version,
        message_id=command.message_id,
        now=now,
    )
    return await _seen(own, request, command.at)


async def withdraw_application(command: WithdrawApplication, request: Request) -> ApplicationSeen:
    """It can be sent again while the call is open."""
    own = await applications.withdraw(
        request.session, command.concurso_id, request.person, now=request.now
    )
    return await _seen(own, request, request.now)


async def _seen(own: Application, request: Request, at: datetime) -> ApplicationSeen:
    concurso = await applications.get_call(request.session, own.concurso_id)
    return ApplicationSeen(await _view(request.session, own, concurso, at))


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
