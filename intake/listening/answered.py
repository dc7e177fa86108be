"""Which aporte somebody means by the answer they got, and what was answered last."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError
from intake.kinds import AporteState
from intake.store import merges
from intake.store.models import Aporte, Follower, Person
from intake.store.verbs import Verb
from intake.words.sentences import refusal


class Answer(NamedTuple):
    """When somebody was answered, and with what."""

    at: datetime
    verb: Verb


async def followed(session: AsyncSession, code: str, person: Person) -> Aporte:
    """The aporte, which they are behind; without a code the one they were answered about last."""
    query = (
        sa.select(Aporte)
        .join(Follower, Follower.aporte_id == Aporte.id)
        .where(Follower.person_id == person.id, Aporte.state != AporteState.RETIRADO)
    )
    if code:
        found = await session.scalar(query.where(Aporte.code == code))
    else:
        found = await _answered_last(session, list(await session.scalars(query)))
    if found is None:
        raise NotFoundError(refusal("aporte_ajeno"))
    return found


async def _answered_last(session: AsyncSession, aportes: Sequence[Aporte]) -> Aporte | None:
    best: tuple[Answer, Aporte] | None = None
    for aporte in aportes:
        answer = last_answer(await merges.root_of(session, aporte), aporte)
        if answer is not None and (best is None or answer.at > best[0].at):
            best = answer, aporte
    return best[1] if best else None


def last_answer(root: Aporte, aporte: Aporte) -> Answer | None:
    """What was answered last to whoever follows `aporte`, itself or through its root."""
    found = [
        Answer(each.answered_at, each.answered_with)
        for each in (root, aporte)
        if each.answered_at is not None and each.answered_with is not None
    ]
    return max(found, key=lambda each: each.at, default=None)
