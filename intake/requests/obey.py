"""Having the domain do what a conversation asked for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.kinds import Subject
from intake.listening import opinions, people, questions, submissions, views
from intake.listening.commands import (
    AnswerQuestion,
    Correct,
    Done,
    FindSimilar,
    GiveOpinion,
    Join,
    ListMine,
    LookUp,
    Refused,
    Reopen,
    SetNews,
    SetPlace,
    SetReachable,
    Submit,
    Withdraw,
)
from intake.necesidades import district_summary
from intake.necesidades.commands import Summarise, Summarised
from intake.outreach import sources
from intake.outreach.commands import Arrive
from intake.reading.rules.tags import Vocabulary
from intake.requests.calls import obey_call
from intake.requests.commands import Command, Result
from intake.sameness.rules.scorecard import Scorecard
from intake.store.models import Person


@dataclass(frozen=True, slots=True)
class Means:
    """What obeying needs beside the database."""

    vocabulary: Vocabulary
    answer_days: int
    scorecard: Scorecard


async def obey(
    session: AsyncSession, command: Command, person: Person, means: Means, *, now: datetime
) -> Result:
    """Do it in the present transaction. A no of the domain comes back as Refused, in its words."""
    try:
        return await _obey(session, command, person, means, now)
    except (RefusedError, NotFoundError) as refusal:
        return Refused(str(refusal))


async def _obey(  # noqa: PLR0911, C901 one line a command
    session: AsyncSession, command: Command, person: Person, means: Means, now: datetime
) -> Result:
    match command:
        case FindSimilar():
            vocabulary, scorecard = means.vocabulary, means.scorecard
            return await views.find_alike(
                session, command, person, vocabulary=vocabulary, scorecard=scorecard
            )
        case Submit() | Join():
            return await _register(session, command, person, means, now)
        case Correct():
            await submissions.correct(
                session, command, person, vocabulary=means.vocabulary, now=now
            )
            return Done(command.code)
        case Withdraw():
            await submissions.withdraw(session, command, person, now=now)
            return Done(command.code)
        case LookUp():
            return await submissions.look_up(session, command, person, vocabulary=means.vocabulary)
        case ListMine():
            return await submissions.list_mine(
                session, command, person, vocabulary=means.vocabulary
            )
        case AnswerQuestion(question_id, text):
            await questions.answer(session, question_id, text, person, now=now)
            return Done()
        case GiveOpinion() | Reopen() | Summarise():
            return await _after_an_answer(session, command, person, means, now)
        case SetNews() | SetReachable() | SetPlace():
            return await _set_reach(session, command, person, now)
        case Arrive(code=code):
            return await sources.arrive(session, code, person, now=now)
        case _:
            return await obey_call(session, command, person, now)


async def _register(
    session: AsyncSession, command: Submit | Join, person: Person, means: Means, now: datetime
) -> Result:
    vocabulary, days = means.vocabulary, means.answer_days
    if isinstance(command, Join):
        return await submissions.join(
            session, command, person, vocabulary=vocabulary, answer_days=days, now=now
        )
    return await submissions.submit(
        session, command, person, vocabulary=vocabulary, answer_days=days, now=now
    )


async def _set_reach(
    session: AsyncSession,
    command: SetNews | SetReachable | SetPlace,
    person: Person,
    now: datetime,
) -> Result:
    """Whether they want news, for which district, and whether they can be written to at all."""
    if isinstance(command, SetPlace):
        person.ubigeo = command.ubigeo
        return Done()
    if isinstance(command, SetReachable):
        person.unreachable_at = None if command.reachable else now
        if command.reachable or person.news_since is None:
            return Done()
    await people.consent(
        session,
        person,
        Subject.NOTICIAS,
        granted=isinstance(command, SetNews) and command.granted,
        version=command.consent_version,
        message_id=command.message_id,
        now=now,
    )
    return Done()


async def _after_an_answer(
    session: AsyncSession,
    command: GiveOpinion | Reopen | Summarise,
    person: Person,
    means: Means,
    now: datetime,
) -> Result:
    match command:
        case GiveOpinion():
            return Done(await opinions.give(session, command, person, now=now))
        case Reopen():
            days = means.answer_days
            return Done(await opinions.reopen(session, command, person, answer_days=days, now=now))
        case Summarise(ubigeo):
            district = ubigeo or await district_summary.last_district(session, person)
            if district is None:
                return Summarised(None)
            return Summarised(await district_summary.summarise(session, district))
