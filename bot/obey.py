"""Having the domain do what a conversation asked for."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from bot.files import Quota
from bot.obey_calls import obey_call
from intake import district_summary, matching, opinions, people, questions, sources, submissions
from intake.commands import (
    AnswerQuestion,
    Arrive,
    Command,
    Correct,
    Done,
    FindSimilar,
    GiveOpinion,
    Join,
    ListMine,
    LookUp,
    Refused,
    Reopen,
    Result,
    SetNews,
    SetPlace,
    SetReachable,
    SimilarFound,
    Submit,
    Summarise,
    Summarised,
    Withdraw,
)
from intake.errors import NotFoundError, RefusedError
from intake.kinds import Subject
from intake.models import Aporte, Person
from intake.newcomers import Crowd
from intake.rules.scorecard import Scorecard
from intake.rules.tags import Vocabulary

_MOST_SIMILAR = 3


@dataclass(frozen=True, slots=True)
class Means:
    """What obeying needs beside the database."""

    vocabulary: Vocabulary
    answer_days: int
    scorecard: Scorecard
    crowd: Crowd = field(default_factory=Crowd)
    files: Quota = field(default_factory=Quota)


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
            return await _find_similar(session, command, person, means)
        case Submit():
            return await submissions.submit(
                session,
                command,
                person,
                vocabulary=means.vocabulary,
                answer_days=means.answer_days,
                now=now,
            )
        case Join():
            return await submissions.join(session, command, person, now=now)
        case Correct():
            await submissions.correct(
                session, command, person, vocabulary=means.vocabulary, now=now
            )
            return Done(command.code)
        case Withdraw():
            await submissions.withdraw(session, command, person, now=now)
            return Done(command.code)
        case LookUp():
            return await submissions.look_up(session, command, person)
        case ListMine():
            return await submissions.list_mine(session, command, person)
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


async def _find_similar(
    session: AsyncSession, command: FindSimilar, person: Person, means: Means
) -> SimilarFound:
    """Open aportes that may tell the same.

    None that touches violence or integrity, nor any that may, for nobody could read it yet.
    """
    found = await matching.find_similar(
        session,
        command.text,
        command.ubigeo,
        command.kind,
        limit=_MOST_SIMILAR,
        vocabulary=means.vocabulary,
        scorecard=means.scorecard,
    )
    likely = [each.aporte_id for each in found if each.outcome != "new"]
    rows = await session.scalars(
        sa.select(Aporte).where(
            Aporte.id.in_(likely),
            Aporte.restricted.is_(False),
            Aporte.needs_interpreter.is_(False),
        )
    )
    aportes = {aporte.id: aporte for aporte in rows}
    ordered = [aportes[each] for each in likely if each in aportes]
    return SimilarFound(await submissions.views(session, ordered, person, open_text=True))
