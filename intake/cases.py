"""One case as an operator reads it: what was told, who stands behind it, what was done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake import matching, taxonomy
from intake.errors import NotFoundError
from intake.followers import Voices, count_voices, group
from intake.ids import Code
from intake.matching import Similar
from intake.models import (
    Aporte,
    AporteTag,
    Attachment,
    Follower,
    JournalEntry,
    Operator,
    Person,
    Question,
)
from intake.rules.codes import find_code, spoken
from intake.rules.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Alike:
    """Another case that may tell the same, and why it may."""

    aporte: Aporte
    similar: Similar


@dataclass(frozen=True, slots=True)
class Act:
    """One entry of the journal, with the names of who and of which case."""

    entry: JournalEntry
    username: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything there is about one case."""

    aporte: Aporte
    author: Person
    voices: Voices
    holder: Operator | None
    root: Aporte | None
    """What it was merged into."""
    merged: Sequence[Aporte]
    """What was merged into it, at any depth."""
    words: Sequence[str]
    """What those who joined had written."""
    tags: Sequence[AporteTag]
    attachments: Sequence[Attachment]
    questions: Sequence[Question]
    alike: Sequence[Alike]
    acts: Sequence[Act]


def read_code(typed: str) -> Code:
    """The code as stored, from however it was typed; NotFoundError where it cannot be one."""
    code = find_code(typed)
    if code is None:
        raise NotFoundError(
            f"«{typed}» no es un código de aporte: son seis letras y números, como K7F-3MX, "
            "y la última comprueba a las otras. Vea si alguna está mal copiada."
        )
    return code


async def get_case(session: AsyncSession, code: Code) -> Aporte:
    """The aporte with this code; NotFoundError where there is none."""
    aporte = await session.scalar(sa.select(Aporte).where(Aporte.code == code))
    if aporte is None:
        raise NotFoundError(f"No hay ningún aporte con el código {spoken(code)}.")
    return aporte


async def open_case(
    session: AsyncSession, aporte: Aporte, *, alike: int = 3, scorecard: Scorecard | None = None
) -> CaseFile:
    """The whole file; at most `alike` others that may tell the same, by the scorecard given."""
    members = await group_ids(session, aporte)
    holder, root = aporte.assigned_to_id, aporte.merged_into_id
    return CaseFile(
        aporte=aporte,
        author=await session.get_one(Person, aporte.author_id),
        voices=(await count_voices(session, [aporte.id])).get(aporte.id, Voices()),
        holder=await session.get_one(Operator, holder) if holder else None,
        root=await session.get_one(Aporte, root) if root else None,
        merged=list(
            await session.scalars(
                sa.select(Aporte)
                .where(Aporte.id.in_(members), Aporte.id != aporte.id)
                .order_by(Aporte.id)
            )
        ),
        words=list(
            await session.scalars(
                sa.select(Follower.words)
                .where(Follower.aporte_id.in_(members), Follower.words.is_not(None))
                .order_by(Follower.joined_at)
            )
        ),
        tags=list(
            await session.scalars(
                sa.select(AporteTag)
                .where(AporteTag.aporte_id == aporte.id)
                .order_by(AporteTag.accepted.desc(), AporteTag.score.desc(), AporteTag.priority)
            )
        ),
        attachments=await attachments_of(session, members),
        questions=list(
            await session.scalars(
                sa.select(Question).where(Question.aporte_id == aporte.id).order_by(Question.id)
            )
        ),
        alike=await _alike(session, aporte, members, alike, scorecard),
        acts=await history(session, aporte_ids=members),
    )


async def attachments_of(session: AsyncSession, aporte_ids: Sequence[int]) -> list[Attachment]:
    """In the order in which they came; without their bytes."""
    return list(
        await session.scalars(
            sa.select(Attachment)
            .where(Attachment.aporte_id.in_(aporte_ids))
            .order_by(Attachment.id)
        )
    )


async def history(
    session: AsyncSession,
    *,
    aporte_ids: Sequence[int] | None = None,
    operator_id: int | None = None,
    since: datetime | None = None,
    limit: int = 200,
) -> list[Act]:
    """The newest `limit` entries of the journal, oldest first. Empty filters do not narrow."""
    query = (
        sa.select(JournalEntry, Operator.username, Aporte.code)
        .outerjoin(Operator, Operator.id == JournalEntry.operator_id)
        .outerjoin(Aporte, Aporte.id == JournalEntry.aporte_id)
        .order_by(JournalEntry.id.desc())
        .limit(limit)
    )
    if aporte_ids is not None:
        query = query.where(JournalEntry.aporte_id.in_(aporte_ids))
    if operator_id is not None:
        query = query.where(JournalEntry.operator_id == operator_id)
    if since is not None:
        query = query.where(JournalEntry.at >= since)
    rows = (await session.execute(query)).all()
    return [Act(entry, username, code) for entry, username, code in reversed(rows)]


async def group_ids(session: AsyncSession, aporte: Aporte) -> list[int]:
    """The case and everything merged into it."""
    tree = group([aporte.id])
    return list(await session.scalars(sa.select(tree.c.id)))


async def _alike(
    session: AsyncSession,
    aporte: Aporte,
    members: Sequence[int],
    limit: int,
    scorecard: Scorecard | None,
) -> list[Alike]:
    """Its own group is left out; asked for a few more, to fill up what that takes away."""
    found = await matching.find_similar(
        session,
        aporte.text,
        aporte.ubigeo,
        aporte.kind,
        limit=limit + len(members),
        vocabulary=await taxonomy.current(session),
        scorecard=scorecard,
    )
    others = [each for each in found if each.aporte_id not in members and each.outcome != "new"][
        :limit
    ]
    rows = await session.scalars(
        sa.select(Aporte).where(Aporte.id.in_([each.aporte_id for each in others]))
    )
    by_id = {row.id: row for row in rows}
    return [Alike(by_id[each.aporte_id], each) for each in others if each.aporte_id in by_id]
