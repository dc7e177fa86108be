"""What people say of the answers they get: whether they helped."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.kinds import AporteState
from intake.listening.answered import followed, last_answer
from intake.listening.commands import GiveOpinion
from intake.listening.notices import state_in_words
from intake.store import merges
from intake.store.journal import About, record
from intake.store.models import Aporte, Opinion, Person
from intake.store.verbs import ANSWERS, Verb
from intake.words.sentences import refusal


@dataclass(frozen=True, slots=True)
class Helped:
    """How many people said of a kind of answer that it helped, and that it did not."""

    verb: Verb
    yes: int
    no: int


async def give(
    session: AsyncSession, command: GiveOpinion, person: Person, *, now: datetime
) -> str:
    """Keep what they say of the answer, of which the last word counts; the code it is about."""
    aporte = await followed(session, command.code, person)
    root = await merges.root_of(session, aporte)
    answer = last_answer(root, aporte)
    if answer is None:
        raise RefusedError(_not_answered(root))
    opinion = await session.get(Opinion, (aporte.id, person.id))
    if opinion is None:
        opinion = Opinion(aporte_id=aporte.id, person_id=person.id)
        session.add(opinion)
    opinion.helped, opinion.answer, opinion.at = command.helped, answer.verb, now
    record(
        session,
        Verb.OPINAR,
        About(aporte_id=aporte.id, person_id=person.id),
        now=now,
        note="le sirvió" if command.helped else "no le sirvió",
        after={"sirvio": command.helped, "respuesta": answer.verb},
    )
    return aporte.code


async def count_helped(session: AsyncSession, *, since: datetime | None = None) -> list[Helped]:
    """How many people an answer helped, by its kind, in the order of ANSWERS."""
    query = sa.select(Opinion.answer, Opinion.helped, sa.func.count())
    if since is not None:
        query = query.where(Opinion.at >= since)
    rows = await session.execute(query.group_by(Opinion.answer, Opinion.helped))
    said = {(answer, helped): count for answer, helped, count in rows}
    return [Helped(verb, said.get((verb, True), 0), said.get((verb, False), 0)) for verb in ANSWERS]


def _not_answered(root: Aporte) -> str:
    """What was admitted was told so: that is no written answer, and no silence either."""
    if root.state is AporteState.RECIBIDO:
        return refusal("sin_respuesta")
    standing = state_in_words(root.state, answer_by=root.answer_by)
    return refusal("ya_avisado", estado=standing)
