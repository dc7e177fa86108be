"""The fields of a case that triage changes: read, compared, put back. The journal keeps them so."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AporteState, TagSource
from intake.store.db import JsonDict
from intake.store.models import Aporte, AporteTag, ReadingCorrection

_TAGS = "tags"
_READING = "reading"

_STANDING = sa.select(ReadingCorrection.id).where(
    ReadingCorrection.aporte_id == sa.bindparam("case"), ReadingCorrection.stands
)


async def take(session: AsyncSession, aporte: Aporte) -> JsonDict:
    """The fields of a case as they stand now, as JSON values."""
    tags = await session.scalars(
        sa.select(AporteTag)
        .where(AporteTag.aporte_id == aporte.id)
        .order_by(AporteTag.priority)
        .execution_options(populate_existing=True)
    )
    return {
        "state": aporte.state.value,
        "assigned_to_id": aporte.assigned_to_id,
        "merged_into_id": aporte.merged_into_id,
        "restricted": aporte.restricted,
        "restricted_by": aporte.restricted_by.value,
        "needs_interpreter": aporte.needs_interpreter,
        _TAGS: {tag.priority: _tag_fields(tag) for tag in tags},
        _READING: await session.scalar(_STANDING, {"case": aporte.id}),
    }


def changes(before: JsonDict, after: JsonDict) -> tuple[JsonDict, JsonDict]:
    """The fields that differ, on both sides; of the tags, those that do (None: there was none)."""
    old, new = {}, {}
    for name in before:
        was, now_is = before[name], after[name]
        if name == _TAGS:
            differing = sorted(p for p in {*was, *now_is} if was.get(p) != now_is.get(p))
            was = {priority: was.get(priority) for priority in differing}
            now_is = {priority: now_is.get(priority) for priority in differing}
        if was != now_is:
            old[name], new[name] = was, now_is
    return old, new


def still_stands(current: JsonDict, before: JsonDict, after: JsonDict) -> bool:
    """Whether everything an act changed is still as it left it."""
    for name in before:
        if name == _TAGS:
            left = after[_TAGS].items()
            if any(current[_TAGS].get(priority) != tag for priority, tag in left):
                return False
        elif current[name] != after[name]:
            return False
    return True


async def put_back(session: AsyncSession, aporte: Aporte, before: JsonDict) -> None:
    """Set the fields in `before` to what they were; the others are left alone."""
    if "state" in before:
        aporte.state = AporteState(before["state"])
    for name in ("assigned_to_id", "merged_into_id", "restricted", "needs_interpreter"):
        if name in before:
            setattr(aporte, name, before[name])
    if "restricted_by" in before:
        aporte.restricted_by = TagSource(before["restricted_by"])
    for priority, fields in before.get(_TAGS, {}).items():
        await put_tag(session, aporte.id, priority, fields)
    if _READING in before:
        await let_stand(session, aporte.id, before[_READING])
    await session.flush()


async def put_tag(
    session: AsyncSession, aporte_id: int, priority: str, fields: JsonDict | None
) -> None:
    """Make one tag be as `fields` says; None takes its row away."""
    tag = await session.get(AporteTag, (aporte_id, priority))
    if fields is None:
        if tag is not None:
            await session.delete(tag)
        return
    if tag is None:
        tag = AporteTag(aporte_id=aporte_id, priority=priority)
        session.add(tag)
    tag.source = TagSource(fields["source"])
    tag.accepted = fields["accepted"]
    tag.score = fields["score"]
    tag.words = fields["words"]


async def let_stand(session: AsyncSession, aporte_id: int, correction_id: int | None) -> None:
    """Make one correction of how a case was read the one that stands; None: none does."""
    rows = await session.scalars(
        sa.select(ReadingCorrection).where(ReadingCorrection.aporte_id == aporte_id)
    )
    for row in rows:
        row.stands = row.id == correction_id


def _tag_fields(tag: AporteTag) -> dict[str, object]:
    return {
        "source": tag.source.value,
        "accepted": tag.accepted,
        "score": tag.score,
        "words": list(tag.words),
    }
